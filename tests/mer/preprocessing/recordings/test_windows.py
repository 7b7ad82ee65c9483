"""A window of a recording is what the stages would have made of it."""

import weakref

import numpy as np
import pytest

from mer.core.opencv import cv2
from mer.preprocessing import faces, recordings
from mer.preprocessing.recordings import Frame, Moment, Recording, UnusableRecordingError, windows
from mer.preprocessing.recordings.windows import Seen, Settings
from tests.mer.preprocessing.faces_fixture import shifted
from tests.mer.preprocessing.recordings_fixture import CLIP, MASK, SETTINGS, write_folder

EMPTY = np.zeros((220, 240, 3), np.uint8)


class Held(Recording):
    """A recording in memory; it knows which of its frames are still used."""

    def __init__(self, frames, places=None):
        super().__init__("memory", 25.0)
        self._frames = frames
        numbers = range(1, len(frames) + 1)
        self._moments = [
            Moment(number, float(at), (at - 1) / 25)
            for number, at in zip(numbers, places or numbers, strict=True)
        ]
        self.used = []
        self.most = 0

    @property
    def end(self):
        return len(self._frames), self._moments[-1].seconds

    def moments(self):
        return self._moments

    def frames(self, numbers=None):
        for moment, pixels in zip(self._moments, self._frames, strict=True):
            if numbers is None or moment.number in numbers:
                copy = pixels.copy()
                self.used.append(weakref.ref(copy))
                yield Frame(moment, copy)
                del copy
                self.most = max(self.most, sum(one() is not None for one in self.used))

    def _oddities(self):
        return []


@pytest.fixture(scope="module")
def moving(astronaut):
    return shifted(astronaut, 12)


@pytest.mark.parametrize("landmarks", ["onset", "frame"])
@pytest.mark.parametrize("sampling", ["nearest", "linear"])
def test_a_sliding_window_is_the_one_that_its_onset_and_offset_name(moving, landmarks, sampling):
    """Else the time line would say something else than the same stretch looked at alone."""
    settings = Settings(
        MASK.model_copy(update={"landmarks": landmarks}),
        CLIP.model_copy(update={"sampling": sampling}),
    )
    found = list(windows.sliding(Held(moving), [3, 6], 3, settings, Seen()))
    places = [(window.onset.number, window.offset.number) for window in found]
    assert places == [(1, 3), (1, 6), (4, 6), (4, 9), (7, 9), (7, 12), (10, 12)]
    for window in found[1:6:2]:
        onset, offset = str(window.onset.number), str(window.offset.number)
        alone = windows.given(Held(moving), onset, offset, settings, Seen())
        assert np.array_equal(window.clip, alone.clip)
        assert window.sampled == alone.sampled


def test_only_the_crops_of_open_windows_are_held(moving):
    """Ten minutes at 640x480 are 14 GB."""
    recording = Held(moving * 3)
    assert list(windows.sliding(recording, [3, 6], 3, SETTINGS, Seen()))
    assert recording.most <= 2


def test_a_gap_is_time_that_passes(moving):
    """A window of six frames' time has fewer frames where the camera dropped some."""
    places = [1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    found = list(windows.sliding(Held(moving, places), [6], 6, SETTINGS, Seen()))
    assert [(window.onset.number, window.offset.number) for window in found] == [(1, 3), (4, 9)]
    assert [moment.number for moment in found[0].sampled] == [1, 2, 2, 3]


def test_a_recording_shorter_than_every_window_is_one(moving):
    seen = Seen()
    (window,) = windows.sliding(Held(moving[:4]), [6, 9], 3, SETTINGS, seen)
    assert (window.onset.number, window.offset.number, seen.short) == (1, 4, True)


def test_windows_without_a_face_are_left_out_and_counted(moving):
    frames = [*moving[:6], *[EMPTY] * 6, *moving[:6]]
    seen = Seen()
    found = list(windows.sliding(Held(frames), [4], 2, SETTINGS, seen))
    assert [(window.onset.number, window.offset.number) for window in found] == [
        (1, 4),
        (3, 6),
        (13, 16),
        (15, 18),
    ]
    assert [moment.number for moment in seen.faceless] == [7, 9, 11]
    assert seen.looked == 9


def test_of_several_faces_the_largest_is_used_and_it_is_said(astronaut, grace_hopper):
    """Who sits farther away must not be taken for who is filmed, however well the face is found."""
    near = cv2.resize(grace_hopper, None, fx=1.4, fy=1.4)
    both = np.zeros((len(near), 240 + near.shape[1], 3), np.uint8)
    both[:220, :240], both[:, 240:] = astronaut, near
    assert faces.detect(both).left < 240, "the smaller one has the better score"
    seen = Seen()
    windows.given(Held([both] * 2), None, None, SETTINGS, seen)
    list(windows.sliding(Held([both] * 3), [2], 1, SETTINGS, seen))
    assert seen.several == seen.looked == 4
    alone = Seen()
    windows.given(Held([near] * 2), None, None, SETTINGS, alone)
    assert seen.widths == pytest.approx(4 * alone.widths, rel=0.05)
    assert alone.widths[0] > 110


@pytest.mark.parametrize(
    ("frames", "onset", "offset", "sentence"),
    [
        (1, None, None, "it has one frame, which has no movement; expected at least two"),
        (5, "4", "2", r"expected an onset before the offset, received frame 4 \(0.12s\) and frame"),
        (5, "3", "3", "expected an onset before the offset"),
    ],
)
def test_too_short(moving, frames, onset, offset, sentence):
    with pytest.raises(UnusableRecordingError, match=sentence):
        windows.given(Held(moving[:frames]), onset, offset, SETTINGS, Seen())


def test_one_frame_does_not_slide(moving):
    with pytest.raises(UnusableRecordingError, match="one frame, which has no movement"):
        list(windows.sliding(Held(moving[:1]), [3], 1, SETTINGS, Seen()))


def test_no_face_between_onset_and_offset(tmp_path):
    folder = write_folder(tmp_path / "a", [EMPTY] * 3)
    with pytest.raises(UnusableRecordingError, match="no face found: not in frame 101 or in the 2"):
        windows.given(recordings.opened(folder, None, 100.0), None, None, SETTINGS, Seen())
