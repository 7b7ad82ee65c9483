"""A damaged plan must not become fewer folds, or a network of other weights."""

import numpy as np
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning import campaign, plan_check
from tests.mer.learning.test_folds import cut, plan

__all__ = ["cut", "plan"]

ST = paths.Cell("smic", "ST")


def change(table, **values):
    table = table.copy()
    for name, value in values.items():
        table[name] = table[name].astype(object)
        table.loc[table.index[-1], name] = value
    return table


def test_a_whole_plan_passes(plan, cut):
    files.write_table(ST.plan, plan)
    assert len(campaign.job(ST).plan) == len(plan)


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
        (lambda t: t[(t["role"] != "test") | (t["fold"] != 3)], "a test part in loso, .*fold 3"),
        (lambda t: t[(t["role"] != "train") | (t["fold"] != 3)], "a train part in loso, .*fold 3"),
    ],
)
def test_a_damaged_plan_is_a_sentence(plan, cut, damage, message):
    files.write_table(ST.plan, damage(plan))
    with pytest.raises(UserError, match=rf"plans/ST/smic\.csv: expected {message}"):
        campaign.job(ST)


def test_a_clip_that_is_not_there_is_a_sentence(plan, cut, checked):
    files.write_table(ST.plan, change(plan, clip="99/x"))
    with pytest.raises(UserError, match=r"smic\.csv: expected samples of the clips .*'99/x'"):
        campaign.Campaign([campaign.job(ST)], checked)


def test_the_columns_are_those_that_balance_writes(plan):
    assert list(plan.columns) == list(plan_check.COLUMNS)
