"""From the stored frames of a clip to its masked face crops.

The face is looked for on the onset frame; `mer.preprocessing.stencil` says what then becomes of
every frame.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mer.core import params
from mer.preprocessing import faces
from mer.preprocessing.archive import Stored
from mer.preprocessing.decoding import UndecodableError, decode
from mer.preprocessing.stencil import Box, Stencil

Detector = Callable[[np.ndarray, int], faces.Detection | None]
"""Finds the face of a frame; the number is `upsample`."""


@dataclass(frozen=True)
class Masked:
    """A clip after masking.

    `crops` is `(F, height, width[, 3])` uint8; `landmarks` is `(1, 68, 2)`, or `(F, 68, 2)` where
    they were taken on every frame; `note` says what is odd but not fatal.
    """

    crops: np.ndarray
    face: faces.Detection
    box: Box
    landmarks: np.ndarray
    note: str = ""


@dataclass(frozen=True)
class Dropped:
    """A clip that cannot be used, and why, in the grammar of `mer.core.reasons`."""

    reason: str


class _UnusableError(Exception):
    """A clip cannot be used; the text is the reason."""


def mask_clip(clip: Stored, settings: params.Mask) -> Masked | Dropped:
    """Read, decode, mask and crop one clip; fit to be sent to another process or machine.

    Args:
        clip: where its frames are stored.
        settings: the section `mask` of params.yaml.

    Returns:
        The masked crops, or why there are none.

    Raises:
        UserError: the frames are not where they should be.
    """
    return mask_files(clip.files(), clip.numbers, settings)


def mask_files(
    files: Iterable[bytes], numbers: Sequence[int], settings: params.Mask
) -> Masked | Dropped:
    """Mask and crop the image files of one clip, as `mask_frames` does with decoded frames.

    Args:
        files: the bytes of each file, the onset first.
        numbers: the frames' numbers, in the same order.
        settings: the section `mask` of params.yaml.

    Returns:
        The masked crops, or why there are none.
    """
    return mask_frames(map(_decoded, files, numbers), numbers, settings)


def mask_frames(
    frames: Iterable[np.ndarray],
    numbers: Sequence[int],
    settings: params.Mask,
    detect: Detector = faces.detect,
) -> Masked | Dropped:
    """Mask and crop the decoded frames of one clip.

    Args:
        frames: `(height, width)` or `(height, width, 3)` uint8 each, the onset first. They are
            taken one at a time: of a clip that is still being read, only its crops are held.
        numbers: the frames' numbers.
        settings: the section `mask` of params.yaml.
        detect: finds the face of a frame.

    Returns:
        The masked crops, or why there are none.
    """
    try:
        return _mask(_of_one_size(frames, numbers), numbers, settings, detect)
    except _UnusableError as error:
        return Dropped(str(error))


def _mask(
    frames: Iterator[np.ndarray], numbers: Sequence[int], settings: params.Mask, detect: Detector
) -> Masked:
    seen, face = _find_face(frames, numbers, settings.upsample, detect)
    where = len(seen) - 1
    cutter = Stencil.place(seen[where], face, settings)
    if cutter is None:
        raise _UnusableError(f"face outside of the frame: in frame {numbers[where]}")
    made = [cutter.crop(frame) for frame in itertools.chain(seen, frames)]
    # placed on every frame, else once
    points = [one.landmarks for one in made] if settings.landmarks == "frame" else [cutter.points]
    note = f"no face in frame {numbers[0]}, taken from frame {numbers[where]}" if where else ""
    return Masked(_stack([one.pixels for one in made]), face, cutter.box, np.stack(points), note)


def _decoded(content: bytes, number: int) -> np.ndarray:
    try:
        return decode(content)
    except UndecodableError as error:
        raise _UnusableError(f"unreadable frame: {number} cannot be decoded ({error})") from None


def _of_one_size(frames: Iterable[np.ndarray], numbers: Sequence[int]) -> Iterator[np.ndarray]:
    """Pass the frames on as long as they are as large as the first."""
    first: tuple[int, ...] = ()
    for frame, number in zip(frames, numbers, strict=True):
        first = first or frame.shape[:2]
        if frame.shape[:2] != first:
            sizes = f"{number} is {_size(frame.shape)} pixels, {numbers[0]} is {_size(first)}"
            raise _UnusableError(f"frames of different sizes: {sizes}")
        yield frame


def _find_face(
    frames: Iterator[np.ndarray], numbers: Sequence[int], upsample: int, detect: Detector
) -> tuple[list[np.ndarray], faces.Detection]:
    """Find the face on the onset frame, else on the first of the following ones that shows it.

    Returns:
        The frames up to that one, and the face.
    """
    seen = []
    for frame in frames:
        seen.append(frame)
        face = detect(frame, upsample)
        if face is not None:
            return seen, face
    if not seen:
        raise _UnusableError("no stored frames")
    others = f" or in the {len(seen) - 1} stored after it" if len(seen) > 1 else ""
    raise _UnusableError(f"no face found: not in frame {numbers[0]}{others}")


def _stack(crops: list[np.ndarray]) -> np.ndarray:
    """Stack crops; where gray and colour files mix, the gray ones get three equal channels."""
    if len({crop.ndim for crop in crops}) > 1:
        crops = [
            crop if crop.ndim == 3 else np.repeat(crop[..., np.newaxis], 3, axis=2)
            for crop in crops
        ]
    return np.stack(crops)


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}x{shape[0]}"
