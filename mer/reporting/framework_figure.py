"""The framework, the article's Figure 1: a box for every stage of dvc.yaml, group after group.

Made for a page whose text column is about 830 pixels wide: at that width the figure is half a
screen high, and its smallest letters are 10 pixels.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from mer.reporting.canvas import new
from mer.reporting.pipeline import PARTS, Edge, Stage, edges

COLOURS = dict(zip(PARTS, ("#eeeeee", "#c9e3f5", "#fbe7bd", "#f6cdb5", "#d5ecd8"), strict=True))
COLUMNS = (("input", "image preprocessing"), ("data preprocessing", "classification"))
"""The parts in the first two columns, from top to bottom; the others fill `LAST` more."""
LAST = 2
WIDTH, HEIGHT, BESIDE, BELOW, TITLE = 3.85, 1.2, 0.36, 0.22, 0.4
"""In inches: of a box, the gaps beside and below it, and the name of a part above its boxes."""
NAME, TEXT = 15.5, 15.0
"""Sizes of letters in points."""
LETTERS, LINES = 33, 3
"""In a line of a box, and lines below its name."""
NOTE = (
    "Figure 1, the framework: the stages of dvc.yaml. An arrow, or",
    "“from” in a box, comes from a stage whose files are read;",
    "what that stage has itself read is not repeated.",
)
_EDGE, _INSIDE, _LINE = 0.12, 0.1, 0.265
_ARROW = {"arrowstyle": "-|>", "color": "#333333", "shrinkA": 0, "shrinkB": 0, "linewidth": 1.8}


class Place(NamedTuple):
    """Where a box is: its column, and its upper edge in inches from the top."""

    column: int
    top: float

    @property
    def left(self) -> float:
        """The left edge in inches."""
        return _EDGE + self.column * (WIDTH + BESIDE)


def draw(stages: Sequence[Stage]) -> Figure:
    """Draw a box for every stage, and an arrow or a line of text for every edge."""
    arrows = edges(stages)
    places, titles = arrange(stages, arrows)
    width = max(place.left for place in places.values()) + WIDTH + _EDGE
    height = max(place.top for place in places.values()) + HEIGHT + _EDGE
    figure = new(width, height, "", False)
    figure.set_layout_engine("none")
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axis.set_axis_off()
    for part, place in titles:
        _write(axis, place.left, place.top + TITLE / 2, part.upper(), bold=True)
    for stage in stages:
        _draw_box(axis, stage, places[stage.name], sources(stage, arrows, places))
    for edge in arrows:
        if drawn(edge, places):
            _draw_arrow(axis, places[edge.before], places[edge.after])
    for number, line in enumerate(reversed(NOTE)):
        _write(axis, _EDGE, height - 0.22 - number * _LINE, line)
    return figure


def arrange(
    stages: Sequence[Stage], arrows: Sequence[Edge]
) -> tuple[dict[str, Place], list[tuple[str, Place]]]:
    """Find a place for every stage: below, or in a column after, all that it reads from.

    Returns:
        Stage → its place, and where the name of each part stands.
    """
    depth = depths(stages, arrows)
    ordered = sorted(stages, key=lambda stage: depth[stage.name])
    rest = [stage for stage in ordered if not any(stage.part in column for column in COLUMNS)]
    rows = -(-len(rest) // LAST)
    columns = [
        [(part, [stage for stage in ordered if stage.part == part]) for part in column]
        for column in COLUMNS
    ]
    last = [rest[start : start + rows] for start in range(0, len(rest), rows)]
    columns += [[(part[0].part if not number else "", part)] for number, part in enumerate(last)]
    places: dict[str, Place] = {}
    titles: list[tuple[str, Place]] = []
    for number, column in enumerate(columns):
        top = 0.08
        for part, own in column:
            titles.append((part, Place(number, top)))
            top += TITLE
            for stage in own:
                places[stage.name] = Place(number, top)
                top += HEIGHT + BELOW
    return places, [(part, place) for part, place in titles if part]


def depths(stages: Sequence[Stage], arrows: Sequence[Edge]) -> Mapping[str, int]:
    """Return the length of the longest chain of arrows that leads to each stage."""
    depth = dict.fromkeys((stage.name for stage in stages), 0)
    for _ in stages:  # as often as the longest chain can be long
        for edge in arrows:
            depth[edge.after] = max(depth[edge.after], depth[edge.before] + 1)
    return depth


def drawn(edge: Edge, places: Mapping[str, Place]) -> bool:
    """Tell whether an edge has an arrow: to the next box below, or from the last of a column.

    Others would run behind boxes; the box that they lead to names where they come from.
    """
    one, two = places[edge.before], places[edge.after]
    below = [
        place for place in places.values() if place.column == one.column and place.top > one.top
    ]
    if one.column == two.column:
        return two == min(below, key=lambda place: place.top)
    return two.column == one.column + 1 and not below


def sources(stage: Stage, arrows: Sequence[Edge], places: Mapping[str, Place]) -> list[str]:
    """List what a stage reads from, where not every arrow to it is drawn."""
    into = [edge for edge in arrows if edge.after == stage.name]
    return [] if all(drawn(edge, places) for edge in into) else [edge.before for edge in into]


def name(stage: Stage) -> str:
    """Return the name of a stage, and what it has an instance for each of."""
    per = " and ".join(stage.per).replace("dataset", "data set")
    return f"{stage.name}, per {per}" if per else stage.name


def words(stage: Stage, before: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a box: what the stage does, and where it reads from.

    Of a description it takes whole clauses, as many as there is room for.
    """
    origin = textwrap.wrap("from " + ", ".join(before), LETTERS) if before else []
    what = re.split("[;:]", stage.what)[0].replace("`", "")
    while len(textwrap.wrap(what, LETTERS)) > min(2, LINES - len(origin)) and "," in what:
        what = what.rpartition(",")[0]
    return textwrap.wrap(what, LETTERS), origin


