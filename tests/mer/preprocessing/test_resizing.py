"""Crops become squares of the right gray."""

import numpy as np
import pytest

from mer.preprocessing.resizing import resize


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
