"""A damaged file of roles silently left clips out of every part of a fold."""

import re

import pandas as pd
import pytest

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.planning import soundness
from tests.conftest import ROOT

CLIPS = pd.DataFrame({"clip": ["a", "b", "c"], "subject": ["1", "2", "3"], "label": [0, 1, 2]})
SAMPLES = pd.concat([CLIPS.assign(window=number) for number in (0, 1, 2)], ignore_index=True)
ROLES = pd.concat(
    [
        CLIPS[["clip"]].assign(
            protocol="loso", seed=0, fold=fold, window=0, role=["test", "train", "val"]
        )
        for fold in (0, 1)
    ]
    + [
        CLIPS[["clip"]].assign(
            protocol="windows", seed=0, fold=0, window=window, role=["test", "train", "train"]
        )
        for window in (1, 2)
    ],
    ignore_index=True,
)


def change(table: pd.DataFrame, row: int, **values) -> pd.DataFrame:
    table = table.copy()
    for name, value in values.items():
        table[name] = table[name].astype(object)
        table.loc[row, name] = value
    return table


LOSO = pd.concat(
    [
        CLIPS[["clip"]].assign(
            protocol="loso",
            seed=0,
            fold=fold,
            window=0,
            role=["test" if fold == number else "train" for number in range(3)],
        )
        for fold in range(3)
    ],
    ignore_index=True,
)
PROFILE = params.load(ROOT / "params.yaml").current.model_copy(
    update={"protocols": ["loso"], "repeats": 1}
)


def test_whole_files_pass(project):
    files.write_table(paths.splits("smic"), LOSO)
    roles = soundness.read_roles("smic", PROFILE)
    soundness.check_roles(roles, SAMPLES, CLIPS, "smic")
    assert len(roles) == len(LOSO)


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (change(ROLES, 0, clip="x"), "3 clips, each once, in loso, seed 0, fold 0, .* not a"),
        (ROLES.drop(index=4), "3 clips, each once, in loso, seed 0, fold 1, received 2 rows"),
        (change(ROLES, 5, clip="a"), "3 clips, each once, in loso, seed 0, fold 1"),
        (ROLES.drop(index=8), "6 clips, each once, in windows, seed 0, fold 0"),
        (ROLES.assign(role="test"), "a train part in loso, seed 0, fold 0, received none"),
        (ROLES.assign(role="train"), "a test part in loso, seed 0, fold 0, received none"),
    ],
)
def test_damaged_roles_are_a_sentence(damaged, message):
    with pytest.raises(UserError) as caught:
        soundness.check_roles(damaged, SAMPLES, CLIPS, "smic")
    assert re.search(rf"splits/smic\.csv: expected {message}", str(caught.value))
    assert str(caught.value).endswith("run `dvc repro --force split`.")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (LOSO[LOSO["fold"] < 2], "every clip tested once under loso, seed 0, received c otherwise"),
        (change(LOSO, 0, role="train"), "a test part in loso, seed 0, fold 0, received none"),
        (change(LOSO, 1, role="test"), "every clip tested once under loso, seed 0, received b"),
    ],
)
def test_every_clip_is_tested_once_where_the_protocol_says_so(damaged, message):
    with pytest.raises(UserError, match=rf"splits/smic\.csv: expected {message}"):
        soundness.check_roles(damaged, SAMPLES, CLIPS, "smic")


def test_nobody_is_tested_beside_training_on_the_same_subject():
    clips = CLIPS.assign(subject=["1", "1", "3"])
    with pytest.raises(UserError, match="whole subjects in the test part of loso, seed 0, fold 0"):
        soundness.check_roles(LOSO, SAMPLES, clips, "smic")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (change(LOSO, 0, role="tset"), "role to be one of train, val, test, received 'tset'"),
        (change(LOSO, 0, role=""), "role to be one of train, val, test, received ''"),
        (change(LOSO, 0, protocol="magic"), "protocol to be one of .*, received 'magic'"),
        (change(LOSO, 0, seed="x"), "whole numbers as seed, received 'x' in line 2"),
        (LOSO.drop(columns="seed"), "the column seed"),
        (LOSO.iloc[:0], "the profile's protocols loso .* received none of loso"),
        (LOSO[LOSO["fold"] > 0], "2 folds of loso, seed 0, numbered from 0, received 1, 2"),
    ],
)
def test_a_damaged_file_of_roles_is_a_sentence(project, damaged, message):
    files.write_table(paths.splits("smic"), damaged)
    with pytest.raises(UserError, match=rf"splits/smic\.csv: expected {message}"):
        soundness.read_roles("smic", PROFILE)
