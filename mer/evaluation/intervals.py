"""Confidence intervals from a bootstrap over subjects.

Clips of one subject are not independent, so whole subjects are drawn, with replacement: a cluster
bootstrap (Efron 1979, "Bootstrap methods: another look at the jackknife"; clusters as the units
drawn: Field and Welsh 2007, "Bootstrapping clustered data"). A resample is a number of times that
each subject counts; with confusion counts per subject, one matrix product makes all resamples at
once.
"""

from collections.abc import Callable

import numpy as np


def bootstrap(
    counts: np.ndarray,
    statistic: Callable[[np.ndarray], dict[str, np.ndarray]],
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> dict[str, np.ndarray] | None:
    """Take percentile intervals of a statistic.

    Args:
        counts: (G, ...) counts of each of G subjects.
        statistic: turns summed counts (R, ...) of R resamples into named arrays (R, ...).
        generator: the source of the draws.
        resamples: R.
        confidence: the probability covered, for instance 0.95.

    Returns:
        For every name (2, ...): lower and upper end, from the resamples where the statistic is
        defined; NaN where it is defined in none. None with fewer than two subjects: one subject
        says nothing about others.

    Example:
        Right and wrong answers of three subjects:

        >>> counts = np.array([[4, 1], [2, 3], [5, 0]])
        >>> def accuracy(sums):
        ...     return {"accuracy": sums[..., 0] / sums.sum(-1)}
        >>> bootstrap(counts, accuracy, np.random.default_rng(0))["accuracy"].round(2).tolist()
        [0.4, 1.0]
        >>> bootstrap(counts[:1], accuracy, np.random.default_rng(0)) is None
        True
    """
    subjects = len(counts)
    if subjects < 2:
        return None
    times = generator.multinomial(subjects, np.full(subjects, 1 / subjects), size=resamples)
    values = statistic(np.tensordot(times, counts, axes=1))
    ends = [50 * (1 - confidence), 50 * (1 + confidence)]
    return {name: _percentiles(array, ends) for name, array in values.items()}


def _percentiles(values: np.ndarray, ends: list[float]) -> np.ndarray:
    """Take percentiles over the first axis of the values that are not NaN; quiet where all are."""
    columns = values.reshape(len(values), -1)
    result = np.full((len(ends), columns.shape[1]), np.nan)
    for place, column in enumerate(columns.T):
        defined = column[~np.isnan(column)]
        if defined.size:
            result[:, place] = np.percentile(defined, ends)
    return result.reshape(len(ends), *values.shape[1:])
