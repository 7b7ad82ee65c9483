"""What guessing scores: exact expected values, computed from test labels without a random draw.

Two guessers that see no clip, as scikit-learn's `DummyClassifier` has them:

- `majority` gives every sample the most frequent class (`most_frequent`),
- `stratified` draws the class of each sample at random, each class with its share of the labels
  (`stratified`).

The conventions are those of `mer.evaluation.metrics`: a class that is absent does not count.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from mer.core.vocabulary import CLASSES
from mer.evaluation import metrics
from mer.evaluation.results import Chance, ChanceScores

_DIGITS = 6


def majority(labels: ArrayLike) -> ChanceScores:
    """Score the guess that every sample is of the most frequent class.

    Args:
        labels: (N,) true classes of the test samples, at least one; 0 to K - 1.

    Example:
        Three of four samples are negative, so an accuracy of 75 % shows nothing:

        >>> guess = majority([0, 0, 0, 1])
        >>> guess.accuracy, guess.uar, guess.macro_f1
        (0.75, 0.5, 0.428571)
    """
    truth = _counts(labels)
    confusion = np.zeros((len(truth), len(truth)))
    confusion[:, truth.argmax()] = truth  # of equally frequent classes the first
    found = {
        name: float(value) for name, value in metrics.score(confusion).items() if not value.ndim
    }
    precision = float(truth.max() / truth.sum())
    return _record(found | {"macro_precision": precision})


def stratified(labels: ArrayLike) -> ChanceScores:
    """Score guesses that are drawn at random, each class with its share of the labels.

    The number T of samples that are given class k is binomial, and of these T a share n_k / N is
    right on average, whatever T: so the expected F1 of the class is the mean of
    2 T (n_k / N) / (n_k + T) over T.

    Args:
        labels: (N,) true classes of the test samples, at least one; 0 to K - 1.

    Returns:
        The expected value of each metric; that of the precision is a mean over the classes that a
        draw happens to predict.

    Example:
        >>> guess = stratified([0, 0, 0, 1])
        >>> guess.accuracy, guess.uar, round(guess.macro_f1, 4)
        (0.625, 0.5, 0.4633)
    """
    from scipy.special import bdtr  # noqa: PLC0415 - 0.1 s, which readers of results do not need

    truth = _counts(labels)
    truth = truth[truth > 0]
    share = truth / truth.sum()
    given = np.arange(truth.sum() + 1)
    chances = np.diff(bdtr(given, truth.sum(), share[:, None]), prepend=0)  # binomial
    f1 = (chances * 2 * given * share[:, None] / (truth[:, None] + given)).sum(1)
    found = {
        "accuracy": (share**2).sum(),
        "weighted_f1": (share * f1).sum(),
        "macro_f1": f1.mean(),
        "uar": share.mean(),
        "macro_precision": _precision(share, int(truth.sum())),
    }
    return _record({name: float(value) for name, value in found.items()})


def of_samples(labels: ArrayLike, seeds: ArrayLike) -> Chance:
    """Score both guesses on test samples as a cell is scored: pooled over the folds, mean of seeds.

    Args:
        labels: (N,) true classes of the test samples.
        seeds: (N,) the seed of the splits that each is tested under.
    """
    truth, seed = np.asarray(labels), np.asarray(seeds)
    parts = [truth[seed == one] for one in np.unique(seed)]
    return Chance(majority=_mean(map(majority, parts)), stratified=_mean(map(stratified, parts)))


def _counts(labels: ArrayLike) -> np.ndarray:
    return np.bincount(np.asarray(labels, np.int64), minlength=len(CLASSES))


def _precision(share: np.ndarray, samples: int) -> float:
    """Average the expected precision of the predicted classes over which these happen to be.

    The precision of a class is its share of the truth as soon as it is predicted at all. Exactly
    the classes S are predicted with the probability that follows by inclusion and exclusion from
    those that none outside a part of S is.
    """
    subsets = [
        np.array([place >> bit & 1 for bit in range(len(share))], bool)
        for place in range(1, 2 ** len(share))
    ]
    within = [float(share[subset].sum()) ** samples for subset in subsets]
    expected = 0.0
    for subset in subsets:
        exactly = sum(
            (-1) ** int(subset.sum() - part.sum()) * inside
            for part, inside in zip(subsets, within, strict=True)
            if (part <= subset).all()
        )
        expected += exactly * float(share[subset].mean())
    return expected


def _mean(scores: Iterable[ChanceScores]) -> ChanceScores:
    found = [one.model_dump() for one in scores]
    return _record({name: float(np.mean([one[name] for one in found])) for name in found[0]})


def _record(values: dict[str, float]) -> ChanceScores:
    return ChanceScores(
        **{name: round(values[name], _DIGITS) for name in ChanceScores.model_fields}
    )
