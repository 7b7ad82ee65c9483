"""The frames of a clip as one picture, small enough to be part of a page."""

import base64

import numpy as np

from mer.core.opencv import cv2

COLUMNS = 8
"""Frames in a row: more would be too small on a phone."""
GAIN = 2
"""Gray levels of the picture per gray level of a difference: one of 64 is white or black."""
_GAP = 2  # pixels between frames
_SMALLEST = 80  # pixels: smaller frames are enlarged, each pixel a square


def sheet(clip: np.ndarray) -> np.ndarray:
    """Lay out the frames of a clip, and below each its difference to the first.

    Args:
        clip: (T, S, S) uint8.

    Returns:
        (height, width) uint8; the differences around mid-gray, `GAIN` times as large.

    >>> sheet(np.zeros((8, 100, 100), np.uint8)).shape
    (202, 814)
    """
    difference = (clip.astype(np.int16) - clip[:1]) * GAIN + 128
    rows = []
    for start in range(0, len(clip), COLUMNS):
        for frames in (clip, np.clip(difference, 0, 255).astype(np.uint8)):
            rows.append(_row(frames[start : start + COLUMNS], min(COLUMNS, len(clip))))
    return _joined(rows, 0)


def data_url(picture: np.ndarray) -> str:
    """Return a gray picture as PNG, to stand in a page itself."""
    png = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1]
    return f"data:image/png;base64,{base64.b64encode(png.tobytes()).decode()}"


def _row(frames: np.ndarray, columns: int) -> np.ndarray:
    """Put frames side by side; where there are fewer than columns, white follows."""
    scale = -(-_SMALLEST // frames.shape[1])
    frames = frames.repeat(scale, axis=1).repeat(scale, axis=2)
    empty = np.full_like(frames[0], 255)
    return _joined([*frames, *([empty] * (columns - len(frames)))], 1)


def _joined(parts: list[np.ndarray], axis: int) -> np.ndarray:
    """Join pictures with a white gap between them."""
    shape = list(parts[0].shape)
    shape[axis] = _GAP
    gap = np.full(shape, 255, np.uint8)
    pieces = [piece for part in parts for piece in (gap, part)]
    return np.concatenate(pieces[1:], axis)
