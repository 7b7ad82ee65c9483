"""Tuning of batch size and epochs: what is chosen by whom, and what that is worth.

The article tunes both and does not say by which part it chose. Here each fold chooses by the
validation clips of subjects who are not tested in it; what choosing by the test clips would have
claimed stands beside it. `mer tune` computes the predictions of every setting of the grid.
"""

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np

from mer.core.params import Params, Profile
from mer.core.paths import Cell
from mer.core.vocabulary import CLASSES, DATA, DATASETS
from mer.evaluation import metrics, protocols
from mer.evaluation.results import (
    NEARLY_ALL,
    TunedCell,
    TuningCell,
    TuningChoice,
    TuningPoint,
    TuningScores,
    read_tuned,
)

if TYPE_CHECKING:
    import pandas as pd

PROTOCOL = "loso"
COLUMNS = [
    "batch_size", "epochs", "part", "protocol", "seed", "fold", "dataset", "subject", "clip",
    "label", "predicted", "p_negative", "p_positive", "p_surprise",
]  # fmt: skip
"""One row per setting, fold and clip of its validation and test part (`part`: val, test)."""
_SETTING, _FOLD = ["batch_size", "epochs"], ["seed", "fold"]
_SMALLEST = 1e-7  # below it a probability counts as this, as in Keras
_DIGITS = 6


def at(profile: Profile, batch_size: int) -> Profile:
    """Return how a fold is trained with a batch size: the profile's way, for the longest time.

    The last epoch counts, and nothing stops a fold early: the number of epochs is what is tuned. Of
    several inputs of the network the last is taken, as for the controls: one that is added to raw
    gray, from which no setting of the grid learns.
    """
    train = profile.train.model_copy(
        update={
            "batch_size": batch_size,
            "epochs": max(profile.tune.epochs),
            "budget": "epochs",
            "fitted": 0.0,
            "select": "last",
        }
    )
    network = profile.network.model_copy(update={"input": profile.network.inputs[-1], "also": []})
    return profile.model_copy(update={"train": train, "network": network})


