"""Video files in place of folders of images."""

from collections.abc import Collection
from pathlib import Path

from mer.core.opencv import cv2


class UndecodableVideoError(Exception):
    """A video ends or breaks before a frame that is needed; the text says where."""


def length(path: Path) -> int:
    """Count the frames that a video declares; 0 where it cannot be opened."""
    video = cv2.VideoCapture(str(path))
    try:
        return max(0, int(video.get(cv2.CAP_PROP_FRAME_COUNT))) if video.isOpened() else 0
    finally:
        video.release()


def read(path: Path, indices: Collection[int]) -> list[bytes]:
    """Decode frames of a video.

    Args:
        path: the file.
        indices: which frames, counted from 0.

    Returns:
        The frames in ascending order, as PNG files: what the decoder returns, without further loss.

    Raises:
        UndecodableVideoError: one of them cannot be decoded.
    """
    frames = []
    video = cv2.VideoCapture(str(path))
    try:
        # one by one from the start: in some codecs seeking lands on a key frame
        for index in range(max(indices) + 1):
            if not video.grab():
                raise UndecodableVideoError(f"{path.name} ends or breaks at its frame {index + 1}")
            if index in indices:
                _, frame = video.retrieve()
                frames.append(cv2.imencode(".png", frame)[1].tobytes())
    finally:
        video.release()
    return frames
