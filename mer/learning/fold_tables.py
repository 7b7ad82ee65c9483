"""What a fold gave, as rows of tables with the ids of its samples."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from mer.core.vocabulary import CLASSES
from mer.learning.folds import Fold, Trained

PREDICTIONS = [
    "protocol", "seed", "fold", "dataset", "subject", "clip",
    "label", "predicted", "p_negative", "p_positive", "p_surprise", "sample",
]  # fmt: skip
HISTORY = ["protocol", "seed", "fold", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
CHECKPOINTS = [*PREDICTIONS, "role", "epoch"]
FOLD = ["protocol", "seed", "fold"]


class Results(NamedTuple):
    """What the folds of a job gave, in the order of the plan."""

    predictions: pd.DataFrame
    """One row per test sample, columns `PREDICTIONS`."""
    history: pd.DataFrame
    """One row per fold and epoch, columns `HISTORY`."""
    validation: pd.DataFrame
    """One row per validation sample, columns `PREDICTIONS`; possibly none."""
    checkpoints: pd.DataFrame
    """One row per validation or test sample and epoch of `Fold.checkpoints` that was reached.

    Columns `CHECKPOINTS`, possibly none.
    """


def results(fold: Fold, rows: pd.DataFrame, subjects: pd.Series, trained: Trained) -> Results:
    """Put the ids beside what a fold gave.

    Args:
        fold: the fold.
        rows: its rows of the plan.
        subjects: the subject of each clip, indexed by clip.
        trained: what the fold gave.
    """
    test, val = (rows[rows["role"] == role] for role in ("test", "val"))
    reached = [
        predictions(fold, part, subjects, probabilities).assign(role=role, epoch=epoch)
        for epoch, checkpoint in trained.checkpoints.items()
        for role, part, probabilities in (
            ("val", val, checkpoint.validation),
            ("test", test, checkpoint.test),
        )
    ]
    return Results(
        predictions(fold, test, subjects, trained.probabilities),
        history(fold, trained),
        predictions(fold, val, subjects, trained.validation),
        pd.concat(reached) if reached else pd.DataFrame(columns=CHECKPOINTS),
    )


def predictions(
    fold: Fold, rows: pd.DataFrame, subjects: pd.Series, probabilities: np.ndarray
) -> pd.DataFrame:
    """Put the ids beside probabilities.

    Args:
        fold: the fold.
        rows: the samples' rows of the plan.
        subjects: the subject of each clip, indexed by clip.
        probabilities: those of the samples, shape (n, 3).

    Returns:
        Columns `PREDICTIONS`, one row per sample in the order of the plan; probabilities with six
        digits.
    """
    table = rows[[*FOLD, "clip", "label", "sample"]].assign(
        protocol=fold.label,
        dataset=fold.dataset,
        subject=subjects.loc[rows["clip"]].to_numpy(),
        predicted=probabilities.argmax(axis=1),
    )
    for number, name in enumerate(CLASSES):
        table[f"p_{name}"] = np.char.mod("%.6f", probabilities[:, number])
    return table[PREDICTIONS]


def history(fold: Fold, trained: Trained) -> pd.DataFrame:
    """Put the fold beside its epochs; columns `HISTORY`, six digits."""
    table = trained.history.assign(protocol=fold.label, seed=fold.seed, fold=fold.fold)
    return table.round(6)[HISTORY]
