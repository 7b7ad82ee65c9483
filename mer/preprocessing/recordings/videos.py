"""A video file as a recording, decoded once, frame by frame."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from mer.core.opencv import cv2
from mer.preprocessing.recordings import clock
from mer.preprocessing.recordings.records import Frame, Moment, Recording, UnusableRecordingError

_PROBED = 50
"""Frames whose time stamps tell the rate."""
_SOUND = {b"ID3": 0, b"fLaC": 0, b"OggS": 0, b"WAVE": 8, b"\xff\xfb": 0, b"\xff\xf1": 0}
"""What files of sound begin with, and at which byte."""
_TURNED = {90: "a quarter", 180: "half", 270: "three quarters"}


class Video(Recording):
    """A video file.

    Frames are numbered from 1. They come upright, by the rotation that a phone writes into the
    file, and are placed in time by their time stamps.
    """

    def __init__(self, path: Path, rate: float | None):
        """Look at the first frames.

        Args:
            path: the file.
            rate: frames per second, if the file is not to be believed; frames then follow evenly.

        Raises:
            UnusableRecordingError: it is no video that can be decoded, or has no frame.
        """
        self._stamped = rate is None
        with _Capture(path) as video:
            declared = video.get(cv2.CAP_PROP_FPS)
            self._declared = video.get(cv2.CAP_PROP_FRAME_COUNT) / declared if declared > 0 else 0.0
            self._turn = int(video.get(cv2.CAP_PROP_ORIENTATION_META)) % 360
            stamps = [stamp for stamp, _ in zip(video.stamps(), range(_PROBED), strict=False)]
        if not stamps:
            raise UnusableRecordingError("no frame of it can be decoded; record or convert it anew")
        found = rate or clock.rate(max(declared, 0.0), stamps)
        if not found:
            raise UnusableRecordingError(
                "expected a frame rate in the file, found none; name it by --fps"
            )
        super().__init__(path, found)
        self._clock = self._new_clock()
        self._ended = False

    def _new_clock(self) -> clock.Clock:
        return clock.Clock(self.rate, self._stamped)

    @property
    def end(self) -> tuple[int, float]:
        """Number of frames, and seconds from the first to the last, of what was read."""
        last = self._clock.last
        return (last.number, last.seconds) if last else (0, 0.0)

    def moments(self) -> list[Moment]:
        """Return the place of every frame."""
        times = self._new_clock()
        with _Capture(self.path) as video:
            found = [times.tick(stamp) for stamp in video.stamps()]
        self._clock, self._ended = times, True
        return found

    def frames(self, numbers: Collection[int] | None = None) -> Iterator[Frame]:
        """Decode frames from the start: in some codecs seeking lands on a key frame."""
        times = self._new_clock()
        last = None if numbers is None else max(numbers)
        with _Capture(self.path) as video:
            for stamp in video.stamps():
                moment = times.tick(stamp)
                if numbers is None or moment.number in numbers:
                    pixels = video.picture()
                    if pixels is not None:
                        yield Frame(moment, self.shape.fit(pixels, moment.number))
                    elif numbers is not None:
                        raise UnusableRecordingError(f"frame {moment.number} cannot be decoded")
                if moment.number == last:
                    return
        self._clock, self._ended = times, True

    def _oddities(self) -> list[str]:
        """Say what is odd about the video, as far as it was read."""
        said = []
        if self._turn:
            said.append(
                f"It was filmed turned by {_TURNED.get(self._turn, f'{self._turn} degrees')}"
                f"{' of a circle' if self._turn in _TURNED else ''}; the frames are used upright."
            )
        if self._clock.gaps and not self._clock.even:
            low, high = (1 / gap for gap in reversed(self._clock.gaps))
            said.append(
                f"Its frame rate varies, {low:.3g} to {high:.3g} frames per second between single "
                "frames; they are placed in time by their time stamps."
            )
        read = self.end[1] + 1 / self.rate
        if self._stamped and self._ended and read < 0.9 * self._declared:
            said.append(
                f"It ends or breaks after {read:.1f} of the {self._declared:.1f} seconds that it "
                "declares; what is there was used."
            )
        return said


class _Capture:
    """OpenCV's reader of a file, quiet and closed at the end."""

    def __init__(self, path: Path):
        # what FFmpeg and OpenCV would say on stderr, the error below says
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
        level = cv2.utils.logging.getLogLevel()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        try:
            # FFmpeg alone: other readers take `clip_01.txt` for a series of pictures
            self._video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        finally:
            cv2.utils.logging.setLogLevel(level)
        if not self._video.isOpened():
            raise UnusableRecordingError(_why_not(path))

    def __enter__(self) -> "_Capture":
        return self

    def __exit__(self, *_: object) -> None:
        self._video.release()

    def get(self, name: int) -> float:
        """Return a property of the file."""
        return self._video.get(name)

    def stamps(self) -> Iterator[float]:
        """Move from frame to frame; yield the time stamp of each, in milliseconds."""
        while self._video.grab():
            yield self._video.get(cv2.CAP_PROP_POS_MSEC)

    def picture(self) -> np.ndarray | None:
        """Return the current frame, `(height, width, 3)`; None if it cannot be decoded."""
        found, pixels = self._video.retrieve()
        return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB) if found else None


def _why_not(path: Path) -> str:
    """Say why a file is not opened as a video."""
    head, tail = _ends(path)
    if not head:
        return "it is empty (0 bytes)"
    sound = any(head[place : place + len(sign)] == sign for sign, place in _SOUND.items())
    if sound or (b"soun" in head + tail and b"vide" not in head + tail):
        return "it holds sound only; expected a video or a folder of frames"
    return (
        "expected a video, or a folder of JPEG, PNG or BMP frames, found a file that cannot be "
        "decoded as one; convert it, for instance to MP4"
    )


def _ends(path: Path, size: int = 65536) -> tuple[bytes, bytes]:
    """Read the beginning and the end of a file: MP4 has its list of streams at either."""
    with path.open("rb") as file:
        head = file.read(size)
        file.seek(max(0, path.stat().st_size - size))
        return head, file.read(size)
