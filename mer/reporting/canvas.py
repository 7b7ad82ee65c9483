"""What all figures share: a look whose colours differ in gray too, and files with fixed bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import matplotlib
from matplotlib.figure import Figure

from mer.core import files
from mer.reporting.standin_notice import FACES, WORD

COLOURS = ("#000000", "#0072B2", "#E69F00", "#56B4E9", "#D55E00", "#999999")
"""Of the variants: Okabe and Ito's (2008), dark and light in turn."""
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....")
CLASS_COLOURS = ("#333333", "#8FC1E3", "#F6E3B4")
_STYLE: dict[Any, Any] = {  # matplotlib has a type for each of its 300 keys
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "mer",  # otherwise ids in the file are drawn at random
    "svg.fonttype": "none",
}
_DPI = 100
_METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}

Value = TypeVar("Value")


def new(width: float, height: float, title: str, standin: bool) -> Figure:
    """Start a figure of a size in inches; from the stand-in its title says so."""
    matplotlib.rcParams.update(_STYLE)
    figure = Figure(figsize=(width, height), layout="constrained")
    text = f"{WORD} ({FACES}): {title}" if standin else title
    figure.suptitle(text, fontweight="bold", fontsize=12)
    return figure


def save(figure: Figure, path: Path, kinds: Sequence[str] = ("png", "svg")) -> None:
    """Write `path`.png and `path`.svg: the same bytes for the same figure, whole or not at all."""
    matplotlib.rcParams.update(_STYLE)
    for kind in kinds:
        with files.replacing(path.with_suffix(f".{kind}")) as temporary:
            figure.savefig(temporary, format=kind, dpi=_DPI, metadata=_METADATA[kind])


def pick(values: Sequence[Value], place: int) -> Value:
    """Take the value at a place, from the start again where there are more places than values."""
    return values[place % len(values)]
