"""Figures 6 and 7: a score over the tuning grid, one panel per data set, one line per variant."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mer.evaluation.results import Tuning
from mer.reporting import chance_lines
from mer.reporting.canvas import COLOURS, MARKERS, new, pick
from mer.reporting.one_class import MARK

_COLUMNS = ["variant", "batch_size", "epochs", "value", "one_class"]


def panels(
    content: Tuning | None,
    metric: Literal["accuracy", "weighted_f1"],
    scale: int,
    titles: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """List a test score of every setting of the grid.

    Args:
        content: of metrics/tuning.json; None where it was not made.
        metric: the score.
        scale: what its fractions are multiplied by.
        titles: data set → its name in print.

    Returns:
        Title → columns `variant, batch_size, epochs, value, one_class` (whether nearly all test
        clips are given one class), empty for a data set that was not tuned.
    """
    rows: dict[str, list[tuple]] = {title: [] for title in titles.values()}
    for cell in content.cells if content else ():
        for point in cell.grid:
            value = scale * getattr(point.test, metric)
            setting = (cell.variant, point.batch_size, point.epochs)
            rows[titles[cell.dataset]].append((*setting, value, bool(point.test.one_class)))
    return {title: pd.DataFrame(listed, columns=_COLUMNS) for title, listed in rows.items()}


def draw(
    panels: Mapping[str, pd.DataFrame],
    variants: Sequence[str],
    label: str,
    title: str,
    standin: bool,
    chance: Mapping[str, Mapping[str, float]] | None = None,
) -> Figure:
    """Draw a score over the tuning grid.

    Args:
        panels: as from `panels`.
        variants: all that can be drawn; their places decide their looks.
        label: of the axis of the score.
        title: of the figure.
        standin: whether the numbers are the stand-in's.
        chance: data set → guess → what it scores on the same clips.
    """
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    figure = new(5.4 * columns, 3.1 * rows + 0.9, title, standin)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axis, (dataset, table) in zip(axes, panels.items(), strict=False):
        axis.set_title(dataset)
        axis.set_xlabel("batch size above, epochs below")
        if len(table):
            _draw_lines(axis, table, variants)
            left, right = axis.get_xlim()
            chance_lines.draw(axis, (chance or {}).get(dataset, {}), [left], [right])
            axis.set_xlim(left, right)
        else:
            _say_how(axis)
    for axis in axes[::columns]:
        axis.set_ylabel(label)
    for axis in axes[len(panels) :]:
        axis.set_axis_off()
    lines = {line.get_label(): line for axis in axes for line in axis.lines}
    drawn = [name for name in variants if name in lines]
    if drawn:
        handles = [lines[name] for name in drawn]
        if any(table["one_class"].any() for table in panels.values()):
            handles.append(Line2D([], [], linestyle="none"))
            drawn.append(f"{MARK} nearly all test clips are given one class")
        guesses = chance_lines.legend(list(axes))
        handles, drawn = [*handles, *guesses.values()], [*drawn, *guesses]
        figure.legend(handles, drawn, loc="outside lower center", ncols=len(drawn), frameon=False)
    return figure


def _draw_lines(axis: Axes, table: pd.DataFrame, variants: Sequence[str]) -> None:
    """Draw the line of each variant over the settings, in the order of the table."""
    settings = list(dict.fromkeys(zip(table["batch_size"], table["epochs"], strict=True)))
    for place, variant in enumerate(variants):
        mine = table[table["variant"] == variant]
        if not len(mine):
            continue
        colour = pick(COLOURS, place)
        axis.plot(
            np.arange(len(mine)),
            mine["value"],
            label=variant,
            color=colour,
            marker=pick(MARKERS, place),
            markerfacecolor="white" if place % 2 else colour,
            markersize=6,
        )
        for x in np.flatnonzero(mine["one_class"]):
            axis.annotate(MARK, (x, mine["value"].iloc[x]), (5, 3), textcoords="offset points")
    axis.set_xticks(range(len(settings)), [f"{size}\n{epochs}" for size, epochs in settings])


def _say_how(axis: Axes) -> None:
    axis.set_xticks([])
    axis.text(
        0.5,
        0.5,
        "not tuned with these parameters and clips:\n`make tuning` trains the grid",
        ha="center",
        va="center",
        color="#555555",
        transform=axis.transAxes,
    )
