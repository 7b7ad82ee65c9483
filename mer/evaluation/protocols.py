"""From a table of predictions to the metrics of a cell, as they stand in metrics/cells/."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mer.core.errors import UserError
from mer.core.files import read_table
from mer.core.vocabulary import CLASSES
from mer.evaluation import metrics
from mer.evaluation.intervals import bootstrap
from mer.evaluation.metrics import PER_CLASS, SCALARS

_DIGITS = 6
_COLUMNS = ("protocol", "seed", "fold", "dataset", "subject", "clip", "label", "predicted")


def read_predictions(path: str | Path) -> pd.DataFrame:
    """Read data/predictions/d-v.csv.

    Raises:
        UserError: the file is missing, lacks a column, is empty, or holds a class other than 0, 1,
            2.
    """
    table = read_table(
        path, text=("protocol", "dataset", "subject", "clip", "sample"), made_by="train"
    )
    absent = [name for name in _COLUMNS if name not in table]
    if absent:
        raise UserError(
            f"{path}: expected a column {absent[0]!r}, found {', '.join(table)}; run `dvc repro train`."
        )
    if table.empty:
        raise UserError(
            f"{path}: expected at least one prediction, found none; check the split in data/splits/."
        )
    for name in ("label", "predicted"):
        wrong = ~table[name].isin(range(len(CLASSES)))
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            raise UserError(
                f"{path}: line {place + 2}: expected {name} 0, 1 or 2, received {table[name].iloc[place]}; "
                "run `dvc repro train`."
            )
    return table


def evaluate(
    predictions: pd.DataFrame,
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> dict[str, Any]:
    """Compute the metrics of one protocol.

    Args:
        predictions: `seed, fold, dataset, subject, clip, label, predicted`, one row a test sample.
            A subject is a (data set, subject) pair, since codes repeat across data sets.
        generator: the source of the bootstrap's draws.
        resamples: bootstrap resamples.
        confidence: of the intervals.

    Returns:
        What stands under a protocol in metrics/cells/d-v.json: fractions 0 to 1, None where not
        defined. Every metric is pooled over folds within a seed, then averaged over seeds.
        `intervals` is None with fewer than two subjects.
    """
    counts, seeds, subjects = _count(predictions)
    pooled = counts.sum(0)
    by_seed = metrics.score(pooled)
    values = _over_seeds(pooled)
    intervals = bootstrap(counts, _over_seeds, generator, resamples, confidence)
    return {
        **{name: _plain(values[name]) for name in SCALARS},
        **{name: _by_class(values[name]) for name in PER_CLASS},
        "absent_classes": [
            name for name, f1 in zip(CLASSES, values["f1"], strict=True) if np.isnan(f1)
        ],
        "intervals": intervals
        and {
            **{name: _plain(intervals[name]) for name in SCALARS},
            **{name: _by_class(intervals[name].T) for name in PER_CLASS},
        },
        "mean_over_folds": _over_folds(predictions),
        "confusion": pooled.sum(0).tolist(),
        "samples": len(predictions),
        "clips": int(predictions.groupby(["dataset", "subject", "clip"]).ngroups),
        "subjects": subjects,
        "folds": int(predictions.groupby(["seed", "fold"]).ngroups),
        "seeds": seeds,
        "per_seed": [
            {
                "seed": seed,
                **{name: _plain(by_seed[name][place]) for name in SCALARS},
                "samples": int(pooled[place].sum()),
                "clips": int(
                    predictions[predictions["seed"] == seed]
                    .groupby(["dataset", "subject", "clip"])
                    .ngroups
                ),
            }
            for place, seed in enumerate(seeds)
        ],
    }


def cell_path(dataset: str, variant: str) -> Path:
    """The file with the metrics of a data set and a variant."""
    return Path("metrics/cells") / f"{dataset}-{variant}.json"


def _count(predictions: pd.DataFrame) -> tuple[np.ndarray, list, int]:
    """Confusion counts (subjects, seeds, K, K), the seeds, and the number of subjects."""
    subject = predictions.groupby(["dataset", "subject"]).ngroup().to_numpy()
    seed, seeds = pd.factorize(predictions["seed"], sort=True)
    counts = metrics.count(
        predictions["label"].to_numpy(), predictions["predicted"].to_numpy(), subject, seed
    )
    return (
        counts,
        [value.item() if hasattr(value, "item") else value for value in seeds],
        len(counts),
    )


def _over_seeds(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Metrics of counts (..., seeds, K, K), averaged over the seeds."""
    axis = counts.ndim - 3
    return {
        name: metrics.mean_defined(values, axis) for name, values in metrics.score(counts).items()
    }


def _over_folds(predictions: pd.DataFrame) -> dict[str, float | None]:
    """Accuracy and macro F1 taken in every fold, then averaged: shown because others report it, used nowhere."""
    fold = predictions.groupby(["seed", "fold"]).ngroup().to_numpy()
    folds = metrics.score(
        metrics.count(predictions["label"].to_numpy(), predictions["predicted"].to_numpy(), fold)
    )
    return {name: _plain(metrics.mean_defined(folds[name], 0)) for name in ("accuracy", "macro_f1")}


def _by_class(values: np.ndarray) -> dict[str, Any]:
    return {name: _plain(value) for name, value in zip(CLASSES, values, strict=True)}


def _plain(value: Any) -> Any:
    """Turn numbers into what JSON holds: rounded so that bytes do not hang on the last bit, None for NaN."""
    if np.ndim(value):
        parts = [_plain(part) for part in value]
        return None if all(part is None for part in parts) else parts
    return None if np.isnan(value) else round(float(value), _DIGITS)
