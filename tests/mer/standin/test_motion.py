"""Action units: without movement outside of eyes and mouth nothing is left to learn when masked."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.preprocessing.stencil import EYES_AND_MOUTH
from mer.standin import motion, people
from mer.standin.warp import Warp


@pytest.fixture(scope="module")
def landmarks():
    canvas = people.Canvas(280, 340, 215, 0.37)
    return people.portrait(people.person("a", units=1), canvas).landmarks


@given(st.floats(0, 20), st.floats(1, 20), st.floats(1, 20), st.floats(0, 1))
def test_a_movement_starts_at_rest_peaks_at_the_apex_and_ends_as_told(onset, rise, fall, rest):
    apex, offset = onset + rise, onset + rise + fall
    times = np.linspace(onset - 5, offset + 5, 200)
    strength = motion.curve(times, onset, apex, offset, rest)
    assert ((strength >= 0) & (strength <= 1)).all()
    assert (strength[times <= onset] == 0).all()
    np.testing.assert_allclose(strength[times >= offset], rest, atol=1e-9)
    assert motion.curve(np.array([apex]), onset, apex, offset, rest) == 1
    assert (np.diff(strength[times <= apex]) >= 0).all()
    assert (np.diff(strength[times > apex]) <= 1e-12).all()


@pytest.mark.parametrize("unit", range(len(motion.UNITS)), ids=motion.UNITS)
def test_every_unit_moves_skin_that_is_not_blackened(landmarks, unit):
    amounts = np.zeros((len(motion.UNITS), 2))
    amounts[unit] = 1
    warp = Warp(motion.handles(landmarks), 280, 340, 30)
    field = cv2.resize(warp.field(motion.shifts(landmarks, amounts)), (280, 340))
    masked = np.zeros((340, 280), np.uint8)
    for part in EYES_AND_MOUTH:
        cv2.fillConvexPoly(masked, cv2.convexHull(landmarks[part].astype(np.int32)), 1)
    visible = np.linalg.norm(field, axis=2)[masked == 0]
    assert visible.max() > 0.8, "pixels"


def test_both_sides_move_as_mirror_images(landmarks):
    """A unit defined on one side only would make the side the class."""
    amounts = np.ones((len(motion.UNITS), 2))
    moved = motion.shifts(landmarks, amounts)
    eyes = landmarks[42:48].mean(0) - landmarks[36:42].mean(0)
    axis = eyes / np.linalg.norm(eyes)
    for left, right in (
        (36, 45),
        (48, 54),
        (19, 24),
        (21, 22),
        (31, 35),
        (68, 69),
        (72, 73),
        (5, 11),
    ):
        mirrored = moved[left] - 2 * (moved[left] @ axis) * axis
        np.testing.assert_allclose(mirrored, moved[right], atol=1e-9)


def test_a_side_at_rest_stays_at_rest(landmarks):
    amounts = np.zeros((len(motion.UNITS), 2))
    amounts[:, 0] = 1
    moved = motion.shifts(landmarks, amounts)
    assert np.abs(moved[[45, 54, 24, 69, 73]]).max() == 0
    assert np.linalg.norm(moved[[48, 19, 68, 72]], axis=1).min() > 0


def test_no_movement_leaves_the_picture_alone():
    image = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
    warp = Warp(np.array([[20.0, 20.0], [40.0, 30.0]]), 64, 48, 10)
    np.testing.assert_array_equal(warp.apply(image, warp.field(np.zeros((2, 2)))), image)


def test_a_shift_carries_the_picture_with_it():
    image = np.zeros((80, 80), np.uint8)
    cv2.circle(image, (40, 40), 3, 255, -1)
    warp = Warp(np.array([[40.0, 40.0]]), 80, 80, 15, ridge=0.0)
    moved = warp.apply(image, warp.field(np.array([[4.0, -3.0]])))
    y, x = np.nonzero(moved > 128)
    assert (round(x.mean()), round(y.mean())) == (44, 37)
