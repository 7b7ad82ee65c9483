"""Distances must be exact, and weights those of Eq. 1."""

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances
from sklearn.utils.class_weight import compute_class_weight

from mer.planning.balancing import class_weights, squared_distances


def pixels(seed: int, n: int = 17) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 2, 5, 5), dtype=np.uint8)


def test_distances_are_exact_whatever_the_size():
    many = np.full((2, 3, 120, 120), 255, dtype=np.uint8)  # more features than one block
    many[1] = 0
    assert squared_distances(many)[0, 1] == 255**2 * 3 * 120 * 120
    few = pixels(1)
    expected = pairwise_distances(few.reshape(len(few), -1).astype(float), metric="sqeuclidean")
    assert np.allclose(squared_distances(few), expected)


def test_class_weights_are_eq_1():
    labels = np.array([0] * 6 + [1] * 3 + [2])
    assert class_weights(labels, "paper").tolist() == pytest.approx([10 / 6, 10 / 3, 10])
    theirs = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert class_weights(labels, "balanced") == pytest.approx(theirs)
    assert class_weights(np.array([0, 1]), "paper").tolist() == [2, 2, 0]
