"""The SMOTE samples written to the plan must be those of imbalanced-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE
from sklearn.base import clone
from sklearn.metrics import pairwise_distances

from mer.planning.smote import KnownNeighbours, oversample, squared_distances

LABELS = np.array([0] * 9 + [1] * 5 + [2] * 3)


def pixels(seed: int, n: int = 17) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 2, 5, 5), dtype=np.uint8)


def test_distances_are_exact_whatever_the_size():
    many = np.full((2, 3, 120, 120), 255, dtype=np.uint8)  # more features than one block
    many[1] = 0
    assert squared_distances(many)[0, 1] == 255**2 * 3 * 120 * 120
    few = pixels(1)
    expected = pairwise_distances(few.reshape(len(few), -1).astype(float), metric="sqeuclidean")
    assert np.allclose(squared_distances(few), expected)


class Fixed:
    """A generator whose draws are known, so that SMOTE can be run beside with the same seeds."""

    def integers(self, high: int) -> int:
        return 11


@pytest.mark.parametrize("seed", range(5))
def test_samples_are_those_of_smote_on_pixels(seed):
    x = pixels(seed)
    base, neighbour, gap = oversample(squared_distances(x), LABELS, 2, Fixed())
    flat = x.reshape(len(x), -1).astype(float)
    mine = flat[base] + gap[:, None] * (flat[neighbour] - flat[base])
    theirs = []
    for label in (1, 2):
        smote = SMOTE(sampling_strategy={label: 9}, k_neighbors=2, random_state=11)
        chosen = (label == LABELS) | (LABELS == 0)
        theirs.append(smote.fit_resample(flat[chosen], LABELS[chosen])[0][chosen.sum() :])
    assert np.allclose(mine, np.concatenate(theirs))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=30), st.integers(1, 6), st.integers(0, 99))
def test_classes_end_up_equal_and_no_sample_lies_between_two(labels, neighbours, seed):
    labels = np.array(labels)
    x = pixels(seed, len(labels))
    base, neighbour, gap = oversample(
        squared_distances(x), labels, neighbours, np.random.default_rng(seed)
    )
    counts = np.bincount(np.concatenate([labels, labels[base]]), minlength=3)
    assert set(counts[np.bincount(labels, minlength=3) > 0]) == {counts.max()}
    assert (labels[base] == labels[neighbour]).all()
    assert ((gap >= 0) & (gap <= 0.5)).all()


def test_a_class_of_one_clip_is_copied():
    labels = np.array([0, 0, 0, 1])
    base, neighbour, gap = oversample(
        squared_distances(pixels(0, 4)), labels, 5, np.random.default_rng(0)
    )
    assert (base.tolist(), neighbour.tolist(), gap.tolist()) == ([3, 3], [3, 3], [0, 0])


def test_balanced_classes_need_no_sample():
    base, neighbour, gap = oversample(
        np.zeros((6, 6)), np.array([0, 0, 1, 1, 2, 2]), 5, np.random.default_rng(0)
    )
    assert len(base) == len(neighbour) == len(gap) == 0


def test_a_clip_that_stands_twice_is_not_its_own_first_neighbour():
    known = KnownNeighbours(np.zeros((3, 3)), 1).fit(np.eye(3))
    assert (known.kneighbors(np.eye(3))[:, 0] == np.arange(3)).all()
    with pytest.raises(TypeError):
        known.kneighbors_graph(np.eye(3))


def test_a_clone_searches_among_the_samples_that_it_is_given_later():
    """imbalanced-learn clones the search before it fits it, as it does with scikit-learn's own."""
    known = KnownNeighbours(squared_distances(pixels(0, 5)), 2).fit(np.eye(5))
    copy = clone(known)
    assert not hasattr(copy, "members_")
    assert np.array_equal(copy.fit(np.eye(5)).kneighbors(np.eye(5)), known.kneighbors(np.eye(5)))
