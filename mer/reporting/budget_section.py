"""The section of metrics/leakage.md on equal epochs and equal steps."""

from collections.abc import Mapping

from mer.evaluation.controls import BUDGETS
from mer.evaluation.results import BudgetRow, Leakage
from mer.reporting import standin_notice
from mer.reporting.estimates import enumerate_in_words, percent, points
from mer.reporting.markdown import grid
from mer.reporting.titles import together


def section(content: Leakage, titles: Mapping[str, str]) -> list[str]:
    """Write what the variants report under either budget; nothing where none was run."""
    if not content.budget:
        return []
    first = content.budget[0].variant
    return [
        "## Equal epochs are not equal training",
        " ".join([_confound(content.budget), *_finding(content.budget, first)]),
        _table(content, first, titles),
    ]


def _confound(rows: list[BudgetRow]) -> str:
    """Say how many steps equal epochs are; the first rows are of all data sets."""
    together = [
        row for row in rows if row.datasets == rows[0].datasets and "epochs" in row.training
    ]
    steps = [f"{row.variant} {row.training['epochs'].steps:.0f}" for row in together]
    epochs = f"{together[0].training['epochs'].epochs:g}" if together else "the same number of"
    return (
        f"In {epochs} epochs a variant with copies takes several times the optimiser steps of one "
        f"without ({', '.join(steps)} steps per fold), so a comparison at equal epochs, as the "
        "article's seems to be, also compares short with long training. The table has accuracy "
        "under loso, true labels, at equal epochs (`train.budget: epochs`) and at equal steps "
        "(`steps`)."
    )


def _finding(rows: list[BudgetRow], first: str) -> list[str]:
    """Say what the variants gain over the first one under either budget."""
    together = [row for row in rows if row.datasets == rows[0].datasets and row.minus_first]
    said = [
        f"{row.variant} - {first} is "
        + enumerate_in_words(
            [
                f"{points(row.minus_first[name])} points at equal {name}"
                for name in BUDGETS
                if name in row.minus_first
            ]
        )
        for row in together
    ]
    return [f"All data sets together: {'; '.join(said)}."] if said else []


def _table(content: Leakage, first: str, titles: Mapping[str, str]) -> str:
    headers = ["Data set", "Variant"]
    for name in BUDGETS:
        headers += [
            standin_notice.marked(content.data, f"equal {name} %"),
            f"minus {first}",
            "steps",
            "training %",
        ]
    lines = [
        [
            together(row.datasets, titles),
            row.variant,
            *(cell for name in BUDGETS for cell in _cells(row, name)),
        ]
        for row in content.budget
    ]
    return grid(headers, lines, numbers=range(2, len(headers)))


def _cells(row: BudgetRow, budget: str) -> list[str]:
    training = row.training.get(budget)
    return [
        percent(row.accuracy.get(budget)),
        points(row.minus_first.get(budget)),
        "" if training is None else f"{training.steps:.0f}",
        "" if training is None else f"{100 * training.accuracy:.0f}",
    ]
