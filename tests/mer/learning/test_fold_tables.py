"""Predictions must carry the ids of their samples."""

import numpy as np
import pandas as pd

from mer.learning import fold_tables, folds
from tests.mer.learning.test_folds import cut, plan

__all__ = ["cut", "plan"]


def test_predictions_carry_ids_in_the_order_of_the_test_part(cut, plan, arrays):
    fold = cut()[2]
    subjects = pd.Series(arrays["subject"], index=arrays["clip"])
    probabilities = np.tile([0.2, 0.5, 0.3], (6, 1))
    probabilities[3] = [0.1234567, 0.2, 0.6765433]
    mine = (plan["protocol"] == "loso") & (plan["fold"] == 1) & (plan["role"] == "test")
    made = fold_tables.predictions(fold, plan[mine], subjects, probabilities)
    assert list(made.columns) == fold_tables.PREDICTIONS
    assert set(made["subject"]) == {"s01"}
    assert made["clip"].tolist() == [f"s01/c{number}" for number in range(6)]
    assert made["label"].tolist() == [0, 0, 0, 1, 1, 2]
    assert made["predicted"].tolist() == [1, 1, 1, 2, 1, 1]
    assert made["p_negative"].tolist()[3] == "0.123457"


def test_history_has_a_row_per_epoch(cut):
    epochs = pd.DataFrame(
        {
            "epoch": [1, 2],
            "loss": [1 / 3, 0.1],
            "accuracy": 0.5,
            "val_loss": np.nan,
            "val_accuracy": 1.0,
        }
    )
    made = fold_tables.history(
        cut()[0], folds.Trained(np.zeros((1, 3)), epochs, 0, np.zeros((0, 3)))
    )
    assert list(made.columns) == fold_tables.HISTORY
    assert made["loss"].tolist() == [0.333333, 0.1]
