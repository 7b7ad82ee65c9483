"""The picture metrics/leakage.png: true and shuffled labels under each protocol."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mer.core.vocabulary import in_order
from mer.evaluation.results import Leakage, LeakageRow
from mer.reporting import standin_notice
from mer.reporting.canvas import COLOURS, new
from mer.reporting.one_class import MARK, anywhere

_SAID = {
    "leaky": "test clips' copies train",
    "windows": "clips' other windows train",
    "holdout": "clips held out",
    "kfold": "clips held out in turn",
    "loso": "subjects held out",
}
_TRUE, _SHUFFLED, _CHANCE = COLOURS[1], COLOURS[4], "#cccccc"
_WIDTH = 0.32
"""Half of the width of a band of chance, where variants are 1 apart."""
_APART = 0.12
"""Of the marks from the middle of the band, so that none hides the other."""


def draw(content: Leakage) -> Figure:
    """Draw one panel per protocol, one column per variant, all data sets together."""
    rows = [row for row in content.pooled if row.accuracy or row.null]
    shown = in_order(name for row in rows for name in (*row.accuracy, *row.null))
    figure = new(
        8,
        3.9,
        "what is reported on true and on shuffled labels",
        standin_notice.is_standin(content.data),
    )
    if not shown:
        figure.text(0.5, 0.5, "no control was run", ha="center", va="center")
        return figure
    axes = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axis, protocol in zip(axes, shown, strict=True):
        for place, row in enumerate(rows):
            _draw_row(axis, place, row, protocol)
        axis.set_title(f"{protocol}\n{_SAID[protocol]}", fontsize=10)
        axis.set_xticks(range(len(rows)), [row.variants[0] for row in rows], rotation=30)
        axis.set_xlim(-0.6, len(rows) - 0.4)
        axis.set_ylim(0, 100)
        axis.grid(visible=False, axis="x")
    axes[0].set_ylabel("accuracy (%)")
    if anywhere(rows):
        note = f"{MARK} nearly all test samples are given one class"
        axes[-1].plot([], [], linestyle="none", label=note)
    _name_what_is_drawn(figure, axes[-1])
    return figure


def _draw_row(axis: Axes, place: int, row: LeakageRow, protocol: str) -> None:
    """Draw the band of chance, the accuracy on shuffled labels in it or not, and that on true."""
    null, true = row.null.get(protocol), row.accuracy.get(protocol)
    if null is not None:
        low, high = null.chance_percent_interval
        axis.bar(place, high - low, 2 * _WIDTH, bottom=low, color=_CHANCE, label="chance")
        axis.plot(
            place - _APART,
            null.accuracy_percent,
            marker="X",
            markersize=9,
            linestyle="none",
            color=_SHUFFLED,
            markeredgecolor="black",
            markeredgewidth=0.6,
            label="shuffled labels: nothing to learn",
        )
        if null.one_class:
            _mark(axis, place - _APART, null.accuracy_percent)
    if true is not None:
        ends = true.interval or (true.value, true.value)
        axis.errorbar(
            place + _APART,
            true.value,
            np.abs(np.array([ends]).T - true.value),
            marker="o",
            markersize=6,
            markerfacecolor="white",
            capsize=3,
            linestyle="none",
            color=_TRUE,
            label="true labels, with interval",
        )
        if true.one_class:
            _mark(axis, place + _APART, true.value)


def _mark(axis: Axes, x: float, value: float) -> None:
    """Mark a value that rests on one answer for nearly all test samples."""
    axis.annotate(MARK, (x, value), (5, 3), textcoords="offset points")


def _name_what_is_drawn(figure: Figure, axis: Axes) -> None:
    """Put a legend below the figure, each entry once."""
    handles, labels = axis.get_legend_handles_labels()
    entries = dict(zip(labels, handles, strict=True))
    figure.legend(
        entries.values(), entries.keys(), loc="outside lower center", ncols=3, frameon=False
    )
