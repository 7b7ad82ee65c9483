"""Masks cover what they should, crops stay still, and a bad clip is dropped with its reason."""

import functools
import pickle
import weakref

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.core.params import Mask
from mer.preprocessing import faces, masking
from mer.preprocessing.masking import Dropped, Masked, mask_files, mask_frames
from mer.preprocessing.stencil import EYES_AND_MOUTH, black_region
from tests.mer.preprocessing.faces_fixture import encoded, shifted

SETTINGS = Mask(region="eyes_mouth", landmarks="onset", dilate=0.02, margin=0.05, upsample=1)
EMPTY = np.zeros((220, 240, 3), np.uint8)
POINTS = arrays(np.int32, (68, 2), elements=st.integers(-20, 120))


def changed(**values) -> Mask:
    """Return the settings with some of them changed."""
    return SETTINGS.model_copy(update=values)


def masked(frames, settings=SETTINGS) -> Masked:
    """Mask frames that are known to have a face."""
    result = mask_frames(frames, range(101, 101 + len(frames)), settings)
    assert isinstance(result, Masked)
    return result


def test_eyes_and_mouth_are_black_and_nothing_else(astronaut):
    """The article's preprocessing: with brows or cheeks hit as well, the expression is gone."""
    result = masked([astronaut])
    points = result.landmarks[0] - (result.box.left, result.box.top)
    original = result.box.cut(astronaut)
    for part in EYES_AND_MOUTH:
        x, y = points[part].mean(axis=0).round().astype(int)
        assert not result.crops[0, y, x].any()
        assert not any(result.crops[0, y, x].any() for x, y in points[part])
    for x, y in (*points[17:27], points[30], points[8]):  # brows, tip of the nose, chin
        assert np.array_equal(result.crops[0, y, x], original[y, x])
    changed_pixels = (result.crops[0] != original).any(axis=2)
    assert 0.03 < changed_pixels.mean() < 0.2
    assert not result.crops[0][changed_pixels].any()


def test_the_regions_are_complements(astronaut):
    """`keep_eyes_mouth` is for asking what the masked parts would have told."""
    whole = masked([astronaut], changed(region="none")).crops
    hidden = masked([astronaut], changed(region="eyes_mouth")).crops
    kept = masked([astronaut], changed(region="keep_eyes_mouth")).crops
    assert np.array_equal(np.maximum(hidden, kept), whole)
    assert not np.minimum(hidden, kept).any()


@pytest.mark.parametrize("region", ["eyes_mouth", "keep_eyes_mouth"])
def test_black_grows_with_dilate(astronaut, region):
    """A parameter that does nothing is worse than none."""
    result = masked([astronaut])
    small, large = (
        black_region(result.landmarks[0], result.box, region, dilate) for dilate in (0.0, 0.1)
    )
    grows = (
        (small & ~large, large & ~small)
        if region == "eyes_mouth"
        else (large & ~small, small & ~large)
    )
    assert not grows[0].any()
    assert grows[1].any()


def test_the_crop_stays_still_while_the_face_moves(astronaut):
    """Crops cut separately on every frame add the detector's jitter, as large as the expression."""
    frames = shifted(astronaut, 4)
    result = masked(frames, changed(region="none"))
    assert result.landmarks.shape == (1, 68, 2)
    assert all(
        np.array_equal(crop, result.box.cut(frame))
        for crop, frame in zip(result.crops, frames, strict=True)
    )


def test_the_black_stays_still_with_onset_landmarks_and_moves_with_landmarks_on_every_frame(
    astronaut,
):
    """The parameter `mask.landmarks` is the difference."""

    def black(result):
        return (result.crops == 0).all(axis=3)

    frames = shifted(np.maximum(astronaut, 1), 7)
    still = black(masked(frames))
    assert (still == still[0]).all()
    following = masked(frames, changed(landmarks="frame"))
    assert following.landmarks.shape == (7, 68, 2)
    assert following.box == masked(frames).box
    drift = (following.landmarks[6] - following.landmarks[0])[:, 0].mean()
    assert 2 < drift < 10
    assert not (black(following)[6] == black(following)[0]).all()


