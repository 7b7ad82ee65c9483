"""Predictions must carry the ids of the samples they belong to."""

import numpy as np
import pandas as pd
import pytest

from mer.core import files, params
from mer.core.errors import UserError
from mer.learning import folds
from mer.planning import plans, splits
from tests.conftest import table

SHARES = params.Split(test=0.2, validation=0.1)


@pytest.fixture
def plan(arrays, checked):
    profile = checked.current.model_copy(update={"protocols": ["holdout", "loso"]})
    made = splits.split(table(arrays), "smic", profile, SHARES)
    samples = plans.samples(arrays["clip"], arrays["label"], (np.array([], str), np.array([], int)))
    balance = params.Balance(method="none", neighbours=5, weight="paper", seed=0)
    return plans.plan(samples, made, plans.Recipe("smic", balance, SHARES, lambda: None))


@pytest.fixture
def cut(arrays, plan, checked, tmp_path):
    """Cut the plan into folds, with other settings if asked."""
    files.write_arrays(tmp_path / "clips.npz", **arrays)
    files.write_arrays(
        tmp_path / "copies.npz", x=arrays["x"][:0], clip=arrays["clip"][:0], copy=np.zeros(0, int)
    )

    def cut(plan=plan, **train) -> list[folds.Fold]:
        profile = checked.current.model_copy(
            update={"train": checked.current.train.model_copy(update=train)}
        )
        paths = [tmp_path / f"{name}.npz" for name in ("clips", "windows", "copies")]
        return list(folds.folds(plan, "smic", *paths, profile))

    return cut


def test_folds_come_in_the_order_of_the_plan_with_all_their_samples(cut, plan):
    made = cut()
    assert [(fold.protocol, fold.fold) for fold in made] == [
        ("holdout", 0),
        *(("loso", number) for number in range(4)),
    ]
    assert sum(len(part) for fold in made for part in fold.parts.values()) == len(plan)


def test_predictions_carry_ids_in_the_order_of_the_test_part(cut, plan, arrays):
    fold = cut()[2]
    subjects = pd.Series(arrays["subject"], index=arrays["clip"])
    probabilities = np.tile([0.2, 0.5, 0.3], (6, 1))
    probabilities[3] = [0.1234567, 0.2, 0.6765433]
    made = folds.predictions(fold, plan, subjects, folds.Trained(probabilities, pd.DataFrame()))
    assert list(made.columns) == folds.PREDICTIONS
    assert set(made["subject"]) == {"s01"}
    assert made["clip"].tolist() == [f"s01/c{number}" for number in range(6)]
    assert made["label"].tolist() == [0, 0, 0, 1, 1, 2]
    assert made["predicted"].tolist() == [1, 1, 1, 2, 1, 1]
    assert made["p_negative"].tolist()[3] == "0.123457"


def test_history_has_a_row_an_epoch(cut):
    epochs = pd.DataFrame(
        {
            "epoch": [1, 2],
            "loss": [1 / 3, 0.1],
            "accuracy": 0.5,
            "val_loss": np.nan,
            "val_accuracy": 1.0,
        }
    )
    made = folds.history(cut()[0], folds.Trained(np.zeros((1, 3)), epochs))
    assert list(made.columns) == folds.HISTORY
    assert made["loss"].tolist() == [0.333333, 0.1]


def test_an_epoch_is_not_chosen_on_nothing(cut, plan):
    assert cut(select="best_val")
    with pytest.raises(
        UserError, match=r"smic, holdout, seed 0, fold 0: train\.select = best_val expects"
    ):
        cut(plan[plan["role"] != "val"], select="best_val")
    assert cut(plan[plan["role"] != "val"], select="last")


def test_windows_take_the_place_of_the_clips_under_their_own_protocol_alone(
    cut, plan, arrays, tmp_path
):
    with pytest.raises(UserError, match=r"windows\.npz: expected a file"):
        cut(plan.assign(protocol="windows"))
    files.write_arrays(
        tmp_path / "windows.npz", clip=np.repeat(arrays["clip"], 2), window=np.tile([1, 2], 24)
    )
    mine = plan[plan["protocol"] == "loso"].assign(protocol="windows", kind="window", window=2)
    made = cut(pd.concat([plan, mine]), select="best_val")
    assert {fold.protocol: fold.clips.stem for fold in made} == {
        "holdout": "clips", "loso": "clips", "windows": "windows",
    }  # fmt: skip
    assert (made[-1].parts["test"].base % 2 == 1).all()


@pytest.mark.parametrize("protocol", ["leaky", "windows"])
def test_no_epoch_is_chosen_by_relatives_of_test_samples(protocol, cut, plan, arrays, tmp_path):
    files.write_arrays(tmp_path / "windows.npz", clip=arrays["clip"], window=np.zeros(24, int))
    (fold, *_) = cut(
        plan[plan["protocol"] == "holdout"].assign(protocol=protocol), select="best_val"
    )
    assert fold.train.select == "last"
    assert cut(select="best_val")[0].train.select == "best_val"


def test_a_fold_is_seeded_by_what_it_is_and_not_by_its_variant(cut):
    assert cut()[1].names == ("train", 0, "smic", "loso", 0)
