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
    return _intervals(
        lambda times: statistic(_sums(times, counts)), len(counts), generator, resamples, confidence
    )


def bootstrap_difference(
    counts: np.ndarray,
    others: np.ndarray,
    statistic: Callable[[np.ndarray], dict[str, np.ndarray]],
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> dict[str, np.ndarray] | None:
    """Take intervals of how much larger a statistic is on one side than on the other.

    Both sides count the same resample of the same subjects, so that what a difficult subject does
    to both cancels.

    Args:
        counts: (G, ...) counts of each of G subjects on the one side, for instance under a
            protocol; zeros where a subject is not tested there.
        others: (G, ...) those of the same subjects, in the same order, on the other side.
        statistic: as for `bootstrap`, taken of each side.
        generator: the source of the draws.
        resamples: R.
        confidence: the probability covered, for instance 0.95.

    Returns:
        As `bootstrap`, of the first side's statistic minus the other's.

    Raises:
        ValueError: the sides have different numbers of subjects.

    Example:
        Right and wrong answers of three subjects, each twice as often right on the one side:

        >>> def accuracy(sums):
        ...     return {"accuracy": sums[..., 0] / sums.sum(-1)}
        >>> one, other = np.array([[4, 1], [2, 3], [4, 1]]), np.array([[2, 3], [1, 4], [2, 3]])
        >>> draws = np.random.default_rng(0)
        >>> bootstrap_difference(one, other, accuracy, draws)["accuracy"].round(2).tolist()
        [0.2, 0.4]
    """
    if len(counts) != len(others):
        raise ValueError(f"expected the same subjects, received {len(counts)} and {len(others)}")

    def difference(times: np.ndarray) -> dict[str, np.ndarray]:
        here, there = statistic(_sums(times, counts)), statistic(_sums(times, others))
        return {name: here[name] - there[name] for name in here}

    return _intervals(difference, len(counts), generator, resamples, confidence)


def _sums(times: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Add the counts (G, ...) of each resample (R, G), as (R, ...)."""
    return np.tensordot(times, counts, axes=1)


def _intervals(
    values_of: Callable[[np.ndarray], dict[str, np.ndarray]],
    subjects: int,
    generator: np.random.Generator,
    resamples: int,
    confidence: float,
) -> dict[str, np.ndarray] | None:
    """Draw resamples, and take the ends of what `values_of` makes of them."""
    if subjects < 2:
        return None
    times = generator.multinomial(subjects, np.full(subjects, 1 / subjects), size=resamples)
    ends = [50 * (1 - confidence), 50 * (1 + confidence)]
    return {name: _percentiles(array, ends) for name, array in values_of(times).items()}


def _percentiles(values: np.ndarray, ends: list[float]) -> np.ndarray:
    """Take percentiles over the first axis of the values that are not NaN; quiet where all are."""
    columns = values.reshape(len(values), -1)
    result = np.full((len(ends), columns.shape[1]), np.nan)
    for place, column in enumerate(columns.T):
        defined = column[~np.isnan(column)]
        if defined.size:
            result[:, place] = np.percentile(defined, ends)
    return result.reshape(len(ends), *values.shape[1:])
