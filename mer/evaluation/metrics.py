"""Classification metrics from confusion counts: pure NumPy, any number of tables at once.

Conventions, the same everywhere in this project:

- A confusion table has the truth in its rows and the prediction in its columns, classes in the
  order of `CLASSES`.
- Tables are pooled (added) over folds before a metric is taken. A mean over folds is another number
  and is called so.
- F1 of a class is 2 TP / (2 TP + FP + FN). A class absent from truth **and** prediction has no F1
  (NaN here, null in JSON); it counts neither as 0 nor as 1. In the same way a class absent from the
  truth has no recall, and one that is never predicted has no precision.
- macro F1 (UF1) is the mean over the classes that have an F1, UAR the mean over those that have a
  recall.
- weighted F1 weighs each class by its share of the truth. micro F1 pools the classes; with one
  label per sample it equals the accuracy.

Sources: See et al. 2019 ("MEGC 2019: the second facial micro-expressions grand challenge") for UF1
and UAR, pooled over the folds of leave-one-subject-out (LOSO); the article's Eqs 2-5 for the rest.
"""

import numpy as np
from numpy.typing import ArrayLike

from mer.core.vocabulary import CLASSES

SCALARS = ("accuracy", "weighted_f1", "macro_f1", "micro_f1", "uar")
PER_CLASS = ("precision", "recall", "f1")


def count(
    label: ArrayLike, predicted: ArrayLike, *groups: ArrayLike, classes: int = len(CLASSES)
) -> np.ndarray:
    """Count a confusion table for every combination of groups.

    Args:
        label: (N,) true classes, 0 to `classes` - 1.
        predicted: (N,) predicted classes.
        groups: (N,) codes each, 0 to G - 1, for instance the subject of every sample.
        classes: K, the number of classes.

    Returns:
        (G1, G2, ..., K, K) int64.

    Raises:
        ValueError: a class is outside its range.

    Example:
        >>> count([0, 0, 1, 2], [0, 1, 1, 2]).tolist()
        [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
        >>> subject = [0, 0, 1, 1]
        >>> count([0, 0, 1, 2], [0, 1, 1, 2], subject).shape
        (2, 3, 3)
    """
    label, predicted = np.asarray(label, np.int64), np.asarray(predicted, np.int64)
    codes = [np.asarray(group, np.int64) for group in groups]
    shape = (*(int(code.max(initial=-1)) + 1 for code in codes), classes, classes)
    flat = np.ravel_multi_index((*codes, label, predicted), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)


def score(confusion: ArrayLike) -> dict[str, np.ndarray]:
    """Compute all metrics of confusion tables.

    Args:
        confusion: (..., K, K) counts.

    Returns:
        The names in `SCALARS` as (...) and those in `PER_CLASS` as (..., K) float64, fractions 0 to
        1; NaN where a metric is not defined.

    Example:
        The third class is neither there nor predicted, so it has no F1 and does not count:

        >>> found = score([[3, 1, 0], [2, 2, 0], [0, 0, 0]])
        >>> found["f1"].round(4).tolist()
        [0.6667, 0.5714, nan]
        >>> float(found["macro_f1"].round(4)), float(found["accuracy"])
        (0.619, 0.625)
    """
    counts = np.asarray(confusion, np.float64)
    hits = np.diagonal(counts, axis1=-2, axis2=-1)
    truth, predicted = counts.sum(-1), counts.sum(-2)
    total = truth.sum(-1)
    f1 = _ratio(2 * hits, truth + predicted)
    recall = _ratio(hits, truth)
    return {
        "accuracy": _ratio(hits.sum(-1), total),
        "precision": _ratio(hits, predicted),
        "recall": recall,
        "f1": f1,
        "weighted_f1": _ratio((np.where(truth > 0, f1, 0.0) * truth).sum(-1), total),
        "macro_f1": mean_defined(f1, -1),
        "micro_f1": _ratio(2 * hits.sum(-1), truth.sum(-1) + predicted.sum(-1)),
        "uar": mean_defined(recall, -1),
    }


def mean_defined(values: np.ndarray, axis: int) -> np.ndarray:
    """Average over the values that are defined; NaN where none is."""
    values = np.asarray(values, np.float64)
    defined = ~np.isnan(values)
    return _ratio(np.where(defined, values, 0.0).sum(axis), defined.sum(axis))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide; NaN where the divisor is zero."""
    above, below = np.broadcast_arrays(np.asarray(above, np.float64), np.asarray(below, np.float64))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