def settings(params: Params, cell: Cell) -> str:
    """Digest every parameter that the tuning of a cell depends on: 16 hexadecimal digits."""
    profile = params.current
    grid = [at(profile, size) for size in profile.tune.batch_size]
    sections = [
        params.standin if params.source == "standin" else None,
        params.rules(cell.dataset),
        params.mask,
        params.split,
        params.recipe(cell.variant),
        profile.clip,
        profile.tune,
        *(trained.train for trained in grid),
        grid[0].network,
        params.evaluate,
    ]
    plain = [params.source, profile.seeds, *(one and one.model_dump() for one in sections)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def read(params: Params, cell: Cell, clips: str | None) -> TunedCell | None:
    """Read the tuning of a cell.

    Args:
        params: what it must have been computed with.
        cell: whose it is.
        clips: what `mer.evaluation.ledger.fingerprint` says of the clips that it must have been
            computed from; None if unknown.

    Returns:
        None where there is none, or one of other parameters or other clips.

    Raises:
        UserError: the file is broken.
    """
    found = read_tuned(cell.tuned)
    current = (
        found is not None
        and found.data == DATA[params.source]
        and found.settings == settings(params, cell)
        and found.clips == clips
    )
    return found if current else None


def choose(validation: "pd.DataFrame") -> "pd.DataFrame":
    """Choose a setting for every fold: that with the lowest cross-entropy of validation clips.

    Accuracy would leave ties among so few clips. Of equal settings the first one is chosen.

    Args:
        validation: columns `COLUMNS`, the validation rows alone.

    Returns:
        One row per fold: `seed, fold, batch_size, epochs, cross_entropy, clips`.
    """
    losses = validation.assign(cross_entropy=_losses(validation))
    means = losses.groupby([*_FOLD, *_SETTING], sort=False)["cross_entropy"]
    table = means.agg(cross_entropy="mean", clips="size").reset_index()
    return table.loc[table.groupby(_FOLD, sort=False)["cross_entropy"].idxmin()]


def _losses(rows: "pd.DataFrame") -> np.ndarray:
    """Return the cross-entropy of each row, shape (n,)."""
    probabilities = rows[[f"p_{name}" for name in CLASSES]].astype(float).to_numpy()
    own = probabilities[np.arange(len(rows)), rows["label"].to_numpy()]
    return -np.log(np.maximum(own, _SMALLEST))


def _choose_by_test(test: "pd.DataFrame") -> "pd.DataFrame":
    """Choose for every fold the setting with the best test accuracy, which nobody may."""
    right = test.assign(right=test["label"] == test["predicted"])
    table = right.groupby([*_FOLD, *_SETTING], sort=False)["right"].mean().reset_index()
    return table.loc[table.groupby(_FOLD, sort=False)["right"].idxmax()]


def summarise(
    predictions: "pd.DataFrame", cell: Cell, params: Params, clips: str, copies: str
) -> TunedCell:
    """Make the record of a cell from its predictions.

    Args:
        predictions: columns `COLUMNS`, both parts.
        cell: whose they are.
        params: what they were computed with.
        clips: digest of the clips and windows.
        copies: digest of the augmented copies.
    """
    validation, test = (predictions[predictions["part"] == part] for part in ("val", "test"))
    choices = choose(validation)
    tuned = protocols.evaluate_all(_at(test, choices), cell.dataset, params.evaluate)
    return TunedCell(
        data=DATA[params.source],
        dataset=cell.dataset,
        variant=cell.variant,
        settings=settings(params, cell),
        clips=clips,
        copies=copies,
        protocol=PROTOCOL,
        confidence=params.evaluate.confidence,
        grid=_grid(validation, test, choices),
        choices=[
            TuningChoice(**row | {"cross_entropy": round(row["cross_entropy"], _DIGITS)})
            for row in choices.to_dict("records")
        ],
        tuned=tuned[PROTOCOL],
        by_test_per_fold=score(_at(test, _choose_by_test(test))),
    )


def _grid(
    validation: "pd.DataFrame", test: "pd.DataFrame", choices: "pd.DataFrame"
) -> list[TuningPoint]:
    """Score every setting, in the order of the rows."""
    validated = dict(iter(validation.groupby(_SETTING, sort=False)))
    chosen = choices.groupby(_SETTING).size()
    return [
        TuningPoint(
            batch_size=setting[0],
            epochs=setting[1],
            validation=score(validated[setting]),
            test=score(rows),
            folds=int(chosen.get(setting, 0)),
        )
        for setting, rows in test.groupby(_SETTING, sort=False)
    ]


def _at(test: "pd.DataFrame", choices: "pd.DataFrame") -> "pd.DataFrame":
    """Take the test rows of each fold at the setting that is its choice."""
    keys = [*_FOLD, *_SETTING]
    return test.merge(choices[keys], on=keys)


def score(rows: "pd.DataFrame") -> TuningScores:
    """Score rows of `COLUMNS`: pooled over folds within a seed, then averaged over seeds."""
    seed = np.unique(rows["seed"].to_numpy(), return_inverse=True)[1]
    counts = metrics.count(rows["label"].to_numpy(), rows["predicted"].to_numpy(), seed)
    found = {
        name: round(float(metrics.mean_defined(values, 0)), _DIGITS)
        for name, values in metrics.score(counts).items()
        if name in ("accuracy", "weighted_f1", "macro_f1")
    }
    losses = np.bincount(seed, _losses(rows)) / np.bincount(seed)
    predicted = counts.sum(axis=(0, 1))
    return TuningScores(
        **found,
        cross_entropy=round(float(losses.mean()), _DIGITS),
        one_class=(
            CLASSES[predicted.argmax()] if predicted.max() > NEARLY_ALL * predicted.sum() else None
        ),
    )


def examine(cell: TunedCell) -> TuningCell:
    """Make the record of a cell in metrics/tuning.json."""
    accuracies = [point.test.accuracy for point in cell.grid]
    best = cell.grid[int(np.argmax(accuracies))]
    intervals = cell.tuned.intervals
    clips = [choice.clips for choice in cell.choices]
    return TuningCell(
        table=DATASETS[cell.dataset].table if cell.dataset in DATASETS else None,
        dataset=cell.dataset,
        variant=cell.variant,
        grid=cell.grid,
        folds=len(cell.choices),
        validation_clips=(min(clips), max(clips)),
        mean_accuracy_percent=_percent(float(np.mean(accuracies))),
        tuned_accuracy_percent=_percent(cell.tuned.accuracy),
        tuned_accuracy_percent_interval=(
            (_percent(intervals.accuracy[0]), _percent(intervals.accuracy[1]))
            if intervals
            else None
        ),
        tuned_weighted_f1=cell.tuned.weighted_f1,
        tuned_weighted_f1_interval=intervals.weighted_f1 if intervals else None,
        best=(best.batch_size, best.epochs),
        best_accuracy_percent=_percent(best.test.accuracy),
        best_weighted_f1=best.test.weighted_f1,
        best_per_fold_accuracy_percent=_percent(cell.by_test_per_fold.accuracy),
        tuned_one_class=cell.tuned.one_class and cell.tuned.one_class.name,
        best_per_fold_one_class=cell.by_test_per_fold.one_class,
    )


def _percent(value: float) -> float:
    return round(100 * value, 4)
