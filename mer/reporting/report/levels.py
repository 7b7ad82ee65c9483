"""What guessing scores on the test samples of a cell, as lines and words."""

from mer.evaluation.results import ProtocolResult
from mer.reporting.guesses import TITLES
from mer.reporting.report.blocks import Cell, Entry, number
from mer.reporting.report.plot import Plot

LEGEND = (
    Entry("chance", f"guess: {TITLES['majority']}"),
    Entry("drawn", f"guess: {TITLES['stratified']}"),
)
HEADERS = (TITLES["majority"], TITLES["stratified"])
"""Titles of the columns that `cells` fills."""


def of(result: ProtocolResult, metric: str) -> list[tuple[str, float]]:
    """List the looks of both guesses and what they score; nothing where that is not recorded.

    Args:
        result: the metrics of a cell under one protocol.
        metric: a name that `mer.evaluation.results.ChanceScores` has.
    """
    if result.chance is None:
        return []
    return [
        ("chance", getattr(result.chance.majority, metric)),
        ("drawn", getattr(result.chance.stratified, metric)),
    ]


def draw(
    plot: Plot, ends: tuple[float, float], result: ProtocolResult, metric: str, scale: float
) -> None:
    """Draw both guesses as lines from one place to another."""
    for look, value in of(result, metric):
        guess = TITLES["majority" if look == "chance" else "stratified"]
        said = f"guess, {guess}: {scale * value:.4g}"
        plot.rule(ends, (scale * value, scale * value), said, look)


def cells(result: ProtocolResult | None) -> list[Cell]:
    """Write the accuracies of both guesses, in percent; empty where they are not recorded."""
    found = dict(of(result, "accuracy")) if result else {}
    return [
        number(found.get(look), f"{100 * found.get(look, 0):.1f}") for look in ("chance", "drawn")
    ]
