"""Confidence intervals from a bootstrap over subjects.

Clips of one subject are not independent, so whole subjects are drawn, with replacement: a cluster
bootstrap (Efron 1979, "Bootstrap methods: another look at the jackknife"; clusters as the units
drawn: Field and Welsh 2007, "Bootstrapping clustered data"). A resample is a number of times that
each subject counts; with confusion counts per subject, one matrix product makes all resamples at
once.

The percentiles of the resamples would be too narrow for few subjects: docs/statistics.md has the
shares of simulated data sets in which they cover the truth (benchmarks/coverage.py). So the
resamples give a standard error alone, and the ends are as many of it away as Student's t with one
degree of freedom less than there are subjects says, on the scale of log odds, which ends at 0 and 1
as a metric does.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

Statistic = Callable[[np.ndarray], dict[str, np.ndarray]]
"""Turns summed counts (R, ...) of R resamples into named arrays (R, ...)."""


def bootstrap(
    counts: np.ndarray,
    statistic: Statistic,
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
    trials: Mapping[str, ArrayLike] | None = None,
) -> dict[str, np.ndarray] | None:
    """Take intervals of fractions, such as the accuracy.

    Args:
        counts: (G, ...) counts of each of G subjects.
        statistic: makes named fractions, 0 to 1, of summed counts.
        generator: the source of the draws.
        resamples: R.
        confidence: the probability covered, for instance 0.95.
        trials: name → how many independent answers the fraction rests on, were the subjects alike;
            the sum of the counts where a name is absent. No interval is narrower than that of so
            many answers, so that answers which are all right have one too.

    Returns:
        For every name (2, ...): lower and upper end, the value itself always between them; NaN
        where it is not defined. None with fewer than two subjects: one subject says nothing about
        others.

    Example:
        Right and wrong answers of three subjects:

        >>> counts = np.array([[4, 1], [2, 3], [5, 0]])
        >>> def accuracy(sums):
        ...     return {"accuracy": sums[..., 0] / sums.sum(-1)}
        >>> bootstrap(counts, accuracy, np.random.default_rng(0))["accuracy"].round(2).tolist()
        [0.06, 0.99]
        >>> bootstrap(counts[:1], accuracy, np.random.default_rng(0)) is None
        True
    """
    found = _resample(
        lambda times: statistic(_sums(times, counts)), len(counts), generator, resamples
    )
    if found is None:
        return None
    reaches = _reaches(confidence, len(counts))
    known = trials or {}
    return {
        name: _of_fraction(value, error, np.asarray(known.get(name, counts.sum())), reaches)
        for name, (value, error) in found.items()
    }


def bootstrap_difference(
    counts: np.ndarray,
    others: np.ndarray,
    statistic: Statistic,
    generator: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> dict[str, np.ndarray] | None:
    """Take intervals of how much larger a fraction is on one side than on the other.

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
        As `bootstrap`, of the first side's statistic minus the other's: Student's t of its
        standard error, cut off at -1 and 1.

    Raises:
        ValueError: the sides have different numbers of subjects.

    Example:
        Right and wrong answers of three subjects, each more often right on the one side:

        >>> def accuracy(sums):
        ...     return {"accuracy": sums[..., 0] / sums.sum(-1)}
        >>> one, other = np.array([[4, 1], [3, 2], [4, 1]]), np.array([[2, 3], [1, 4], [1, 4]])
        >>> draws = np.random.default_rng(0)
        >>> bootstrap_difference(one, other, accuracy, draws)["accuracy"].round(2).tolist()
        [0.19, 0.75]
    """
    if len(counts) != len(others):
        raise ValueError(f"expected the same subjects, received {len(counts)} and {len(others)}")

    def difference(times: np.ndarray) -> dict[str, np.ndarray]:
        here, there = statistic(_sums(times, counts)), statistic(_sums(times, others))
        return {name: here[name] - there[name] for name in here}

    found = _resample(difference, len(counts), generator, resamples)
    if found is None:
        return None
    student, _ = _reaches(confidence, len(counts))
    return {
        name: np.clip(np.stack([value - student * error, value + student * error]), -1, 1)
        for name, (value, error) in found.items()
    }


def _sums(times: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Add the counts (G, ...) of each resample (R, G), as (R, ...)."""
    return np.tensordot(times, counts, axes=1)


def _resample(
    values_of: Statistic, subjects: int, generator: np.random.Generator, resamples: int
) -> dict[str, tuple[np.ndarray, np.ndarray]] | None:
    """Compute values and their standard errors, from the resamples where they are defined."""
    if subjects < 2:
        return None
    drawn = generator.multinomial(subjects, np.full(subjects, 1 / subjects), size=resamples)
    everything = values_of(np.vstack([np.ones((1, subjects), drawn.dtype), drawn]))
    # resamples vary less than new samples of as many subjects would, by this factor
    factor = np.sqrt(subjects / (subjects - 1))
    return {name: (array[0], factor * _spread(array[1:])) for name, array in everything.items()}


def _spread(values: np.ndarray) -> np.ndarray:
    """Take the standard deviation over the first axis; 0 where no value is defined."""
    defined = ~np.isnan(values)
    count = np.maximum(defined.sum(0), 1)
    mean = np.where(defined, values, 0.0).sum(0) / count
    return np.sqrt((np.where(defined, values - mean, 0.0) ** 2).sum(0) / count)


def _reaches(confidence: float, subjects: int) -> tuple[float, float]:
    """Return how many standard errors an interval reaches: by Student's t, and by the normal."""
    # here: reading results, which needs no interval, need not wait for it
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - see above

    upper = (1 + confidence) / 2
    return float(stdtrit(subjects - 1, upper)), float(ndtri(upper))


def _of_fraction(
    value: np.ndarray, error: np.ndarray, trials: np.ndarray, reaches: tuple[float, float]
) -> np.ndarray:
    """Take the interval of a fraction on the scale of log odds, by the delta method."""
    student, normal = reaches
    inside = (value * trials + 1) / (trials + 2)  # 0 and 1 have no odds
    variance = inside * (1 - inside)
    reach = np.maximum(student * error / variance, normal / np.sqrt(trials * variance))
    odds = np.log(inside / (1 - inside))
    low, high = (1 / (1 + np.exp(-end)) for end in (odds - reach, odds + reach))
    return np.stack([np.minimum(low, value), np.maximum(high, value)])
