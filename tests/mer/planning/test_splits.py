"""If a split leaks or wanders, every number built on it is wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.core import params
from mer.core.errors import UserError
from mer.core.vocabulary import PROTOCOLS
from mer.planning import splits
from tests.conftest import ROOT, make_arrays, table

SHARES = params.Split(test=0.3, validation=0.1)
ALL = ["leaky", "holdout", "kfold", "loso"]


def split(
    clips, dataset, protocols, seeds, shares=SHARES, repeats=2, select="last"
) -> pd.DataFrame:
    profile = params.load(ROOT / "params.yaml").profiles["demo"]
    train = profile.train.model_copy(update={"select": select})
    wanted = {"protocols": protocols, "seeds": seeds, "repeats": repeats, "train": train}
    return splits.split(clips, dataset, profile.model_copy(update=wanted), shares)


def roles(frame: pd.DataFrame, role: str) -> set[str]:
    return set(frame["clip"][frame["role"] == role])


@st.composite
def clip_tables(draw) -> pd.DataFrame:
    subjects = draw(st.integers(4, 9))
    rows = []
    for subject in range(subjects):
        labels = [*draw(st.lists(st.integers(0, 2), min_size=1, max_size=9)), 0, 1, 2]
        rows += [
            (f"s{subject}/c{number}", f"s{subject}", label) for number, label in enumerate(labels)
        ]
    return pd.DataFrame(rows, columns=["clip", "subject", "label"])


@given(clip_tables(), st.integers(0, 5))
def test_every_clip_has_one_role_in_every_fold_and_parts_are_full(clips, seed):
    made = split(clips, "smic", ALL, [seed])
    for (protocol, _, _), fold in made.groupby(["protocol", "seed", "fold"]):
        assert fold["clip"].tolist() == clips["clip"].tolist()
        labels = clips.set_index("clip")["label"]
        assert set(labels[list(roles(fold, "train"))]) == {0, 1, 2}
        assert roles(fold, "test")
        if protocol in ("leaky", "holdout"):
            assert len(roles(fold, "test")) == np.ceil(round(0.3 * len(clips), 9))
            assert len(roles(fold, "val")) <= np.ceil(round(0.1 * len(clips), 9))


@given(clip_tables(), st.integers(0, 5))
def test_loso_trains_on_all_subjects_but_the_tested_one(clips, seed):
    """Validation subjects that choose nothing would only be missing in training."""
    made = split(clips, "smic", ["loso"], [seed])
    assert set(made["role"]) == {"train", "test"}
    subject = clips.set_index("clip")["subject"]
    for _, fold in made.groupby("fold"):
        tested = set(subject[list(roles(fold, "test"))])
        assert set(subject[list(roles(fold, "train"))]) == set(subject) - tested


@given(clip_tables(), st.integers(0, 5))
def test_where_an_epoch_is_chosen_loso_holds_whole_subjects_out_for_it(clips, seed):
    made = split(clips, "smic", ["loso"], [seed], select="best_val")
    subject = clips.set_index("clip")["subject"]
    tested = []
    for _, fold in made.groupby("fold"):
        members = {role: set(subject[list(roles(fold, role))]) for role in ("train", "val", "test")}
        assert not members["train"] & members["test"]
        assert not members["val"] & (members["train"] | members["test"])
        assert members["val"]
        tested += list(members["test"])
    assert sorted(tested) == sorted(set(clips["subject"]))


@given(clip_tables(), st.integers(0, 5))
def test_kfold_tests_every_clip_once_and_trains_on_all_others(clips, seed):
    made = split(clips, "smic", ["kfold"], [seed])
    assert set(made["role"]) == {"train", "test"}
    assert sorted(made["clip"][made["role"] == "test"]) == sorted(clips["clip"])
    assert made["fold"].nunique() == 3  # round(1 / 0.3)
    tested = made[made["role"] == "test"].merge(clips, on="clip")
    for sizes in (
        tested.groupby("fold").size(),
        *(
            part.groupby("fold").size().reindex(range(3)).fillna(0)
            for _, part in tested.groupby("label")
        ),
    ):
        assert sizes.max() - sizes.min() <= 1


@given(clip_tables(), st.integers(0, 5), st.sampled_from(["holdout", "kfold"]))
def test_holdout_and_kfold_pick_no_epoch_on_subjects_that_they_test(clips, seed, protocol):
    made = split(clips, "smic", [protocol], [seed], select="best_val")
    subject = clips.set_index("clip")["subject"]
    for _, fold in made.groupby("fold"):
        assert len(roles(fold, "val")) <= np.ceil(round(0.1 * len(clips), 9))
        assert not set(subject[list(roles(fold, "val"))]) & set(subject[list(roles(fold, "test"))])


def test_leaky_and_holdout_test_the_same_clips_so_that_their_gap_is_not_one_of_test_sets():
    made = split(table(make_arrays(6)), "smic", ALL, [0])
    parts = {name: roles(part, "test") for name, part in made.groupby(["protocol", "fold"])}
    assert parts["leaky", 0] == parts["holdout", 0]
    assert parts["leaky", 1] == parts["holdout", 1]
    assert parts["leaky", 0] != parts["leaky", 1]


def test_every_window_has_a_part_of_its_own():
    clips = table(make_arrays(6))
    made = split(clips, "smic", [*ALL, "windows"], [0])
    mine = made[made["protocol"] == "windows"]
    assert (made["window"] == 0).equals(made["protocol"] != "windows")
    for _, fold in mine.groupby("fold"):
        assert fold["clip"].tolist() == np.repeat(clips["clip"], 3).tolist()
        assert fold["window"].tolist() == [1, 2, 3] * len(clips)
        assert (fold["role"] == "test").sum() == np.ceil(round(0.3 * 3 * len(clips), 9))
        assert (fold.groupby("clip")["role"].nunique() > 1).mean() > 0.4
    others = made[made["protocol"] != "windows"].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, split(clips, "smic", ALL, [0]))


def test_seeds_and_data_sets_differ_and_repeat():
    clips = table(make_arrays(6))

    def make(dataset, seed):
        return split(clips, dataset, ["holdout"], [seed])["role"].tolist()

    assert make("smic", 0) == make("smic", 0)
    assert make("smic", 0) != make("smic", 1)
    assert make("smic", 0) != make("samm", 0)


def test_a_new_protocol_seed_or_repeat_leaves_the_others_alone():
    clips = table(make_arrays(5))
    few = split(clips, "smic", ["loso", "kfold", "holdout"], [0], repeats=1)
    many = split(clips, "smic", ALL, [3, 0], repeats=3)
    first = many["protocol"].isin(["kfold", "loso"])
    first |= (many["protocol"] == "holdout") & (many["fold"] == 0)
    again = many[first & (many["seed"] == 0)]
    columns = ["protocol", "fold", "clip"]
    few, again = (frame.sort_values(columns, ignore_index=True) for frame in (few, again))
    pd.testing.assert_frame_equal(few, again)


def test_no_validation_share_means_no_validation_clip():
    none = params.Split(test=0.2, validation=0.0)
    made = split(table(make_arrays(5)), "smic", ALL, [0], none, select="best_val")
    assert not (made["role"] == "val").any()


@pytest.mark.parametrize(
    ("change", "shares", "protocols", "sentence"),
    [
        (
            lambda clips: clips[clips["label"] != 2],
            SHARES,
            ALL,
            "smic: expected clips of all three classes",
        ),
        (
            lambda clips: clips[clips["subject"] == "s00"],
            SHARES,
            ["loso"],
            "two or more subjects for protocol loso",
        ),
        (
            lambda clips: clips,
            params.Split(test=0.05, validation=0.0),
            ["holdout"],
            "split.test = 0.05 of 24 clips",
        ),
        (
            lambda clips: clips.drop_duplicates("label"),
            SHARES,
            ["holdout"],
            "raise split.test or use more clips",
        ),
        (lambda clips: clips.head(6), params.Split(test=0.9, validation=0.0), ["leaky"], "cannot"),
        (
            lambda clips: clips[(clips["label"] != 2) | (clips["subject"] == "s00")],
            SHARES,
            ["loso"],
            "expected every class in the train part of loso, seed 0, fold 0, "
            "received none of surprise",
        ),
        (
            lambda clips: pd.concat(
                [clips[clips["label"] == 0]] * 12 + [clips[clips["label"] > 0]]
            ),
            params.Split(test=0.03, validation=0.0),
            ["holdout"],
            "expected every class in the test part of holdout",
        ),
    ],
)
def test_a_split_that_cannot_be_is_a_sentence(change, shares, protocols, sentence):
    with pytest.raises(UserError) as caught:
        split(change(table(make_arrays(4))).reset_index(drop=True), "smic", protocols, [0], shares)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_windows_are_asked_for_by_their_own_protocol_alone():
    """`balance` reads the windows of a data set, which may be many, only where this says so."""
    assert [name for name in PROTOCOLS if splits.use_windows([name])] == ["windows"]
    assert splits.use_windows(PROTOCOLS)
