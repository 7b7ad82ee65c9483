"""Windows of a recording as the network wants them: one from onset to offset, or many that slide.

A window that slides is, to the last pixel, what the same onset and offset give when they are named,
and what the stages `extract`, `mask` and `resize` make of such a clip: the landmarks are placed on
its own first frame. What is held of a recording is the crops of the windows that are not yet
finished, at the size that the network sees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from mer.core import params
from mer.preprocessing import faces, masking, resizing, sampling
from mer.preprocessing.recordings import opening
from mer.preprocessing.recordings.records import Moment, Recording, UnusableRecordingError
from mer.preprocessing.stencil import Stencil


@dataclass(frozen=True)
class Settings:
    """How clips are made: the sections of params.yaml that a model was trained with."""

    mask: params.Mask
    clip: params.ClipShape


@dataclass(frozen=True)
class Window:
    """A clip that was cut out of a recording: `(T, S, S)` uint8, with its first and last frame.

    `sampled` are the T frames that it consists of; between two frames, the earlier.
    """

    onset: Moment
    offset: Moment
    sampled: tuple[Moment, ...]
    clip: np.ndarray


@dataclass
class Seen:
    """What was seen of faces, window after window."""

    looked: int = 0
    """Frames that were searched."""
    faceless: list[Moment] = field(default_factory=list)
    """First frames of windows, without a face."""
    several: int = 0
    """Frames with more than one."""
    widths: list[int] = field(default_factory=list)
    """Of the boxes around the faces, in pixels."""
    short: bool = False
    """Whether the recording is shorter than the shortest window."""

    def largest(self, frame: np.ndarray, upsample: int) -> faces.Detection | None:
        """Find the largest face of a frame, where the stages take the one with the best score."""
        self.looked += 1
        found = faces.detect_all(frame, upsample)
        self.several += len(found) > 1
        return max(found, key=lambda face: face.right - face.left, default=None)


def given(
    recording: Recording, onset: str | None, offset: str | None, settings: Settings, seen: Seen
) -> Window:
    """Cut one window out of a recording, as the stages do with a labelled clip.

    Args:
        recording: the recording.
        onset: its frame as the user names it, None for the first one; see `opening.find`.
        offset: the same of the last frame.
        settings: how clips are made.
        seen: is told what was seen.

    Raises:
        UnusableRecordingError: there are no such frames, or no face in them.
    """
    moments = recording.moments()
    first = opening.find(moments, onset, "onset", moments[0])
    last = opening.find(moments, offset, "offset", moments[-1])
    inside = [moment for moment in moments if first.at <= moment.at <= last.at]
    if len(inside) < 2:
        raise UnusableRecordingError(_too_short(first, last, len(moments)))
    choice = sampling.choose(
        [moment.at for moment in inside], settings.clip.frames, settings.clip.sampling
    )
    numbers = [inside[index].number for index in choice.stored]
    pixels = (frame.pixels for frame in recording.frames(frozenset(numbers)))
    masked = masking.mask_frames(pixels, numbers, settings.mask, seen.largest)
    if isinstance(masked, masking.Dropped):
        raise UnusableRecordingError(masked.reason)
    seen.widths.append(masked.box.right - masked.box.left)
    if masked.note:
        seen.faceless.append(first)
    positions = [np.asarray(choice.positions)]
    (clip,) = resizing.sampled(masked.crops, positions, settings.clip.size)
    return Window(first, last, _taken(inside, choice), clip)


def _too_short(first: Moment, last: Moment, frames: int) -> str:
    if frames == 1:
        return "it has one frame, which has no movement; expected at least two"
    return (
        f"expected an onset before the offset, received frame {first.number} "
        f"({first.seconds:.2f}s) and frame {last.number} ({last.seconds:.2f}s)"
    )


@dataclass
class _Track:
    """A place in a recording where windows start: its stencil, and the frames since then."""

    stencil: Stencil
    moments: list[Moment]
    squares: list[np.ndarray]
    spans: list[int]
    """Lengths of the windows that are not yet complete, ascending."""


def sliding(
    recording: Recording, lengths: Sequence[int], step: int, settings: Settings, seen: Seen
) -> Iterator[Window]:
    """Slide windows over a whole recording, which is decoded once.

    A window is left out where its own first frame shows no face, or the first frame of another one
    that begins inside of it. A recording that is shorter than the shortest window is one window.

    Args:
        recording: the recording.
        lengths: of the windows, in frames at the recording's rate, at least 2, ascending.
        step: frames from the start of one window to that of the next.
        settings: how clips are made.
        seen: is told what was seen.

    Yields:
        The windows in the order of their ends.

    Raises:
        UnusableRecordingError: the recording is a single frame, or its sizes differ.
    """
    tracks: list[_Track] = []
    first = last = None
    start = -np.inf
    for moment, pixels in recording.frames():
        first, last = first or moment, moment
        if moment.at >= start:
            start = moment.at + step
            stencil = _placed(pixels, moment, settings.mask, seen)
            tracks = [] if stencil is None else [*tracks, _Track(stencil, [], [], [*lengths])]
        for track in tracks:
            yield from _grow(track, moment, pixels, settings)
        tracks = [track for track in tracks if track.spans]
    if first is None or last is None:
        raise UnusableRecordingError("no frame of it can be decoded")
    if last == first:
        raise UnusableRecordingError(_too_short(first, first, 1))
    if last.at - first.at < lengths[0] - 1:
        seen.short = True
        if tracks and tracks[0].moments[0] == first:
            yield _window(tracks[0], len(tracks[0].moments), settings)


def _placed(pixels: np.ndarray, moment: Moment, mask: params.Mask, seen: Seen) -> Stencil | None:
    """Find the face on the first frame of windows."""
    face = seen.largest(pixels, mask.upsample)
    stencil = None if face is None else Stencil.place(pixels, face, mask)
    if stencil is None:
        seen.faceless.append(moment)
    else:
        seen.widths.append(stencil.box.right - stencil.box.left)
    return stencil


def _grow(
    track: _Track, moment: Moment, pixels: np.ndarray, settings: Settings
) -> Iterator[Window]:
    """Add a frame to a track; yield the windows that it completes."""
    origin = track.moments[0].at if track.moments else moment.at
    # a gap may leap over the end of a window, which then ends before it
    while track.spans and moment.at > origin + track.spans[0] - 1:
        track.spans.pop(0)
        if len(track.moments) > 1:
            yield _window(track, len(track.moments), settings)
    if not track.spans:
        return
    track.moments.append(moment)
    crop = track.stencil.crop(pixels).pixels
    track.squares.append(resizing.resize(crop[np.newaxis], settings.clip.size)[0])
    if moment.at == origin + track.spans[0] - 1:
        track.spans.pop(0)
        yield _window(track, len(track.moments), settings)


def _window(track: _Track, frames: int, settings: Settings) -> Window:
    """Sample the first frames of a track."""
    moments = track.moments[:frames]
    choice = sampling.choose(
        [moment.at for moment in moments], settings.clip.frames, settings.clip.sampling
    )
    squares = np.stack([track.squares[index] for index in choice.stored])
    clip = sampling.take(squares, choice.positions)
    return Window(moments[0], moments[-1], _taken(moments, choice), clip)


def _taken(moments: Sequence[Moment], choice: sampling.FrameChoice) -> tuple[Moment, ...]:
    return tuple(moments[choice.stored[int(position)]] for position in choice.positions)
