"""Crops become squares of the right gray at the right times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.core.files import read_arrays, writing_archive
from mer.preprocessing.resizing import resize, sample, stream

CLIPS = arrays(np.uint8, st.tuples(st.integers(1, 5), st.just(3), st.just(4)))


@pytest.mark.parametrize(
    "shape", [(3, 90, 80), (3, 20, 30), (3, 20, 90), (3, 90, 80, 3), (1, 20, 30, 3)]
)
def test_every_crop_becomes_a_gray_square(shape):
    """The network takes one shape only."""
    squares = resize(np.full(shape, 77, np.uint8), 32)
    assert squares.shape == (shape[0], 32, 32)
    assert squares.dtype == np.uint8
    assert (squares == 77).all()


def test_gray_weighs_red_green_and_blue_as_brightness():
    """With channels swapped, skin would come out darker than it is."""
    colours = np.zeros((3, 8, 8, 3), np.uint8)
    for channel in range(3):
        colours[channel, ..., channel] = 255
    assert resize(colours, 8)[:, 0, 0].tolist() == [76, 150, 29]  # ITU-R BT.601: .299, .587, .114


def test_shrinking_averages_all_pixels():
    """Picking every n-th pixel would alias fine texture into false motion."""
    stripes = np.zeros((1, 64, 64), np.uint8)
    stripes[:, :, ::2] = 200
    assert (resize(stripes, 32) == 100).all()


def test_growing_interpolates():
    """Blocks of copied pixels would hide small movements."""
    ramp = np.array([[[0, 100], [0, 100]]], np.uint8)
    row = resize(ramp, 8)[0, 0].astype(int)
    assert len(set(row.tolist())) > 4
    assert (np.diff(row) >= 0).all()


@settings(deadline=None)
@given(frames=CLIPS, data=st.data())
def test_whole_positions_are_the_frames_themselves(frames, data):
    """Sampling must not touch frames that exist; short clips repeat them."""
    positions = data.draw(st.lists(st.integers(0, len(frames) - 1), min_size=1, max_size=8))
    assert np.array_equal(sample(frames, positions), frames[positions])


@settings(deadline=None)
@given(frames=CLIPS, share=st.floats(0, 1))
def test_between_frames_lies_their_mixture(frames, share):
    """Linear sampling in time: between its neighbours, and never beyond them."""
    position = share * (len(frames) - 1)
    before, after = frames[int(np.floor(position))], frames[int(np.ceil(position))]
    mixed = sample(frames, [position])[0]
    assert (np.minimum(before, after) <= mixed).all()
    assert (mixed <= np.maximum(before, after)).all()


def test_a_mixture_is_rounded():
    """Cutting decimals off would darken every interpolated frame."""
    frames = np.array([[10], [11], [20]], np.uint8)
    assert sample(frames, [0.75, 1.25, 1.5])[:, 0].tolist() == [11, 13, 16]


@pytest.mark.parametrize("position", [-0.1, 2.1, np.nan])
def test_positions_outside_are_refused(position):
    """NumPy would take the last frame for -0.1 and say nothing."""
    with pytest.raises(ValueError, match="expected positions from 0 to 2"):
        sample(np.zeros((3, 2, 2), np.uint8), [0, position])


@settings(deadline=None)
@given(array=st.one_of(CLIPS, arrays(np.float64, (4,), elements=st.floats(0, 1))))
def test_a_stream_gives_the_rows(tmp_path_factory, array):
    """Augmentation of a large data set reads it this way."""
    path = tmp_path_factory.mktemp("stream") / "a.npz"
    with writing_archive(path) as archive:
        archive.add_array("other", np.arange(3))
        archive.add_array("x", array)
    with read_arrays(path) as opened:
        assert np.array_equal(np.stack(list(stream(opened, "x"))), array)
