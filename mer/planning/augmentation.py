"""Augmented copies of clips: rotation, crop, contrast, brightness.

They are drawn once per clip and applied to all its frames, because a rotation that changes from
frame to frame is a motion larger than the expression.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mer.core import params, seeds

if TYPE_CHECKING:
    from mer.planning.imgaug_compat import augmenters

COLUMNS = (
    "rotation",
    "crop_top",
    "crop_right",
    "crop_bottom",
    "crop_left",
    "contrast",
    "brightness",
)
"""What a draw holds, in degrees, shares of the side, and factors."""
CROPS = slice(COLUMNS.index("crop_top"), COLUMNS.index("crop_left") + 1)
"""The columns of the four crops."""


@dataclass(frozen=True)
class Copy:
    """An augmented copy of a clip.

    `x` is `(T, S, S)` uint8, `draw` is `(1 or T, 7)` float64 with the columns `COLUMNS`.
    """

    clip: str
    copy: int
    x: np.ndarray
    draw: np.ndarray


def draw(recipe: params.Augment, dataset: str, clip: str, copy: int, frames: int) -> np.ndarray:
    """Draw how one copy differs from its clip.

    The variant is deliberately not part of the seed: two variants with the same recipe see the same
    copies, so that what differs between them is what they differ in. Nor are the other clips:
    dropping one changes no other's copies.

    Args:
        recipe: how copies may differ.
        dataset: key of the data set.
        clip: id of the clip.
        copy: number of the copy, from 1.
        frames: T, the number of draws with `per_frame`.

    Returns:
        `(1, 7)` float64, `(T, 7)` with `per_frame`; rotation from U(-rotate, rotate) degrees,
        contrast and brightness from U(1 - value, 1 + value). The crops are each from U(0, crop)
        or, with `crop_area`, those of `_window`.

    >>> recipe = params.Augment(copies=1, rotate=15.0, crop=0.0, crop_area=0.1, contrast=0.3,
    ...                         brightness=0.3, per_frame=False, seed=0)
    >>> values = draw(recipe, "smic", "s1/s1_ne_01", copy=1, frames=8)
    >>> values.shape
    (1, 7)
    >>> bool(abs(values[0, COLUMNS.index("rotation")]) <= 15)
    True
    """
    random = seeds.generator("augment", recipe.seed, dataset, str(clip), int(copy))
    chance = random.random((frames if recipe.per_frame else 1, len(COLUMNS)))
    low = [-recipe.rotate, 0.0, 0.0, 0.0, 0.0, 1 - recipe.contrast, 1 - recipe.brightness]
    high = [recipe.rotate, *[recipe.crop] * 4, 1 + recipe.contrast, 1 + recipe.brightness]
    values = np.add(low, np.subtract(high, low) * chance)
    if recipe.crop_area:
        values[:, CROPS] = _window(recipe.crop_area * chance[:, 1], chance[:, 2], chance[:, 3])
    return values


def _window(removed: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Cut a share of the area away, the same share of height and width.

    >>> top, right, bottom, left = _window(*np.array([[0.19], [0.0], [0.5]]))[0].round(3).tolist()
    >>> top, bottom, left, right
    (0.0, 0.1, 0.05, 0.05)

    Args:
        removed: shape (n,), share of the area that goes, here from U(0, crop_area).
        down: shape (n,), where what stays begins, 0 at the top to 1 as low as it can.
        across: shape (n,), the same from left to right.

    Returns:
        `(n, 4)`: shares of the side cut at the top, right, bottom and left.
    """
    gone = 1 - np.sqrt(1 - removed)
    return np.stack([gone * down, gone * (1 - across), gone * (1 - down), gone * across], axis=1)


def apply(x: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Apply a draw to a clip.

    Args:
        x: `(T, S, S)` uint8.
        draws: `(1, 7)`, the same for all frames, or `(T, 7)`, one per frame.

    Returns:
        `(T, S, S)` uint8. What a rotation uncovers is black, like the masks; what is cropped, in
        whole pixels, is stretched back to S. Contrast is around the middle gray:
        `127 + contrast * (v - 127)`; then comes `brightness * v`.
    """
    if len(draws) == 1:
        return _augmenter(draws[0])(images=np.ascontiguousarray(x[..., np.newaxis]))[..., 0]
    return np.concatenate([apply(x[[t]], draws[[t]]) for t in range(len(x))])


def _augmenter(values: np.ndarray) -> "augmenters.Augmenter":
    """Build the imgaug pipeline of one draw; with fixed values, so that it draws nothing itself."""
    # here: the import takes a second, which is saved where there are no copies
    from mer.planning.imgaug_compat import augmenters  # noqa: PLC0415 - it takes a second

    rotation, top, right, bottom, left, contrast, brightness = (float(value) for value in values)
    return augmenters.Sequential(
        [
            augmenters.Affine(rotate=rotation),
            augmenters.Crop(percent=(top, right, bottom, left), keep_size=True),
            augmenters.LinearContrast(contrast),
            augmenters.Multiply(brightness),
        ]
    )


def copies(recipe: params.Augment, dataset: str, clip: tuple[str, np.ndarray]) -> list[Copy]:
    """Make all copies of one clip, numbered from 1.

    Args:
        recipe: how many, and how they may differ.
        dataset: key of the data set.
        clip: its id and its frames, `(T, S, S)` uint8.
    """
    name, x = clip
    made = []
    for number in range(1, recipe.copies + 1):
        values = draw(recipe, dataset, name, number, len(x))
        made.append(Copy(name, number, apply(x, values), values))
    return made
