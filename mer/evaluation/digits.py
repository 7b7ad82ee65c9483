"""Which numbers of test samples can print an accuracy: whole-number arithmetic, exact.

Equation 2 of the article, (TP + TN) / total, can be read in two ways. `multiclass`: n samples with
E errors score (n - E) / n. `one_vs_rest`: for each of the K classes, that class against the rest;
an error is a false positive of one class and a false negative of another, so the mean over the
classes is 1 - 2 E / (K n).

Two ways of printing are considered: `rounding` (a half may go either way) and `truncation`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, get_args

import numpy as np

from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES

Rule = Literal["rounding", "truncation"]
RULES: tuple[Rule, ...] = get_args(Rule)
Reading = Literal["multiclass", "one_vs_rest"]


def possible(
    accuracy: Decimal,
    sizes: np.ndarray,
    rule: Rule = "rounding",
    reading: Reading = "multiclass",
) -> np.ndarray:
    """Return for which test sizes some whole number of errors prints as `accuracy`.

    Args:
        accuracy: percent with the digits that are printed: `91.20` has two, `91.2` one.
        sizes: (N,) numbers of test samples.
        rule: how digits are printed.
        reading: of Equation 2.

    Returns:
        (N,) bool.

    Example:
        21 of 23 is 91.304 %, and no number of hits among 22 is near:

        >>> possible(Decimal("91.30"), np.array([22, 23])).tolist()
        [False, True]
        >>> possible(Decimal("91.31"), np.array([22, 23])).tolist()
        [False, False]

        One error among four is 75 %, or 1 - 2 / 12 over three classes:

        >>> possible(Decimal("83.33"), np.array([4]), reading="one_vs_rest").tolist()
        [True]
    """
    sizes = np.asarray(sizes, np.int64)
    if reading == "multiclass":
        return _within(accuracy, rule, top=sizes, bottom=np.zeros_like(sizes), step=1)
    top = len(CLASSES) * sizes
    return _within(accuracy, rule, top=top, bottom=top - 2 * sizes, step=2)


def smallest(
    accuracies: Sequence[Decimal], rule: Rule = "rounding", reading: Reading = "multiclass"
) -> int | None:
    """Find the smallest test size that can print all of `accuracies`, (M,) percentages.

    Returns:
        None where there is none: `one_vs_rest` never scores below 1 - 2 / K.
    """
    sizes = _multiples(1, accuracies, rule, reading)
    return int(sizes[0]) if len(sizes) else None


def runs(accuracies: Sequence[Decimal], size: int, rule: Rule = "rounding") -> int:
    """Return how many tests of `size` samples a mean accuracy needs to print all of `accuracies`.

    The mean of R such tests is k / (R size). `rule` is how the mean is printed; the accuracies of
    the tests enter it with all their digits.

    >>> runs([Decimal("66.67")], 2)
    3
    >>> runs([Decimal("66.66")], 2, "truncation")
    3
    """
    return int(_multiples(size, accuracies, rule, "multiclass")[0]) // size


def _multiples(
    size: int, accuracies: Sequence[Decimal], rule: Rule, reading: Reading
) -> np.ndarray:
    """List the multiples of `size` that can print all accuracies, up to where all in reach can."""
    finest = 100 * 10 ** max(map(_digits, accuracies))  # steps are finer than the last digit
    sizes = np.arange(size, finest + size + 1, size)
    for accuracy in accuracies:
        sizes = sizes[possible(accuracy, sizes, rule, reading)]
    return sizes


def fold_mean(accuracy: Decimal, clips: int, rule: Rule = "rounding", folds: int = 10) -> bool:
    """Return whether the mean accuracy of `folds` folds that test each clip once can print it.

    The folds differ by one clip at most. Where the number of clips divides, this is a pooled test
    of all clips; elsewhere the mean of the folds' accuracies has finer steps than that.

    >>> fold_mean(Decimal("58.33"), 5, folds=2)  # (1/2 + 2/3) / 2
    True
    """
    size, larger = divmod(clips, folds)
    hits = np.arange((folds - larger) * size + 1) if size else np.zeros(1, np.int64)
    below = max(size, 1)
    others = np.arange(larger * (size + 1) + 1)
    sums = np.unique(hits[:, None] * (size + 1) + others * below)
    whole = np.array(folds * below * (size + 1))
    lowest, highest = _ends(accuracy, rule, whole)
    return bool(((sums >= lowest) & (sums <= highest)).any())


def hits(accuracy: Decimal, size: int) -> int:
    """Return the number of hits among `size` whose share is nearest to an accuracy in percent."""
    return round(float(accuracy) * size / 100)


def _within(
    accuracy: Decimal, rule: Rule, top: np.ndarray, bottom: np.ndarray, step: int
) -> np.ndarray:
    """Return where some `top` - i `step` ≥ `bottom`, with a whole i ≥ 0, prints as its share."""
    lowest, highest = _ends(accuracy, rule, top)
    highest = np.minimum(highest, top)
    highest = highest - (top - highest) % step
    return highest >= np.maximum(lowest, bottom)


def _ends(accuracy: Decimal, rule: Rule, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest whole number whose share of `whole` prints as it does."""
    digits = _digits(accuracy)
    printed = int(accuracy.scaleb(digits))  # in units of the last digit
    units = 100 * 10**digits
    if rule == "rounding":
        return (
            _ceil_divide((2 * printed - 1) * whole, 2 * units),
            (2 * printed + 1) * whole // (2 * units),
        )
    return _ceil_divide(printed * whole, units), _ceil_divide((printed + 1) * whole, units) - 1


def _digits(accuracy: Decimal) -> int:
    digits = max(0, -int(accuracy.as_tuple().exponent))
    if digits > 4:
        raise UserError(
            f"accuracy {accuracy}: expected at most four digits after the point, received {digits}."
        )
    return digits


def _ceil_divide(above: np.ndarray, below: int) -> np.ndarray:
    return -(-above // below)
