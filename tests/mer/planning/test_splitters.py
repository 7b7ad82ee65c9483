"""Each protocol is a class of its own, in the shape of scikit-learn's splitters."""

import numpy as np
import pytest
from sklearn.model_selection import LeaveOneGroupOut

from mer.core import params
from mer.core.vocabulary import PROTOCOLS
from mer.planning.splitters import SPLITTERS, LeaveOneSubjectOut
from tests.conftest import make_arrays, table

SHARES = params.Split(test=0.2, validation=0.1)


def test_every_protocol_of_the_vocabulary_has_its_class_and_says_what_it_means():
    """A name that params.yaml allows and no class answers to would fail an hour into a run."""
    assert tuple(SPLITTERS) == PROTOCOLS
    assert all(splitter.__doc__.partition("\n")[0].endswith(".") for splitter in SPLITTERS.values())


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("choosing", [False, True])
def test_roles_are_given_to_every_clip(protocol, choosing):
    clips = table(make_arrays(5))
    splitter = SPLITTERS[protocol]("smic", 0, SHARES, repeats=2, choosing=choosing)
    folds = list(splitter.split(clips))
    assert len(folds) == (5 if protocol in ("kfold", "loso") else 2)
    random = protocol in ("leaky", "windows", "holdout")
    for roles in folds:
        assert roles.shape == (30,)
        assert set(roles) - {"val"} == {"train", "test"}
        # under kfold every subject may have a test clip
        assert protocol == "kfold" or ("val" in roles) == (random or choosing)


def test_subjects_are_left_out_as_scikit_learn_leaves_groups_out():
    """The protocol that the field compares itself by must be the one that everybody means."""
    clips = table(make_arrays(6)).sample(frac=1, random_state=0, ignore_index=True)
    mine = LeaveOneSubjectOut("smic", 0, SHARES).split(clips)
    theirs = LeaveOneGroupOut().split(clips, groups=clips["subject"])
    for roles, (train, test) in zip(mine, theirs, strict=True):
        assert np.array_equal(np.flatnonzero(roles == "train"), train)
        assert np.array_equal(np.flatnonzero(roles == "test"), test)
