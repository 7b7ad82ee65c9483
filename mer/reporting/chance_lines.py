"""The lines of chance in graphs: what guessing scores on the test samples beside them."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mer.reporting.guesses import TITLES

_STYLES: dict[str, Literal["--", ":"]] = {"majority": "--", "stratified": ":"}
_COLOUR = "#333333"


def draw(
    axis: Axes,
    values: Mapping[str, np.ndarray | float],
    left: np.ndarray | Sequence[float],
    right: np.ndarray | Sequence[float],
) -> None:
    """Draw a piece of line for each score of each guess.

    Args:
        axis: on which.
        values: guess → (N,) what it scores in the unit of the axis, NaN where that is not known, or
            the same everywhere.
        left: (N,) where each piece begins on the horizontal axis.
        right: (N,) where it ends.
    """
    for name, found in values.items():
        height = np.broadcast_to(np.asarray(found, float), np.shape(left))
        known = ~np.isnan(height)
        if known.any():
            axis.hlines(
                height[known],
                np.asarray(left)[known],
                np.asarray(right)[known],
                colors=_COLOUR,
                linestyles=_STYLES[name],
                linewidth=1.2,
                zorder=1,
                gid=name,
            )


def legend(axes: Sequence[Axes]) -> dict[str, Line2D]:
    """Return name → sample of the line, for the legend, of the guesses that were drawn."""
    drawn = {lines.get_gid() for axis in axes for lines in axis.collections}
    return {
        label: Line2D([], [], color=_COLOUR, linestyle=_STYLES[name], linewidth=1.2)
        for name, label in TITLES.items()
        if name in drawn
    }
