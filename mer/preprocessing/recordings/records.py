"""What every recording is, whatever it is read from: frames with a number and a time."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mer.core.opencv import cv2

LARGEST = 2048
"""Pixels of the longer side; the largest frames of the data sets have 2040."""
REDUCED = 1920
"""The longer side of frames that were larger."""


class UnusableRecordingError(Exception):
    """Nothing can be predicted from a recording; the text says why, and is no whole sentence."""


class Moment(NamedTuple):
    """A frame's place.

    Attributes:
        number: what the user calls it: that in its file's name, in a video the first is 1.
        at: its place in time, in frames of the recording's rate. A whole number where frames follow
            each other evenly, so that sampling is that of the stages; a gap is time that passes.
        seconds: after the first frame.
    """

    number: int
    at: float
    seconds: float


class Frame(NamedTuple):
    """A decoded frame: `(height, width)` or `(height, width, 3)` uint8, red, green, blue."""

    moment: Moment
    pixels: np.ndarray


@dataclass
class Shape:
    """The size of a recording's frames, which must all have the same.

    `width` and `height` are those of the file, 0 until a frame was seen.
    """

    width: int = 0
    height: int = 0

    def fit(self, pixels: np.ndarray, number: int) -> np.ndarray:
        """Check the size of a frame; reduce one that is larger than any of the data sets.

        Raises:
            UnusableRecordingError: it has another size than the frames before it.
        """
        height, width = pixels.shape[:2]
        if not self.width:
            self.width, self.height = width, height
        if (width, height) != (self.width, self.height):
            raise UnusableRecordingError(
                f"expected frames of one size, received {width}x{height} pixels in frame {number} "
                f"after {self.width}x{self.height}"
            )
        if not self.reduced:
            return pixels
        return cv2.resize(pixels, self.reduced, interpolation=cv2.INTER_AREA)

    @property
    def reduced(self) -> tuple[int, int] | None:
        """Width and height that frames are reduced to; None if they are not."""
        longer = max(self.width, self.height)
        if longer <= LARGEST:
            return None
        share = REDUCED / longer
        return max(1, round(share * self.width)), max(1, round(share * self.height))


class Recording(ABC):
    """A video or a folder of frames.

    Attributes:
        path: where it is.
        rate: frames per second.
        shape: of its frames, known once one was read.
    """

    def __init__(self, path: Path, rate: float):
        """Know its place and its frames per second."""
        self.path = path
        self.rate = rate
        self.shape = Shape()

    @property
    @abstractmethod
    def end(self) -> tuple[int, float]:
        """Number of frames, and seconds from the first to the last, of what was read."""

    @abstractmethod
    def moments(self) -> list[Moment]:
        """Return the place of every frame, in order; no frame becomes a picture."""

    @abstractmethod
    def frames(self, numbers: Collection[int] | None = None) -> Iterator[Frame]:
        """Read frames one after the other, holding one at a time.

        Args:
            numbers: which ones; None for all, without those that cannot be decoded.

        Raises:
            UnusableRecordingError: sizes differ, or one that was asked for cannot be decoded.
        """

    def remarks(self) -> list[str]:
        """Say what is odd about it, as far as it was read: sentences."""
        reduced = self.shape.reduced
        if reduced is None:
            return self._oddities()
        return [
            *self._oddities(),
            f"Its frames of {self.shape.width}x{self.shape.height} pixels are larger than any that "
            f"the model knows, and are reduced to {reduced[0]}x{reduced[1]}.",
        ]

    @abstractmethod
    def _oddities(self) -> list[str]:
        """Say what is odd about this kind of recording."""
