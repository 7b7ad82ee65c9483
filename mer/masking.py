"""From the stored frames of a clip to its masked face crops: landmarks, black polygons, one box a clip.

Landmarks are placed once a clip, on the onset frame, unless asked otherwise: their jitter from frame to frame is as
large as a micro-expression, and a crop cut anew on every frame would add it to the motion.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mer import faces, params
from mer.decoding import UndecodableError, decode
from mer.opencv import cv2

EYES_AND_MOUTH = (slice(36, 42), slice(42, 48), slice(48, 60))
"""Rows of the 68 points that go around the right eye, the left eye and the outer lips."""


@dataclass(frozen=True)
class Source:
    """A clip before masking: its id, the numbers of its stored frames and their files' bytes, in order."""

    clip: str
    numbers: tuple[int, ...]
    files: tuple[bytes, ...]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, frame: np.ndarray) -> np.ndarray:
        """Give the part of `frame` inside, as a view."""
        return frame[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True)
class Masked:
    """A clip after masking.

    `crops` is `(F, height, width[, 3])` uint8; `landmarks` is `(1, 68, 2)`, or `(F, 68, 2)` where they were taken on
    every frame; `note` says what is odd but not fatal.
    """

    crops: np.ndarray
    face: faces.Detection
    box: Box
    landmarks: np.ndarray
    note: str = ""


@dataclass(frozen=True)
class Dropped:
    """A clip that cannot be used; `reason` starts with the kind of failure and a colon, for kinds are counted."""

    reason: str


def mask_clip(clip: Source, settings: params.Mask) -> Masked | Dropped:
    """Decode, mask and crop one clip.

    Args:
        clip: the clip's files.
        settings: the section `mask` of params.yaml.

    Returns:
        The masked crops, or why there are none.
    """
    frames = []
    for number, content in zip(clip.numbers, clip.files, strict=True):
        try:
            frames.append(decode(content))
        except UndecodableError as error:
            return Dropped(f"unreadable frame: {number} cannot be decoded ({error})")
    return mask_frames(frames, clip.numbers, settings)


def mask_frames(frames: Sequence[np.ndarray], numbers: Sequence[int], settings: params.Mask) -> Masked | Dropped:
    """Mask and crop the decoded frames of one clip; `frames[i]` has the number `numbers[i]`, the onset comes first."""
    if not frames:
        return Dropped("no stored frames")
    for frame, number in zip(frames, numbers, strict=True):
        if frame.shape[:2] != frames[0].shape[:2]:
            sizes = f"{number} is {_size(frame)} pixels, {numbers[0]} is {_size(frames[0])}"
            return Dropped(f"frames of different sizes: {sizes}")
    where, face = _find_face(frames, settings.upsample)
    if face is None:
        others = f" or in the {len(frames) - 1} stored after it" if len(frames) > 1 else ""
        return Dropped(f"no face found: not in frame {numbers[0]}{others}")
    at_box = faces.landmarks(frames[where], face)
    box = face_box(at_box, frames[where].shape, settings.margin)
    if box is None:
        return Dropped(f"face outside of the frame: in frame {numbers[where]}")
    if settings.landmarks == "frame":
        landmarks = np.stack([faces.landmarks(frame, face) for frame in frames])
    else:
        landmarks = at_box[np.newaxis]
    crops = _stack([box.cut(frame) for frame in frames])
    _blacken(crops, landmarks, box, settings)
    note = f"no face in frame {numbers[0]}, taken from frame {numbers[where]}" if where else ""
    return Masked(crops, face, box, landmarks, note)


def _find_face(frames: Sequence[np.ndarray], upsample: int) -> tuple[int, faces.Detection | None]:
    """Find the face on the onset frame, else on the first of the following ones that shows it."""
    for index, frame in enumerate(frames):
        face = faces.detect(frame, upsample)
        if face is not None:
            return index, face
    return 0, None


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
    """Say which pixels of a crop become black.

    Args:
        landmarks: `(68, 2)`, x and y in pixels of the frame.
        box: the crop's place in the frame.
        region: `eyes_mouth`, `none` or `keep_eyes_mouth`, as in params.yaml.
        dilate: growth of the polygons on all sides as a share of the face's width, that of the 68 points.

    Returns:
        `(height, width)` bool of the crop's size, True where black.
    """
    outside = np.ones((box.bottom - box.top, box.right - box.left), dtype=np.uint8)
    if region == "none":
        return outside == 0
    for points in EYES_AND_MOUTH:
        # each polygon alone: cv2.fillPoly takes crossing polygons of one call out of each other
        cv2.fillPoly(outside, [landmarks[points] - np.int32((box.left, box.top))], 0)
    radius = dilate * float(np.ptp(landmarks[:, 0]))
    # distance to the polygons instead of cv2.dilate: a disc of any radius, at a cost that does not grow with it
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
        crops = [crop if crop.ndim == 3 else np.repeat(crop[..., np.newaxis], 3, axis=2) for crop in crops]
    return np.stack(crops)


def _size(frame: np.ndarray) -> str:
    return f"{frame.shape[1]}x{frame.shape[0]}"
