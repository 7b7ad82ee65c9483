"""A fold must hold the plan's samples; no epoch may be chosen on relatives of test samples."""

import pandas as pd
import pytest

from mer.core import params, paths
from mer.core.errors import UserError
from mer.learning import folds
from mer.planning import plans, samples, splits
from tests.conftest import table
from tests.training_fixture import write_clips, write_copies, write_windows

SHARES = params.Split(test=0.2, validation=0.1)


@pytest.fixture
def plan(arrays, checked):
    # with validation subjects under loso too
    train = checked.current.train.model_copy(update={"select": "best_val"})
    profile = checked.current.model_copy(update={"protocols": ["holdout", "loso"], "train": train})
    made = splits.split(table(arrays), "smic", profile, SHARES)
    listed = samples.table(arrays["clip"], arrays["label"], samples.NONE)
    balance = params.Balance(method="none", neighbours=5, weight="paper", seed=0)
    return plans.plan(listed, made, plans.PlanInputs("smic", balance, SHARES, lambda: None))


@pytest.fixture
def cut(arrays, plan, checked, tmp_path, monkeypatch):
    """Cut the plan into folds, with other settings if asked."""
    monkeypatch.chdir(tmp_path)
    write_clips(arrays)
    write_copies(arrays, {"ST": 0})

    def cut(plan=plan, **train) -> list[folds.Fold]:
        profile = checked.current.model_copy(
            update={"train": checked.current.train.model_copy(update=train)}
        )
        return list(folds.cut(plan, paths.Cell("smic", "ST"), profile))

    return cut


def test_folds_come_in_the_order_of_the_plan_with_all_their_samples(cut, plan):
    made = cut()
    assert [(fold.protocol, fold.fold) for fold in made] == [
        ("holdout", 0),
        *(("loso", number) for number in range(4)),
    ]
    assert sum(len(part) for fold in made for part in fold.parts.values()) == len(plan)


def test_an_epoch_is_not_chosen_on_nothing(cut, plan):
    assert cut(select="best_val")
    with pytest.raises(
        UserError, match=r"smic, holdout, seed 0, fold 0: train\.select = best_val expects"
    ):
        cut(plan[plan["role"] != "val"], select="best_val")
    assert cut(plan[plan["role"] != "val"], select="last")


def test_windows_take_the_place_of_the_clips_under_their_own_protocol_alone(cut, plan, arrays):
    with pytest.raises(UserError, match=r"data/windows/smic: expected a file.*repro resize"):
        cut(plan.assign(protocol="windows"))
    write_windows(arrays, 2)
    mine = plan[plan["protocol"] == "loso"].assign(protocol="windows", kind="window", window=2)
    made = cut(pd.concat([plan, mine]), select="best_val")
    assert {fold.protocol: fold.clips.parent.name for fold in made} == {
        "holdout": "clips", "loso": "clips", "windows": "windows",
    }  # fmt: skip
    assert (made[-1].parts["test"].base % 2 == 1).all()


@pytest.mark.parametrize("protocol", ["leaky", "windows"])
def test_no_epoch_is_chosen_by_relatives_of_test_samples(protocol, cut, plan, arrays):
    write_windows(arrays, 1)
    windows = plan.assign(protocol=protocol, window=int(protocol == "windows"))
    (fold, *_) = cut(windows[plan["protocol"] == "holdout"], select="best_val")
    assert fold.train.select == "last"
    assert cut(select="best_val")[0].train.select == "best_val"


def test_a_fold_is_seeded_by_what_it_is_and_not_by_its_variant(cut):
    assert cut()[1].names == ("train", 0, "smic", "loso", 0)


def test_under_equal_steps_the_number_of_copies_does_not_count(cut, plan):
    copies = plan[plan["role"] == "train"].assign(kind="copy")
    more = pd.concat([plan, *[copies] * 3])
    for fold, other in zip(cut(budget="epochs"), cut(more, budget="epochs"), strict=True):
        assert (
            other.steps == 3 * fold.steps if fold.protocol == "loso" else other.steps > fold.steps
        )
    for fold, other in zip(cut(budget="steps"), cut(more, budget="steps"), strict=True):
        assert fold.steps == other.steps


def test_a_further_input_is_a_fold_of_its_own_from_the_same_start(cut, plan, checked):
    network = checked.current.network.model_copy(update={"input": "gray", "also": ["centred"]})
    profile = checked.current.model_copy(update={"network": network})
    made = list(folds.cut(plan, paths.Cell("smic", "ST"), profile))
    assert [fold.label for fold in made[:2]] == ["holdout", "holdout+centred"]
    assert made[0].names == made[1].names
    assert [fold.network.input for fold in made[:2]] == ["gray", "centred"]
    assert len(made) == 2 * len(cut())
