"""Drawings: values turned into places in pixels, which a template writes as SVG.

Looks are numbers: the colour, marker, dash and hatch of a variant by its place in params.yaml. No
meaning rests on colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_LEFT, _RIGHT, _TOP, _LINE = 46.0, 10.0, 10.0, 16.0
"""Pixels around the plotted area, and of a line of text."""


class Tick(NamedTuple):
    """A place on an axis and the lines of text there."""

    at: float
    lines: tuple[str, ...]


class Mark(NamedTuple):
    """A value, in pixels, its interval, and what a reader who points at it is told."""

    x: float
    y: float
    low: float | None
    high: float | None
    look: str
    says: str
    flag: str


class Curve(NamedTuple):
    """A line through points `x,y x,y`."""

    points: str
    look: str


class Rule(NamedTuple):
    """A level of chance: a horizontal line, or a band where its ends differ."""

    x1: float
    x2: float
    y: float
    height: float
    look: str
    says: str


class Box(NamedTuple):
    """A bar, or a square of a grid, with text on or in it; `shade` is how dark it is, 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    look: str
    shade: float | None
    label: str
    says: str


@dataclass(frozen=True)
class Panel:
    """One pair of axes, ready to be drawn: all places in pixels."""

    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    x_label: str
    y_label: str
    rules: Sequence[Rule]
    boxes: Sequence[Box]
    curves: Sequence[Curve]
    marks: Sequence[Mark]
    empty: str = ""


@dataclass
class Plot:
    """A panel in the making: values against places 0, 1, 2, … or numbers.

    Attributes:
        title: of the panel.
        x_range: ends of the horizontal axis.
        y_range: ends of the vertical axis.
        x_ticks: value and the lines of text there.
        y_ticks: value and text.
        x_label: of the horizontal axis.
        y_label: of the vertical axis.
        width: of the panel, in pixels.
        area: height of the plotted area, in pixels.
        empty: what is said where there is nothing to draw.
    """

    title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: Sequence[tuple[float, Sequence[str]]]
    y_ticks: Sequence[tuple[float, str]]
    x_label: str = ""
    y_label: str = ""
    width: float = 340.0
    area: float = 190.0
    left: float = _LEFT
    empty: str = ""
    _rules: list[Rule] = field(default_factory=list)
    _boxes: list[Box] = field(default_factory=list)
    _curves: list[Curve] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Return the place of a value on the horizontal axis, in pixels."""
        low, high = self.x_range
        inner = self.width - self.left - _RIGHT
        return round(self.left + inner * (value - low) / (high - low), 1)

    def y(self, value: float) -> float:
        """Return the place of a value on the vertical axis, in pixels from the top."""
        low, high = self.y_range
        return round(_TOP + self.area * (high - value) / (high - low), 1)

    def mark(
        self,
        place: tuple[float, float],
        look: str,
        says: str,
        interval: tuple[float, float] | None = None,
        flag: str = "",
    ) -> None:
        """Add a value with its interval; the interval is vertical."""
        x, y = self.x(place[0]), self.y(place[1])
        low, high = (self.y(end) for end in interval) if interval else (None, None)
        self._marks.append(Mark(x, y, low, high, look, says, flag))

    def curve(self, points: Iterable[tuple[float, float]], look: str) -> None:
        """Add a line through values."""
        said = " ".join(f"{self.x(x):g},{self.y(y):g}" for x, y in points)
        self._curves.append(Curve(said, look))

    def rule(
        self, x: tuple[float, float], y: tuple[float, float], says: str, look: str = "chance"
    ) -> None:
        """Add a level of chance from one place to another; a band where the ends of `y` differ."""
        top = self.y(max(y))
        height = round(self.y(min(y)) - top, 1)
        self._rules.append(Rule(self.x(x[0]), self.x(x[1]), top, height, look, says))

    def box(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        look: str,
        says: str,
        label: str = "",
        shade: float | None = None,
    ) -> None:
        """Add a bar or a square between two places."""
        left, top = self.x(x[0]), self.y(max(y))
        width, height = round(self.x(x[1]) - left, 1), round(self.y(min(y)) - top, 1)
        self._boxes.append(Box(left, top, width, height, look, shade, label, says))

    def panel(self) -> Panel:
        """Return it, ready to be drawn."""
        lines = max((len(text) for _, text in self.x_ticks), default=0) + bool(self.x_label)
        bottom = _TOP + self.area
        return Panel(
            self.title,
            self.width,
            round(bottom + 8 + _LINE * lines, 1),
            self.left,
            self.width - _RIGHT,
            _TOP,
            bottom,
            [Tick(self.x(at), tuple(text)) for at, text in self.x_ticks],
            [Tick(self.y(at), (text,)) for at, text in self.y_ticks],
            self.x_label,
            self.y_label,
            self._rules,
            self._boxes,
            self._curves,
            self._marks,
            self.empty,
        )


def scale(low: float, high: float, step: float) -> list[tuple[float, str]]:
    """List the ticks of an axis.

    >>> scale(0, 1, 0.5)
    [(0.0, '0'), (0.5, '0.5'), (1.0, '1')]
    """
    count = round((high - low) / step)
    values = [round(low + place * step, 6) for place in range(count + 1)]
    return [(float(value), f"{value:g}") for value in values]


PERCENT = scale(0, 100, 25)
FRACTION = scale(0, 1, 0.25)
