"""From the stored frames of a clip to its masked face crops.

Landmarks, then black polygons, then one box per clip. Landmarks are placed once per clip, on the
onset frame, unless asked otherwise: their jitter from frame to frame is as large as a
micro-expression, and a crop cut separately on every frame would add it to the motion.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mer.core import params
from mer.core.opencv import cv2
from mer.preprocessing import faces
from mer.preprocessing.archive import Stored
from mer.preprocessing.decoding import UndecodableError, decode

EYES_AND_MOUTH = (slice(36, 42), slice(42, 48), slice(48, 60))
"""Rows of the 68 points that go around the right eye, the left eye and the outer lips."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, frame: np.ndarray) -> np.ndarray:
        """Return the part of `frame` inside, as a view."""
        return frame[self.top : self.bottom, self.left : self.right]


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
    frames: Iterable[np.ndarray], numbers: Sequence[int], settings: params.Mask
) -> Masked | Dropped:
    """Mask and crop the decoded frames of one clip.

    Args:
        frames: `(height, width)` or `(height, width, 3)` uint8 each, the onset first. They are
            taken one at a time: of a clip that is still being read, only its crops are held.
        numbers: the frames' numbers.
        settings: the section `mask` of params.yaml.

    Returns:
        The masked crops, or why there are none.
    """
    try:
        return _mask(_of_one_size(frames, numbers), numbers, settings)
    except _UnusableError as error:
        return Dropped(str(error))


def _mask(frames: Iterator[np.ndarray], numbers: Sequence[int], settings: params.Mask) -> Masked:
    seen, face = _find_face(frames, numbers, settings.upsample)
    where = len(seen) - 1
    at_box = faces.landmarks(seen[where], face)
    box = face_box(at_box, seen[where].shape, settings.margin)
    if box is None:
        raise _UnusableError(f"face outside of the frame: in frame {numbers[where]}")
    cut, points = [], []
    for frame in itertools.chain(seen, frames):
        cut.append(box.cut(frame).copy())  # a view would hold the whole frame
        if settings.landmarks == "frame":
            points.append(faces.landmarks(frame, face))
    crops, landmarks = _stack(cut), np.stack(points or [at_box])
    _blacken(crops, landmarks, box, settings)
    note = f"no face in frame {numbers[0]}, taken from frame {numbers[where]}" if where else ""
    return Masked(crops, face, box, landmarks, note)


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
    frames: Iterator[np.ndarray], numbers: Sequence[int], upsample: int
) -> tuple[list[np.ndarray], faces.Detection]:
    """Find the face on the onset frame, else on the first of the following ones that shows it.

    Returns:
        The frames up to that one, and the face.
    """
    seen = []
    for frame in frames:
        seen.append(frame)
        face = faces.detect(frame, upsample)
        if face is not None:
            return seen, face
    if not seen:
        raise _UnusableError("no stored frames")
    others = f" or in the {len(seen) - 1} stored after it" if len(seen) > 1 else ""
    raise _UnusableError(f"no face found: not in frame {numbers[0]}{others}")


def face_box(landmarks: np.ndarray, shape: tuple[int, ...], margin: float) -> Box | None:
    """Draw the box of a face: the hull of its points, grown and clipped to the frame.

    Args:
        landmarks: `(68, 2)`, x and y in pixels.
        shape: of the frame, height and width first.
        margin: growth on each side as a share of the hull's width or height.

    Returns:
        The box, or None where nothing of it lies in the frame.
    """
    low = landmarks.min(axis=0)
    high = landmarks.max(axis=0) + 1  # exclusive
    grow = margin * (high - low)
    left, top = np.maximum(np.floor(low - grow), 0).astype(int)
    right, bottom = np.minimum(np.ceil(high + grow), (shape[1], shape[0])).astype(int)
    if left >= right or top >= bottom:
        return None
    return Box(int(left), int(top), int(right), int(bottom))


def black_region(landmarks: np.ndarray, box: Box, region: str, dilate: float) -> np.ndarray:
    """Return which pixels of a crop become black.

    Args:
        landmarks: `(68, 2)` int32, x and y in pixels of the frame.
        box: the crop's place in the frame.
        region: `eyes_mouth`, `none` or `keep_eyes_mouth`, as in params.yaml.
        dilate: growth of the polygons on all sides as a share of the face's width, that of the 68
            points.

    Returns:
        `(height, width)` bool of the crop's size, True where black.
    """
    outside = np.ones((box.bottom - box.top, box.right - box.left), dtype=np.uint8)
    if region == "none":
        return outside == 0
    for points in EYES_AND_MOUTH:
        # each polygon alone: cv2.fillPoly takes crossing polygons of one call out of each other
        cv2.fillPoly(outside, [landmarks[points] - np.array((box.left, box.top), np.int32)], 0)
    radius = dilate * float(np.ptp(landmarks[:, 0]))
    # distance to the polygons instead of cv2.dilate: a disc of any radius, at a cost that does not
    # grow with it
    inside = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= radius
    return inside if region == "eyes_mouth" else ~inside


def _blacken(crops: np.ndarray, landmarks: np.ndarray, box: Box, settings: params.Mask) -> None:
    """Black out the region in all crops, in place."""
    if len(landmarks) == 1:
        crops[:, black_region(landmarks[0], box, settings.region, settings.dilate)] = 0
        return
    for crop, points in zip(crops, landmarks, strict=True):
        crop[black_region(points, box, settings.region, settings.dilate)] = 0


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
