"""The numbers of a map must be those of its pixels."""

import numpy as np
import pytest

from mer.evaluation import maps

OUTLINE = np.full((68, 2), 5.0)
for place, name in enumerate(maps.REGIONS):
    OUTLINE[maps.REGIONS[name]] = (0.1 + 0.2 * place, 0.5)  # five upright stripes


def test_a_pixel_belongs_to_the_region_of_the_nearest_landmark():
    where = maps.regions(OUTLINE, 10)
    assert where.shape == (10, 10)
    assert (where == np.repeat(np.arange(5), 2)).all()
    assert maps.shares(np.ones((10, 10)), where) == dict.fromkeys(maps.REGIONS, 0.2)
    assert maps.shares(np.zeros((10, 10)), where) == {}


def test_means_of_two_clips():
    means = maps.Means(frames=2, size=10)
    one, other = np.zeros((2, 10, 10)), np.zeros((2, 10, 10))
    one[0, :, :2] = 1  # the jaw's stripe, in the first frame alone
    other[:, :, 8:] = 1
    means.add(one, other, probability=0.6, right=True)
    means.add(one, np.zeros((2, 10, 10)), probability=0.2, right=False)
    found = means.summary(maps.regions(OUTLINE, 10))
    assert (found.clips, found.right, found.probability) == (2, 1, 0.4)
    assert found.grad_cam["cheeks and jaw"] == found.occlusion["mouth"] == 1
    assert found.frames == [1, 0]
    assert found.blank == (0, 1)
    assert found.correlation == pytest.approx(-0.25)
    grad_cam, occlusion = means.pictures
    assert grad_cam.max() == occlusion.max() == 0.5


def test_a_class_without_any_map_has_no_shares():
    means = maps.Means(frames=2, size=10)
    nothing = np.zeros((2, 10, 10))
    means.add(nothing, nothing, probability=0.4, right=True)
    found = means.summary(maps.regions(OUTLINE, 10))
    assert (found.grad_cam, found.frames, found.correlation) == ({}, [], None)
    assert found.blank == (1, 1)
