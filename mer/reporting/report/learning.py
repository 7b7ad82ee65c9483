"""Learning curves: accuracy and loss over epochs."""

from typing import TYPE_CHECKING

from mer.reporting.report.blocks import Block, Entry, Figure, Section, Table, Text, number, text
from mer.reporting.report.content import Content
from mer.reporting.report.plot import PERCENT, Panel, Plot, scale

if TYPE_CHECKING:
    import pandas as pd

_CURVES = (("accuracy_percent", "accuracy", "%"), ("loss", "loss", "cross-entropy"))
_MARKS = 6
"""How many marks a curve has, about."""


def section(content: Content) -> Section:
    """Show the curves of the chosen protocol."""
    lead = (
        "Means over folds of the chosen protocol, an epoch after the other. Where the training "
        "curve goes on and the validation curve does not, the network learns its training part by "
        "heart. Folds may end at different epochs, so that late points rest on fewer of them."
    )
    table = content.learning
    blocks: list[Block] = []
    if table is None or table.empty:
        blocks.append(Text([f"Not run: no cell was run under `{content.settings.protocol}`."]))
    else:
        for column, what, unit in _CURVES:
            if column in table:
                blocks.append(_figure(content, table, column, what, unit))
    return Section("learning", "Learning curves", lead, blocks)


def _figure(content: Content, table: "pd.DataFrame", column: str, what: str, unit: str) -> Figure:
    known = table.dropna(subset=column)
    protocol = known["protocol"].iloc[0]
    top = 100.0 if column == "accuracy_percent" else _ceiling(float(known[column].max()))
    panels = [
        _panel(content, part, f"{dataset}, {name}", (column, unit, top))
        for (dataset, name), part in known.groupby(["dataset", "part"], sort=False)
    ]
    rows = [
        [
            text(dataset),
            text(part),
            text(variant),
            number(float(len(one)), str(int(one["epoch"].max()))),
            *(number(value, f"{value:.4g}") for value in _ends(one[column])),
        ]
        for (dataset, part, variant), one in known.groupby(
            ["dataset", "part", "variant"], sort=False
        )
    ]
    headers = ["Data set", "Part", "Variant", "Epochs", "first", "last", "lowest", "highest"]
    variants = known["variant"].unique().tolist()
    return Figure(
        f"learning-{what}",
        f"{what[0].upper()}{what[1:]} over epochs under {protocol}",
        f"A panel per data set and part, a line per variant: {what} over epochs.",
        panels,
        [Entry(f"line {content.look(name)}", name) for name in variants],
        Table(f"{what[0].upper()}{what[1:]} over epochs as numbers", headers, rows, range(3, 8)),
        "Every epoch is in `metrics/plots/learning.csv`.",
    )


def _ends(values: "pd.Series") -> list[float]:
    return [float(values.iloc[0]), float(values.iloc[-1]), float(values.min()), float(values.max())]


def _ceiling(value: float) -> float:
    """Return a round number above a loss.

    >>> _ceiling(1.03), _ceiling(0.2), _ceiling(7.4)
    (1.5, 0.5, 7.5)
    """
    return max(0.5, -(-value // 0.5) * 0.5)


def _panel(
    content: Content, part: "pd.DataFrame", title: str, axis: tuple[str, str, float]
) -> Panel:
    column, unit, top = axis
    last = int(part["epoch"].max())
    step = max(1, -(-last // 6))
    ticks = [(float(epoch), [str(epoch)]) for epoch in range(step, last + 1, step)]
    marks = PERCENT if top == 100 else scale(0, top, top / 5)
    plot = Plot(title, (1, max(2, last)), (0, top), ticks, marks, "epoch", unit)
    for variant, one in part.groupby("variant", sort=False):
        look = content.look(str(variant))
        values = list(zip(one["epoch"].astype(float), one[column].astype(float), strict=True))
        plot.curve(values, look)
        for x, y in values[:: max(1, len(values) // _MARKS)]:
            plot.mark((x, y), look, f"{variant}, {title}, epoch {x:g}: {y:.4g}")
    return plot.panel()
