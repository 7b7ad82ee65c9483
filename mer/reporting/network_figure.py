"""The network, the article's Figure 4: the layers that `mer.models.cnn3d` builds, with their sizes.

The sizes are worked out from params.yaml, as importing Keras takes seconds; a test compares them
with those of the real model.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from mer.core import params
from mer.core.vocabulary import CLASSES
from mer.reporting.canvas import new

COLOURS = {"input": "#dddddd", "channels": "#8FC1E3", "units": "#E69F00"}
_PITCH = 1.85  # inches between blocks
_SCALE = 0.17  # inches per doubling of a side


class Layer(NamedTuple):
    """A layer that has weights or another shape than the one before.

    Attributes:
        name: in the Keras model.
        what: it is, for a reader.
        shape: of one sample of its output: (frames, height, width, channels), or (units,).
        weights: how many it learns.
    """

    name: str
    what: str
    shape: tuple[int, ...]
    weights: int


def layers(clip: params.ClipShape, network: params.Network) -> list[Layer]:
    """List the layers from the clip to the probabilities."""
    shape: tuple[int, ...] = (clip.frames, clip.size, clip.size, 1)
    found = [Layer("clip", "input: " + " or ".join(network.inputs), shape, 0)]
    for number, filters in enumerate(network.filters, start=1):
        weights = filters * (math.prod(network.kernels) * shape[-1] + 1)
        shape = (*shape[:-1], filters)
        found.append(
            Layer(f"conv{number}", f"Conv3D {_times(network.kernels)}, ReLU", shape, weights)
        )
        pool = [min(side, factor) for side, factor in zip(shape, network.pools, strict=False)]
        sides = (side // factor for side, factor in zip(shape, pool, strict=False))
        shape = (*sides, filters)
        what = f"max pooling {_times(pool)},\ndropout {network.dropout:g}"
        found.append(Layer(f"pool{number}", what, shape, 0))
    inputs = math.prod(shape)
    for name, what, units in (
        ("dense", f"dense, ReLU,\ndropout {network.dense_dropout:g}", network.dense),
        ("logits", "dense, softmax", len(CLASSES)),
    ):
        found.append(Layer(name, what, (units,), units * (inputs + 1)))
        inputs = units
    return found


def _times(sides: Sequence[int]) -> str:
    return "x".join(str(side) for side in sides)


def draw(clip: params.ClipShape, network: params.Network, profile: str) -> Figure:
    """Draw the output of every block, with the layers of the block below it."""
    found = layers(clip, network)
    blocks = [[layer] for layer in found if not layer.name.startswith("pool")]
    for pool, block in zip(found[2::2], blocks[1:-2], strict=False):
        block.append(pool)
    total = sum(layer.weights for layer in found)
    title = f"Figure 4, the network of profile {profile}: {total:,} weights"
    figure = new(_PITCH * len(blocks) + 0.2, 4.5, title, False)
    axis = figure.add_subplot(
        aspect="equal", xlim=(-_PITCH / 2, _PITCH * (len(blocks) - 0.5)), ylim=(-2.85, 1.1)
    )
    axis.set_axis_off()
    end = 0.0
    for place, block in enumerate(blocks):
        half = _draw_block(axis, _PITCH * place, block[-1].shape)
        if place:
            arrow = {"arrowstyle": "-|>", "color": "#555555", "shrinkA": 3, "shrinkB": 3}
            axis.annotate("", (_PITCH * place - half, 0), (end, 0), arrowprops=arrow)
        end = _PITCH * place + half
        axis.text(_PITCH * place, -1.1, _text(block), ha="center", va="top", fontsize=9)
    return figure


def _text(block: Sequence[Layer]) -> str:
    """List the layers of a block, each with its output and its weights."""
    lines = []
    for layer in block:
        units = " units" if len(layer.shape) == 1 else ""
        lines += [f"{layer.name}\n{layer.what}", " x ".join(map(str, layer.shape)) + units]
        if layer.name == "clip":
            lines.append("frames x height\nx width x channels")
        if layer.weights:
            lines.append(f"{layer.weights:,} weights")
        lines.append("")
    return "\n".join(lines)


def _draw_block(axis: Axes, x: float, shape: Sequence[int]) -> float:
    """Draw an output as a box whose sides grow with the logarithm of frames, height and width.

    One without these axes is drawn as a column. Return half of the width.
    """
    if len(shape) == 1:
        depth, width, height = 0.0, 0.12, _SCALE * math.log2(shape[0] + 1)
        colour = COLOURS["units"]
    else:
        depth, height, width = (_SCALE * math.log2(side + 1) for side in shape[:3])
        colour = COLOURS["input" if shape[3] == 1 else "channels"]
    lean = 0.5 * depth
    left, bottom = x - (width + lean) / 2, -(height + lean) / 2
    right, top = left + width, bottom + height
    front = [(left, bottom), (right, bottom), (right, top), (left, top)]
    above = [(left, top), (right, top), (right + lean, top + lean), (left + lean, top + lean)]
    side = [
        (right, bottom),
        (right, top),
        (right + lean, top + lean),
        (right + lean, bottom + lean),
    ]
    for corners, shade in ((front, 1.0), (above, 0.6), (side, 0.8)):
        face = Polygon(corners, facecolor=(colour, shade), edgecolor="black", linewidth=0.8)
        axis.add_patch(face)
    return (width + lean) / 2
