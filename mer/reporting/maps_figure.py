"""Where the networks of a cell look, on the mean outline of a face: metrics/maps/d-v-protocol.png.

No face is in it: the outline is the mean of the landmarks of all clips.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.maps import ClassMaps, MapsResult
from mer.reporting import standin_notice
from mer.reporting.canvas import COLOURS, HATCHES, new

_LINES = (
    (range(17), False), (range(17, 22), False), (range(22, 27), False), (range(27, 31), False),
    (range(31, 36), False), (range(36, 42), True), (range(42, 48), True), (range(48, 60), True),
    (range(60, 68), True),
)  # fmt: skip
"""Lines through the 68 landmarks, and whether each is closed."""
_TITLES = {"grad_cam": "Grad-CAM", "occlusion": "occlusion"}
_COLOURS = {"grad_cam": COLOURS[1], "occlusion": COLOURS[2]}
_HEAT = "YlOrBr"  # light to dark in gray, too
_NOTE = (
    "Outline: mean landmarks of all clips, nobody's face. Dark: where the last convolution speaks "
    "for the class (Grad-CAM),\nand where covering takes probability from it (occlusion); each "
    "clip's largest value counts as 1. {black}"
)
_BLACK = (
    "Hatched: black in what the network sees.\nNothing moves there; a map that reaches into it "
    "comes from its edge, and from a convolution's coarse grid."
)


class Face(NamedTuple):
    """The mean face: (68, 2) outline as shares of the crop, and (n, n) bool of what is black."""

    outline: np.ndarray
    black: np.ndarray


def draw(
    result: MapsResult,
    pictures: Mapping[str, tuple[np.ndarray, np.ndarray]],
    face: Face,
    title: str,
) -> Figure:
    """Draw a row per class: the mean map of Grad-CAM, that of occlusion, and where they lie.

    Args:
        result: content of the cell's file in metrics/maps/.
        pictures: class → the mean maps of Grad-CAM and of occlusion, (size, size) each.
        face: what they are drawn on.
        title: of the data set in print.
    """
    names = [name for name in CLASSES if name in result.classes]
    heading = (
        f"where {result.variant} on {title} looks,\n{result.protocol} test clips, asked about "
        f"their own class; input: {result.input}"
    )
    figure = new(10, 3.2 * len(names) + 1.4, heading, standin_notice.is_standin(result.data))
    grid = figure.subplots(len(names), 3, squeeze=False, gridspec_kw={"width_ratios": (1, 1, 0.9)})
    for axes, name in zip(grid, names, strict=True):
        one = result.classes[name]
        methods = zip(_TITLES, pictures[name], one.blank, strict=True)
        for axis, (method, picture, blank) in zip(axes, methods, strict=False):
            _map(axis, picture, face)
            axis.set_title(_TITLES[method] + (f" ({blank} clips without)" if blank else ""))
        axes[0].set_ylabel(f"{name}\n{one.clips} clips, {one.right} right", fontweight="bold")
        _bars(axes[2], one, result)
    grid[0, 2].legend(loc="lower center", bbox_to_anchor=(0.5, 1.1), ncols=3, fontsize=8)
    black = _BLACK if face.black.any() else ""
    figure.supxlabel(_NOTE.format(black=black), fontsize=8)
    return figure


def _map(axis: Axes, picture: np.ndarray, face: Face) -> None:
    """Draw a map under the outline, from 0 to its largest value."""
    extent = (0, 1, 1, 0)
    drawn = axis.imshow(
        picture, cmap=_HEAT, vmin=0, vmax=max(float(picture.max()), 1e-9), extent=extent
    )
    if face.black.any():
        axis.contourf(face.black, [0.5, 1.5], colors="none", hatches=["////"], extent=(0, 1, 0, 1))
    for points, closed in _LINES:
        line = face.outline[[*points, *([points[0]] if closed else [])]]
        axis.plot(line[:, 0], line[:, 1], color="black", linewidth=1.2)
    axis.set(xlim=(0, 1), ylim=(1, 0), xticks=[], yticks=[])
    axis.grid(visible=False)
    bar = axis.figure.colorbar(drawn, ax=axis, shrink=0.8, pad=0.02)
    bar.ax.tick_params(labelsize=7)


def _bars(axis: Axes, one: ClassMaps, result: MapsResult) -> None:
    """Draw which share of each map lies in each region, beside that of a map without a place."""
    series = {
        **{_TITLES[method]: (getattr(one, method), _COLOURS[method]) for method in _TITLES},
        "area": (result.area, "#dddddd"),
    }
    regions = list(result.area)
    for place, (label, (shares, colour)) in enumerate(series.items()):
        axis.barh(
            np.arange(len(regions)) + (place - 1) * 0.27,
            [100 * shares.get(region, 0) for region in regions],
            0.27,
            color=colour,
            edgecolor="black",
            linewidth=0.6,
            hatch=HATCHES[place],
            label=label,
        )
    axis.set_yticks(range(len(regions)), regions, fontsize=8)
    axis.invert_yaxis()
    axis.set_xlabel("share of the map (%), by the nearest landmark", fontsize=8)
    if one.correlation is not None:
        axis.set_title(f"correlation of the two maps: {one.correlation:.2f}", fontsize=9)
