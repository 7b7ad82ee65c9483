"""The framework, the article's Figure 1: a box for every stage of dvc.yaml, arrows between them."""

import itertools
import re
import statistics
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from mer.reporting.canvas import new
from mer.reporting.pipeline import PARTS, Edge, Stage, edges

COLOURS = dict(zip(PARTS, ("#eeeeee", "#c9e3f5", "#fbe7bd", "#f6cdb5", "#d5ecd8"), strict=True))
WIDTH, HEIGHT = 2.45, 0.76
"""Of a box, in inches."""
BESIDE, BELOW = 0.2, 0.4
"""Between boxes, in inches."""
_PASSES = " passes row "
_LONGEST = 78  # characters of a description in its box


class Place(NamedTuple):
    """Where a box is drawn: row from the top, and the middle of the box in inches."""

    row: int
    x: float


def draw(stages: Sequence[Stage]) -> Figure:
    """Draw a box for every stage and an arrow for every edge."""
    places, routes = arrange(stages, edges(stages))
    left, right = _sides(places.values(), itertools.chain.from_iterable(routes))
    rows = 1 + max(place.row for place in places.values())
    height = rows * (HEIGHT + BELOW)
    title = "Figure 1, the framework: the stages of dvc.yaml"
    figure = new(right - left, height + 0.9, title, False)
    axis = figure.add_subplot(xlim=(left, right), ylim=(height - BELOW / 2, -BELOW / 2))
    axis.set_axis_off()
    for route in routes:
        _draw_arrow(axis, route)
    for stage in stages:
        _draw_box(axis, stage, places[stage.name])
    handles = [
        Patch(facecolor=colour, edgecolor="black", label=part) for part, colour in COLOURS.items()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)
    return figure


def _sides(boxes: Iterable[Place], passed: Iterable[Place]) -> tuple[float, float]:
    """Return the left and the right end of a figure that holds all boxes and arrows, in inches."""
    ends = [place.x + side for place in boxes for side in (-WIDTH / 2, WIDTH / 2)]
    ends += [place.x for place in passed]
    return min(ends) - 0.1, max(ends) + 0.1


def _draw_arrow(axis: Axes, route: Sequence[Place]) -> None:
    """Draw from the lower edge of the first box through the gaps to the upper edge of the last."""
    x = [place.x for place in route for _ in range(2)][1:-1]
    y = [place.row * (HEIGHT + BELOW) + down for place in route for down in (0, HEIGHT)][1:-1]
    axis.plot(x[:-1], y[:-1], color="#555555", linewidth=1.1, zorder=1)
    arrow = {"arrowstyle": "-|>", "color": "#555555", "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", (x[-1], y[-1]), (x[-2], y[-2]), arrowprops=arrow, zorder=1)


def _draw_box(axis: Axes, stage: Stage, place: Place) -> None:
    """Draw a stage with what it does, and what it has an instance for each of."""
    top = place.row * (HEIGHT + BELOW)
    box = Rectangle(
        (place.x - WIDTH / 2, top),
        WIDTH,
        HEIGHT,
        facecolor=COLOURS[stage.part],
        edgecolor="black",
        zorder=2,
    )
    axis.add_patch(box)
    per = " and ".join(stage.per).replace("dataset", "data set")
    name = f"{stage.name}, per {per}" if per else stage.name
    axis.text(place.x, top + 0.15, name, fontweight="bold", fontsize=9, ha="center", va="center")
    text = textwrap.fill(_short(stage.what), 36)
    axis.text(place.x, top + 0.48, text, fontsize=8, ha="center", va="center")


def _short(what: str) -> str:
    """Return of a description what fits into a box: whole clauses, where the first of them does."""
    what = re.split("[;:]", what)[0]
    while len(what) > _LONGEST and "," in what:
        what = what.rpartition(",")[0]
    return textwrap.shorten(what, _LONGEST, placeholder=" ...")


def arrange(
    stages: Sequence[Stage], arrows: Sequence[Edge]
) -> tuple[dict[str, Place], list[list[Place]]]:
    """Find a place for every stage below all that it follows.

    Returns:
        Stage → its place, and for every arrow the list of the places that it passes: one in every
        row between its ends is kept free for it.
    """
    row: dict[str, int] = {}
    for _ in stages:  # as often as the longest chain can be long
        for stage in stages:
            before = [row.get(edge.before, 0) for edge in arrows if edge.after == stage.name]
            row[stage.name] = max(before, default=-1) + 1
    parents: dict[str, list[str]] = {stage.name: [] for stage in stages}
    routes = []
    for edge in arrows:
        route = [edge.before]
        for between in range(row[edge.before] + 1, row[edge.after]):
            name = f"{edge.before}{_PASSES}{between}"
            row[name], parents[name] = between, [route[-1]]
            route.append(name)
        parents[edge.after].append(route[-1])
        routes.append([*route, edge.after])
    placed: dict[str, Place] = {}
    for number in sorted(set(row.values())):
        names = [name for name, place in row.items() if place == number]
        placed |= _row(number, names, parents, placed)
    return (
        {stage.name: placed[stage.name] for stage in stages},
        [[placed[name] for name in route] for route in routes],
    )


def _row(
    number: int, names: list[str], parents: dict[str, list[str]], placed: dict[str, Place]
) -> dict[str, Place]:
    """Place the boxes, and the gaps for passing arrows, of one row below their parents."""
    wanted = {
        name: statistics.fmean([placed[one].x for one in parents[name]] or [0.0]) for name in names
    }
    names = sorted(names, key=lambda name: (wanted[name], _PASSES not in name))
    middles: list[float] = []
    for name, before in zip(names, [None, *names], strict=False):
        x = wanted[name]
        if before is not None:  # at least as far to the right as the one before leaves room
            x = max(x, middles[-1] + (_width(before) + _width(name)) / 2)
        middles.append(x)
    right = statistics.fmean(x - wanted[name] for name, x in zip(names, middles, strict=True))
    return {name: Place(number, x - right) for name, x in zip(names, middles, strict=True)}


def _width(name: str) -> float:
    """Return the room that a box or a passing arrow takes in its row, in inches."""
    return 2 * BESIDE if _PASSES in name else WIDTH + BESIDE
