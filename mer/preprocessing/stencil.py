"""Where the face of a clip is cut out, and what of it becomes black.

Landmarks, then black polygons, then one box per clip. Landmarks are placed once per clip, on the
onset frame, unless asked otherwise: their jitter from frame to frame is as large as a
micro-expression, and a crop cut separately on every frame would add it to the motion.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mer.core import params
from mer.core.opencv import cv2
from mer.preprocessing import faces

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


class Crop(NamedTuple):
    """A masked crop, and the `(68, 2)` landmarks that it was masked by."""

    pixels: np.ndarray
    landmarks: np.ndarray


@dataclass(frozen=True)
class Stencil:
    """What is decided on one frame of a clip and done to all: the box, and what becomes black.

    `points` are that frame's `(68, 2)` landmarks, `black` is `(height, width)` bool of the box.
    """

    face: faces.Detection
    box: Box
    points: np.ndarray
    black: np.ndarray
    settings: params.Mask

    @classmethod
    def place(
        cls, frame: np.ndarray, face: faces.Detection, settings: params.Mask
    ) -> "Stencil | None":
        """Place the landmarks in a face; None where nothing of its box lies in the frame."""
        points = faces.landmarks(frame, face)
        box = face_box(points, frame.shape, settings.margin)
        if box is None:
            return None
        return cls(face, box, points, _black(points, box, settings), settings)

    def crop(self, frame: np.ndarray) -> Crop:
        """Cut the box out of a frame of the same clip and black it out."""
        pixels = self.box.cut(frame).copy()  # a view would hold the whole frame
        points, black = self.points, self.black
        if self.settings.landmarks == "frame":
            points = faces.landmarks(frame, self.face)
            black = _black(points, self.box, self.settings)
        pixels[black] = 0
        return Crop(pixels, points)


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


def _black(points: np.ndarray, box: Box, settings: params.Mask) -> np.ndarray:
    return black_region(points, box, settings.region, settings.dilate)
