"""A damaged plan must not become fewer folds, or a network of other weights."""

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning import campaign, plan_check
from tests.mer.learning.test_folds import cut, plan
from tests.training_fixture import write_copies

__all__ = ["cut", "plan"]

ST = paths.Cell("smic", "ST")


def change(table, **values):
    table = table.copy()
    for name, value in values.items():
        table[name] = table[name].astype(object)
        table.loc[table.index[-1], name] = value
    return table


@pytest.fixture
def profile(checked):
    """The profile that has the protocols of the plan."""
    return checked.current.model_copy(update={"protocols": ["holdout", "loso"]})


def test_a_whole_plan_passes(plan, cut, profile):
    files.write_table(ST.plan, plan)
    assert len(campaign.job(ST, profile).plan) == len(plan)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda t: t.drop(columns="gap"), "the column gap, received none"),
        (lambda t: t.iloc[:0], "a row for every sample of every fold, received none"),
        (lambda t: change(t, role="tset"), "role to be one of .*, received 'tset'"),
        (lambda t: change(t, kind=""), "kind to be one of"),
        (lambda t: change(t, label=5), "label to be one of .*, received 5"),
        (lambda t: change(t, weight=np.nan), "numbers from 0 as weight"),
        (lambda t: change(t, weight=-1), "numbers from 0 as weight"),
        (lambda t: change(t, window="x"), "whole numbers as window"),
        (lambda t: t[t["protocol"] != "loso"], "the profile's protocols .* none of loso, seed 0"),
        (lambda t: t[t["fold"] != 1], "3 folds of loso, seed 0, numbered from 0, received 0, 2, 3"),
        (lambda t: t[t["fold"] != 3], "every clip tested once in loso, seed 0, received s03/c0"),
        (lambda t: t.iloc[:-1], "every clip tested once in loso, seed 0"),
        (lambda t: pd.concat([t, t]), "each protocol seed fold clip sample once"),
        (lambda t: change(t, label=0), "each clip in one class, received s03/c5 in several"),
        (lambda t: pd.concat([t, t[-1:].assign(role="train", sample="copy1")]), "no clip in train"),
        (lambda t: t[(t["role"] != "test") | (t["fold"] != 3)], "a test part in loso, .*fold 3"),
        (lambda t: t[(t["role"] != "train") | (t["fold"] != 3)], "a train part in loso, .*fold 3"),
    ],
)
def test_a_damaged_plan_is_a_sentence(plan, cut, profile, damage, message):
    files.write_table(ST.plan, damage(plan))
    with pytest.raises(UserError, match=rf"plans/ST/smic\.csv: expected {message}"):
        campaign.job(ST, profile)


def test_copies_that_do_not_fit_the_clips_are_a_sentence(plan, cut, profile, arrays):
    """A worker would show a traceback of NumPy, or train on other numbers."""
    files.write_table(ST.plan, plan)
    write_copies(arrays | {"x": arrays["x"][:, :, :8, :8]}, {"ST": 1})
    with pytest.raises(UserError, match=r"augmented/ST/smic: expected frames and sides \(4, 16"):
        campaign.job(ST, profile)
    (ST.copies.path / "rows.csv").write_text("clip\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"rows\.csv: expected the column copy"):
        campaign.job(ST, profile)


def test_a_clip_that_is_not_there_is_a_sentence(plan, cut, profile, checked):
    (last,) = plan["clip"].iloc[-1:]
    files.write_table(ST.plan, plan.assign(clip=plan["clip"].replace(last, "99/x")))
    with pytest.raises(UserError, match=r"smic\.csv: expected samples of the clips .*'99/x'"):
        campaign.Campaign([campaign.job(ST, profile)], checked)


def test_the_columns_are_those_that_balance_writes(plan):
    assert list(plan.columns) == list(plan_check.COLUMNS)
