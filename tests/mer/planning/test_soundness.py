"""A damaged file of roles silently left clips out of every part of a fold."""

import re

import pandas as pd
import pytest

from mer.core.errors import UserError
from mer.planning import soundness

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


def test_whole_files_pass():
    soundness.check_clips(CLIPS, "smic")
    soundness.check_roles(ROLES, SAMPLES, "smic")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (change(ROLES, 0, role="tset"), "roles of train, val, test, received 'tset'"),
        (change(ROLES, 0, role=float("nan")), "roles of train, val, test, received nan"),
        (change(ROLES, 0, protocol="magic"), "protocols of .*, received 'magic'"),
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
        soundness.check_roles(damaged, SAMPLES, "smic")
    assert re.search(rf"splits/smic\.csv: expected {message}", str(caught.value))
    assert str(caught.value).endswith("run `dvc repro --force split`.")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (change(CLIPS, 1, label=7), "a class from 0 to 2, received 'b': 7"),
        (change(CLIPS, 1, label=float("nan")), "a class from 0 to 2, received 'b': nan"),
        (change(CLIPS, 1, clip="a"), "every clip once, received 'a'"),
        (change(CLIPS, 1, subject=""), "a subject, received 'b'"),
    ],
)
def test_damaged_clips_are_a_sentence(damaged, message):
    with pytest.raises(UserError, match=rf"clips.smic: expected {message}"):
        soundness.check_clips(damaged, "smic")