def _draw_box(axis: Axes, stage: Stage, place: Place, before: Sequence[str]) -> None:
    """Draw a stage with what it does and what it reads from."""
    box = FancyBboxPatch(
        (place.left, place.top),
        WIDTH,
        HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=COLOURS[stage.part],
        edgecolor="#555555",
        zorder=2,
    )
    axis.add_patch(box)
    what, origin = words(stage, before)
    x, y = place.left + _INSIDE, place.top + HEIGHT / 2 - (len(what) + len(origin)) * _LINE / 2
    _write(axis, x, y, name(stage), bold=True)
    for number, line in enumerate([*what, *origin], 1):
        _write(axis, x, y + number * _LINE, line, italic=number > len(what))


def _write(
    axis: Axes, x: float, y: float, text: str, bold: bool = False, italic: bool = False
) -> None:
    axis.text(
        x,
        y,
        text,
        fontsize=NAME if bold else TEXT,
        fontweight="bold" if bold else "normal",
        fontstyle="italic" if italic else "normal",
        va="center",
        zorder=3,
    )


def _draw_arrow(axis: Axes, one: Place, two: Place) -> None:
    """Draw down to the next box, or through the gap between two columns."""
    if one.column == two.column:
        x = one.left + 0.9 * WIDTH  # beside the name of a part
        axis.annotate("", (x, two.top), (x, one.top + HEIGHT), arrowprops=_ARROW, zorder=4)
        return
    start, end = one.left + WIDTH, two.left
    middle, down, up = (start + end) / 2, one.top + HEIGHT / 2, two.top + HEIGHT / 2
    axis.plot((start, middle, middle), (down, down, up), color="#333333", linewidth=1.8, zorder=4)
    axis.annotate("", (end, up), (middle, up), arrowprops=_ARROW, zorder=4)
