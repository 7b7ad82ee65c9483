"""A part that lacks a class, or a fold much larger than the others, would bend a metric."""

import numpy as np
from sklearn.model_selection import StratifiedKFold

from mer.core import seeds
from mer.planning.drawing import deal, stratified


def test_a_stratified_part_has_each_class_in_its_share():
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    part = stratified(labels, 0.1, seeds.generator("a"))
    assert np.bincount(labels[part]).tolist() == [5, 3, 2]
    assert (np.diff(part) > 0).all()


def test_folds_hold_as_many_clips_of_each_class_as_those_of_scikit_learn():
    """The protocol `kfold` must be what everybody means by stratified folds."""
    labels = np.repeat([0, 1, 2], [53, 30, 17])
    mine = deal(labels, 10, seeds.generator("a"))
    theirs = np.empty_like(mine)
    folds = StratifiedKFold(10, shuffle=True, random_state=0).split(labels, labels)
    for number, (_, test) in enumerate(folds):
        theirs[test] = number
    for label in range(3):
        sizes = [np.bincount(folds[labels == label], minlength=10) for folds in (mine, theirs)]
        assert sorted(sizes[0]) == sorted(sizes[1])
    assert np.bincount(mine).tolist() == [10] * 10


def test_folds_are_drawn_anew_for_each_seed():
    labels = np.repeat([0, 1, 2], 10)
    one, again, other = (deal(labels, 5, seeds.generator(name)) for name in "aab")
    assert one.tolist() == again.tolist() != other.tolist()