def test_the_onset_frame_decides(astronaut):
    """Landmarks come from the first stored frame, whatever follows."""
    alone, followed = masked([astronaut]), masked([astronaut, EMPTY])
    assert np.array_equal(alone.landmarks, followed.landmarks)
    assert alone.box == followed.box
    assert alone.note == ""


def test_a_face_missing_from_the_onset_frame_is_taken_from_a_later_one(astronaut):
    """A blink or a blur on one frame should not cost the clip; the table says so."""
    result = masked([EMPTY, EMPTY, astronaut])
    assert result.note == "no face in frame 101, taken from frame 103"
    assert result.crops.shape[0] == 3
    assert result.box == masked([astronaut]).box


def test_a_clip_without_a_face_is_dropped_with_its_frames_named():
    """The user must be able to look at them."""
    assert mask_frames([EMPTY], [101], SETTINGS) == Dropped("no face found: not in frame 101")
    result = mask_frames([EMPTY] * 3, [101, 105, 109], SETTINGS)
    assert result.reason == "no face found: not in frame 101 or in the 2 stored after it"


def test_a_face_whose_points_lie_outside_is_dropped(monkeypatch, astronaut):
    """Its crop would be empty."""
    monkeypatch.setattr(faces, "landmarks", lambda frame, face: np.full((68, 2), 9999, np.int32))
    result = mask_frames([astronaut], [101], SETTINGS)
    assert result == Dropped("face outside of the frame: in frame 101")


def test_frames_of_different_sizes_are_dropped(astronaut):
    """One box for the whole clip would mean different places in them."""
    result = mask_frames([astronaut, astronaut[:200]], [101, 102], SETTINGS)
    assert result == Dropped("frames of different sizes: 102 is 240x200 pixels, 101 is 240x220")


def test_no_frames_are_a_reason_too():
    """An empty clip must not crash the stage."""
    assert mask_frames([], [], SETTINGS).reason == "no stored frames"


def test_gray_clips_stay_gray_and_mixed_ones_become_colour(astronaut):
    """Both occur; neither may crash."""
    gray = astronaut[..., 1]
    assert masked([gray, gray]).crops.ndim == 3
    mixed = masked([gray, astronaut], changed(region="none"))
    assert mixed.crops.shape[3] == 3
    assert np.array_equal(mixed.crops[0], np.repeat(mixed.box.cut(gray)[..., None], 3, axis=2))


def test_a_truncated_frame_drops_its_clip(astronaut):
    """A half-gray frame would pass for an enormous movement."""
    files = (encoded(astronaut), encoded(astronaut, "JPEG")[:-2000])
    result = mask_files(files, (101, 104), SETTINGS)
    assert result == Dropped("unreadable frame: 104 cannot be decoded (image file is truncated)")


def test_files_and_frames_give_the_same(astronaut):
    """`mask_frames` starts from frames, the stage from files."""
    from_files = mask_files((encoded(astronaut),) * 2, (101, 102), SETTINGS)
    assert np.array_equal(from_files.crops, masked([astronaut] * 2).crops)


def test_no_more_than_two_frames_are_held_at_a_time(astronaut):
    """Frames held beside the crops need that much more memory, times the workers."""
    alive = []

    class Frame(np.ndarray):
        """One that can be watched."""

    def frames():
        for _ in range(5):
            frame = astronaut.view(Frame).copy()
            alive.append(weakref.ref(frame))
            yield frame
            del frame
            assert (
                sum(reference() is not None for reference in alive) <= 2
            )  # the one with the face, and this one

    assert mask_frames(frames(), range(5), SETTINGS).crops.shape[0] == 5


def test_the_work_can_be_sent_to_another_machine():
    """A cluster's scheduler pickles it: what cannot be pickled would stop there alone."""
    work = pickle.loads(pickle.dumps(functools.partial(masking.mask_clip, settings=SETTINGS)))
    assert work.keywords == {"settings": SETTINGS}
