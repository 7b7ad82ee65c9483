"""Clips as the network wants them: square, gray, T frames at given positions in time."""

import functools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mer.core import files, paths
from mer.core.errors import UserError
from mer.core.execution import ordered_map
from mer.core.opencv import cv2
from mer.core.progress import track
from mer.preprocessing import clip_table, crop_archive, sampling

if TYPE_CHECKING:
    import pandas as pd


def resize(crops: np.ndarray, size: int) -> np.ndarray:
    """Resize crops to squares and make them gray.

    Args:
        crops: `(F, height, width)` uint8, or `(F, height, width, 3)` in the order red, green, blue.
        size: side of the squares in pixels.

    Returns:
        `(F, size, size)` uint8.
    """
    # area averaging does not alias when a crop shrinks, but is a mere nearest-neighbour copy when
    # it grows
    shrinks = min(crops.shape[1:3]) >= size
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    squares = np.empty((len(crops), size, size), dtype=np.uint8)
    for square, crop in zip(squares, crops, strict=True):
        resized = cv2.resize(crop, (size, size), interpolation=method)
        square[...] = resized if resized.ndim == 2 else cv2.cvtColor(resized, cv2.COLOR_RGB2GRAY)
    return squares


def sampled(crops: np.ndarray, sets: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Make clips of what the stage `mask` has cut.

    Args:
        crops: as for `resize`.
        sets: positions in time among the crops, T for each clip.
        size: side of the squares in pixels.

    Returns:
        `(len(sets), T, size, size)` uint8.

    Raises:
        ValueError: a position lies outside of the crops.
    """
    squares = resize(crops, size)
    return np.stack([sampling.take(squares, positions) for positions in sets])


class Shape(NamedTuple):
    """How much was made: clips, frames per clip, windows per clip."""

    clips: int
    frames: int
    windows: int


def store(dataset: str, size: int, threads: int) -> Shape:
    """Write the stacks of the clips and of their windows.

    Args:
        dataset: its key.
        size: side of the squares in pixels.
        threads: how many clips are decoded and resized at once, outside of Python's lock.

    Returns:
        How much was written.

    Raises:
        UserError: no clip is left, their numbers of positions or windows differ, or the crops are
            not those of the table.
    """
    table = _masked_clips(dataset)
    shape = _shape(dataset, table)
    square, windows = (shape.frames, size, size), shape.windows
    with (
        crop_archive.reading(dataset) as masked,
        files.writing_stack(paths.clips(dataset), (shape.clips, *square)) as clips,
        files.writing_stack(paths.windows(dataset), (shape.clips * windows, *square)) as shifted,
        ThreadPoolExecutor(threads) as pool,
    ):
        source, listed = paths.masked(dataset), paths.masked_table(dataset)
        clip_table.check_archive(source, masked.clips, listed, table["clip"])
        work = functools.partial(_square, dataset=dataset, size=size)
        squares = ordered_map(pool, work, _sources(dataset, table, masked), window=2 * threads)
        progress = track(squares, f"resize {dataset}", shape.clips, "clips")
        for made in progress:
            clips.append(made[:1])
            shifted.append(made[1:])
        clips.describe(table[["clip", "subject", "label"]])
        shifted.describe(_windows(table["clip"], windows))
    return shape


def _masked_clips(dataset: str) -> "pd.DataFrame":
    """Read the rows of the masked clips, sorted by clip."""
    text = ("clip", "subject", "positions", "windows", "status")
    return clip_table.read_kept(paths.masked_table(dataset), text).sort_values("clip")


def _shape(dataset: str, table: "pd.DataFrame") -> Shape:
    """Count positions and windows, and check that all clips have equally many of each."""
    sets = [_sets(*texts) for texts in zip(table["positions"], table["windows"], strict=True)]
    lengths = {
        "positions": {len(positions) for clip in sets for positions in clip},
        "windows": {len(clip) - 1 for clip in sets},
    }
    for what, numbers in lengths.items():
        if len(numbers) != 1:
            path = paths.masked_table(dataset)
            raise UserError(
                f"{path}: expected clips with one and the same number of {what}, received "
                f"{sorted(numbers)}; run `dvc repro --force {path.stage}`."
            )
    return Shape(len(table), lengths["positions"].pop(), lengths["windows"].pop())


def _sets(positions: str, windows: str) -> list[np.ndarray]:
    """Read the positions at which a clip is sampled, and those of each window."""
    return sampling.from_text(positions) + sampling.from_text(windows)


class _Source(NamedTuple):
    """The PNG files of one clip's crops, and the sets of positions to take."""

    clip: str
    crops: Sequence[bytes]
    sets: Sequence[np.ndarray]


def _sources(dataset: str, table: "pd.DataFrame", masked: crop_archive.Crops) -> Iterator[_Source]:
    """Read one clip after the other."""
    for clip, positions, windows in zip(
        table["clip"], table["positions"], table["windows"], strict=True
    ):
        sets = _sets(positions, windows)
        try:
            yield _Source(clip, masked.files(clip), sets)
        except KeyError as error:
            raise _no_frames(dataset, clip, sets, error) from None


def _square(source: _Source, dataset: str, size: int) -> np.ndarray:
    """Make `(1 + W, T, size, size)` of one clip: itself, then its W windows."""
    try:
        return sampled(crop_archive.decoded(source.crops), source.sets, size)
    except ValueError as error:
        raise _no_frames(dataset, source.clip, source.sets, error) from None


def _no_frames(dataset: str, clip: str, sets: Sequence[np.ndarray], error: Exception) -> UserError:
    masked = paths.masked(dataset)
    return UserError(
        f"{masked}: expected the frames of {clip} at the positions {sampling.to_text(sets)}, "
        f"found none there ({error}); run `dvc repro --force {masked.stage}`."
    )


def _windows(clips: "pd.Series", count: int) -> "pd.DataFrame":
    """List the windows of every clip, clip after clip."""
    import pandas as pd  # noqa: PLC0415 - the stage needs it, `resize` does not

    return pd.DataFrame(
        {
            "clip": np.repeat(clips.to_numpy(), count),
            "window": np.tile(np.arange(1, count + 1), len(clips)),
        }
    )
