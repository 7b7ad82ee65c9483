"""From predictions to the metrics of each protocol, as metrics/cells/ holds them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mer.core.params import Evaluate
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES, in_order
from mer.evaluation import chance, metrics, results
from mer.evaluation.intervals import bootstrap
from mer.evaluation.metrics import PER_CLASS, SCALARS

if TYPE_CHECKING:
    import pandas as pd

_DIGITS = 6
_CLIP = ["dataset", "subject", "clip"]


def evaluate_all(
    predictions: "pd.DataFrame",
    dataset: str,
    settings: Evaluate,
    validation: "pd.DataFrame | None" = None,
) -> dict[str, results.ProtocolResult]:
    """Compute the metrics of every protocol in a cell's predictions.

    Args:
        predictions: as for `evaluate`, and `protocol`.
        dataset: whose cell it is.
        settings: the section `evaluate` of params.yaml.
        validation: the same of the validation samples, possibly without rows of a protocol.

    Returns:
        protocol → its metrics, in the order of `PROTOCOLS`.
    """
    found = {}
    for protocol in in_order(predictions["protocol"].tolist()):
        # without the variant: all variants of a data set are judged on the same resamples of its
        # subjects
        draws = generator("bootstrap", settings.seed, dataset, protocol)
        chosen = predictions[predictions["protocol"] == protocol]
        result = evaluate(chosen, draws, settings.bootstrap, settings.confidence)
        held_out = None if validation is None else validation[validation["protocol"] == protocol]
        found[protocol] = result.model_copy(update={"validation": validate(held_out)})
    return found


def evaluate(
    predictions: "pd.DataFrame",
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> results.ProtocolResult:
    """Compute the metrics of one protocol.

    Every metric is pooled over folds within a seed, then averaged over seeds.

    Args:
        predictions: `seed, fold, dataset, subject, clip, label, predicted`, one row per test
            sample. A subject is a (data set, subject) pair, since codes repeat across data sets.
        generator: the source of the bootstrap's draws.
        resamples: bootstrap resamples.
        confidence: of the intervals.

    Example:
        Two subjects, each left out once; one of four clips is missed:

        >>> import numpy as np, pandas as pd
        >>> table = pd.DataFrame({
        ...     "seed": 0, "fold": [0, 0, 1, 1], "dataset": "smic",
        ...     "subject": ["s1", "s1", "s2", "s2"], "clip": ["a", "b", "c", "d"],
        ...     "label": [0, 1, 2, 0], "predicted": [0, 1, 2, 1],
        ... })
        >>> result = evaluate(table, np.random.default_rng(0))
        >>> result.accuracy, result.macro_f1, result.subjects
        (0.75, 0.777778, 2)
        >>> result.confusion
        [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
        >>> result.intervals.accuracy  # two subjects say next to nothing
        (1e-06, 1.0)
    """
    counts, seeds = _count(predictions)
    pooled = counts.sum(0)
    by_seed = metrics.score(pooled)
    values = _over_seeds(pooled)
    trials = _trials(predictions)
    ends = bootstrap(counts, _over_seeds, generator, resamples, confidence, trials)
    return results.ProtocolResult(
        accuracy=_number(values["accuracy"]),
        weighted_f1=_number(values["weighted_f1"]),
        macro_f1=_number(values["macro_f1"]),
        micro_f1=_number(values["micro_f1"]),
        uar=_number(values["uar"]),
        precision=_by_class(values["precision"]),
        recall=_by_class(values["recall"]),
        f1=_by_class(values["f1"]),
        absent_classes=[
            name for name, f1 in zip(CLASSES, values["f1"], strict=True) if np.isnan(f1)
        ],
        intervals=None if ends is None else _intervals(ends),
        mean_over_folds=_over_folds(predictions),
        confusion=pooled.sum(0).tolist(),
        samples=len(predictions),
        clips=int(predictions.groupby(_CLIP).ngroups),
        subjects=len(counts),
        folds=int(predictions.groupby(["seed", "fold"]).ngroups),
        seeds=list(seeds),
        per_seed=[
            results.SeedResult(
                seed=seed,
                **{name: _number(by_seed[name][place]) for name in SCALARS},
                samples=int(pooled[place].sum()),
                clips=int(predictions[predictions["seed"] == seed].groupby(_CLIP).ngroups),
                one_class=collapsed.name if collapsed else None,
            )
            for place, seed in enumerate(seeds)
            for collapsed in [results.one_class(pooled[place].tolist())]
        ],
        chance=chance.of_samples(predictions["label"], predictions["seed"]),
    )


def validate(predictions: "pd.DataFrame | None") -> results.ValidationResult | None:
    """Compute the metrics of the validation samples of one protocol, pooled as by `evaluate`.

    Args:
        predictions: as for `evaluate`; None, or without rows, where none were held out.
    """
    if predictions is None or predictions.empty:
        return None
    counts, _ = _count(predictions)
    values = _over_seeds(counts.sum(0))
    return results.ValidationResult(
        accuracy=_number(values["accuracy"]),
        macro_f1=_number(values["macro_f1"]),
        clips=int(predictions.groupby(_CLIP).ngroups),
        samples=len(predictions),
    )


def _count(predictions: "pd.DataFrame") -> tuple[np.ndarray, Sequence[int]]:
    """Count confusions (subjects, seeds, K, K); return them and the seeds, sorted."""
    subject = predictions.groupby(["dataset", "subject"]).ngroup().to_numpy()
    seeds, seed = np.unique(predictions["seed"].to_numpy(), return_inverse=True)
    counts = metrics.count(
        predictions["label"].to_numpy(), predictions["predicted"].to_numpy(), subject, seed
    )
    return counts, seeds.tolist()


def _trials(predictions: "pd.DataFrame") -> dict[str, np.ndarray]:
    """Count the clips that a metric rests on, in all or of a class (K,).

    Copies and windows of a clip, and its predictions by other seeds, are no further evidence.
    """
    labels = predictions.drop_duplicates(_CLIP)["label"].to_numpy()
    clips = np.maximum(np.bincount(labels, minlength=len(CLASSES)), 1)
    return dict.fromkeys(SCALARS, clips.sum()) | dict.fromkeys(PER_CLASS, clips)


def _over_seeds(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Score counts (..., seeds, K, K) and average the metrics over the seeds."""
    axis = counts.ndim - 3
    return {
        name: metrics.mean_defined(values, axis) for name, values in metrics.score(counts).items()
    }


def _over_folds(predictions: "pd.DataFrame") -> results.FoldMeans:
    fold = predictions.groupby(["seed", "fold"]).ngroup().to_numpy()
    folds = metrics.score(
        metrics.count(predictions["label"].to_numpy(), predictions["predicted"].to_numpy(), fold)
    )
    return results.FoldMeans(
        accuracy=_number(metrics.mean_defined(folds["accuracy"], 0)),
        macro_f1=_number(metrics.mean_defined(folds["macro_f1"], 0)),
    )


def _intervals(ends: dict[str, np.ndarray]) -> results.MetricIntervals:
    """Turn the ends (2,) of the scalars and (2, K) of the metrics per class into a record."""
    return results.MetricIntervals(
        accuracy=_interval(ends["accuracy"]),
        weighted_f1=_interval(ends["weighted_f1"]),
        macro_f1=_interval(ends["macro_f1"]),
        micro_f1=_interval(ends["micro_f1"]),
        uar=_interval(ends["uar"]),
        precision=_intervals_by_class(ends["precision"]),
        recall=_intervals_by_class(ends["recall"]),
        f1=_intervals_by_class(ends["f1"]),
    )


def _interval(ends: np.ndarray) -> results.Interval:
    return _number(ends[0]), _number(ends[1])


def _intervals_by_class(ends: np.ndarray) -> results.Intervals:
    return {
        name: None if np.isnan(pair).any() else _interval(pair)
        for name, pair in zip(CLASSES, ends.T, strict=True)
    }


def _by_class(values: np.ndarray) -> results.ByClass:
    return {
        name: None if np.isnan(value) else _number(value)
        for name, value in zip(CLASSES, values, strict=True)
    }


def _number(value: np.ndarray | float) -> float:
    """Round, so that bytes do not depend on the last bit."""
    return round(float(value), _DIGITS)
