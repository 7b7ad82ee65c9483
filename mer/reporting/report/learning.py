"""Learning curves: accuracy and loss over epochs."""

from typing import TYPE_CHECKING

import numpy as np

from mer.reporting.report.blocks import Block, Entry, Figure, Section, Table, Text, number, text
from mer.reporting.report.content import Content
from mer.reporting.report.plot import PERCENT, Panel, Plot, scale

if TYPE_CHECKING:
    import pandas as pd

_CURVES = (("accuracy_percent", "accuracy", "%"), ("loss", "loss", "cross-entropy"))
_WEIGHTED = (
    "Where a variant weighs classes, its training loss is weighted, too: its height does not "
    "compare with that of others. "
)
_STEPS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)
_MARKS = 6
"""How many marks a curve has, about."""


def section(content: Content) -> Section:
    """Show the curves of the chosen protocol."""
    lead = (
        "Means over folds of the chosen protocol, epoch by epoch. Where the training "
        "curve goes on and the validation curve does not, the network learns its training part by "
        "heart. Folds may end at different epochs, so that late points rest on fewer of them."
    )
    table = content.learning
    blocks: list[Block] = []
    if table is None or table.empty:
        blocks.append(Text([f"Not run: no cell was run under `{content.settings.protocol}`."]))
    else:
        for column, what, unit in _CURVES:
            if column in table and np.isfinite(table[column]).any():
                blocks.append(_figure(content, table, column, what, unit))
    return Section("learning", "Learning curves", lead, blocks)


def _figure(content: Content, table: "pd.DataFrame", column: str, what: str, unit: str) -> Figure:
    known = table[np.isfinite(table[column])]
    protocol = known["protocol"].iloc[0]
    most = float(known[column].max())
    step = _step(most)
    top = -(-most // step) * step
    axis = (column, unit, PERCENT if what == "accuracy" else scale(0, max(top, step), step))
    panels = [
        _panel(content, part, f"{dataset}, {name}", axis)
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
        f"{_WEIGHTED if what == 'loss' else ''}Every epoch is in `metrics/plots/learning.csv`.",
    )


def _ends(values: "pd.Series") -> list[float]:
    return [float(values.iloc[0]), float(values.iloc[-1]), float(values.min()), float(values.max())]


def _step(most: float) -> float:
    """Return the distance of the ticks of a loss: at most five up to the largest.

    >>> _step(1.03), _step(4.1), _step(7.4)
    (0.25, 1, 2.5)
    """
    return next((step for step in _STEPS if most <= 5 * step), most)


def _panel(
    content: Content,
    part: "pd.DataFrame",
    title: str,
    axis: tuple[str, str, list[tuple[float, str]]],
) -> Panel:
    column, unit, marks = axis
    last = int(part["epoch"].max())
    step = max(1, -(-last // 6))
    ticks = [(float(epoch), [str(epoch)]) for epoch in range(step, last + 1, step)]
    plot = Plot(title, (1, max(2, last)), (0, marks[-1][0]), ticks, marks, "epoch", unit)
    for variant, one in part.groupby("variant", sort=False):
        look = content.look(str(variant))
        values = list(zip(one["epoch"].astype(float), one[column].astype(float), strict=True))
        plot.curve(values, look)
        for x, y in values[:: max(1, len(values) // _MARKS)]:
            plot.mark((x, y), look, f"{variant}, {title}, epoch {x:g}: {y:.4g}")
    return plot.panel()
