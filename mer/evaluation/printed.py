"""What a printed accuracy says about the test set behind it.

An accuracy from one test of n samples is k / n with a whole k. Printed with d digits it leaves only
some n, and a small test allows only a few values. Two ways of printing are considered: rounding (a
half may go either way) and truncation.
"""

import itertools
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, get_args

import numpy as np

from mer.core.errors import UserError
from mer.core.vocabulary import DATASETS, METHODS
from mer.evaluation import results
from mer.evaluation.published import Row

Rule = Literal["rounding", "truncation"]
RULES: tuple[Rule, ...] = get_args(Rule)
SHARE = 0.1  # the article's test part
LISTED = 500  # sizes up to here are listed one by one

# Clips that each data set offers, the article's reading first; counted in the label sheets or
# stated by the owners.
COUNTS = {
    "casme_sq": {
        "micro + macro, three classes": 275, "micro only, three classes": 38,
        "all expressions": 357,
    },
    "smic": {"HS camera": 164, "VIS or NIR camera": 71, "all cameras": 306},
    "samm": {"the article's three classes": 121, "MEGC2019's three classes": 133, "all clips": 159},
    "casme2": {
        "three classes": 156, "MEGC2019's three classes": 145,
        "five classes": 246, "all clips": 255,
    },
}  # fmt: skip


def part_sizes(clips: int, share: float = SHARE) -> list[int]:
    """Return the sizes of a test part of `share` of the clips: rounded down and up.

    >>> part_sizes(156)
    [15, 16]
    """
    part = Decimal(str(share)) * clips
    return sorted({max(1, math.floor(part)), math.ceil(part)})


def possible(accuracy: Decimal, sizes: np.ndarray, rule: Rule = "rounding") -> np.ndarray:
    """Return for which test sizes some whole number of hits prints as `accuracy`.

    Args:
        accuracy: percent with the digits that are printed: `91.20` has two, `91.2` one.
        sizes: (N,) numbers of test samples.
        rule: `rounding` or `truncation`.

    Returns:
        (N,) bool. Whole-number arithmetic, exact.

    Example:
        21 of 23 is 91.304 %, and no number of hits among 22 is near:

        >>> possible(Decimal("91.30"), np.array([22, 23])).tolist()
        [False, True]
        >>> possible(Decimal("91.31"), np.array([22, 23])).tolist()
        [False, False]
    """
    digits = _digits(accuracy)
    printed = int(accuracy.scaleb(digits))  # in units of the last digit
    whole = 100 * 10**digits
    sizes = np.asarray(sizes, np.int64)
    if rule == "rounding":
        lowest = _ceil_divide((2 * printed - 1) * sizes, 2 * whole)
        highest = (2 * printed + 1) * sizes // (2 * whole)
    else:
        lowest = _ceil_divide(printed * sizes, whole)
        highest = _ceil_divide((printed + 1) * sizes, whole) - 1
    return np.maximum(lowest, 0) <= np.minimum(highest, sizes)


def smallest(accuracies: Sequence[Decimal], rule: Rule = "rounding") -> int:
    """Find the smallest test size that can print all of `accuracies`, (M,) percentages."""
    # from here on the steps are finer than the last digit, so every accuracy is possible
    sizes = np.arange(1, 100 * 10 ** max(map(_digits, accuracies)) + 1)
    for accuracy in accuracies:
        sizes = sizes[possible(accuracy, sizes, rule)]
    return int(sizes[0])


def interval(hits: int, size: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of an accuracy, in percent, that chance leaves to independent clips.

    Source: Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the
    case of the binomial".
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - 0.6 s, which readers of results do not need

    low, high = binomtest(hits, size).proportion_ci(confidence, method="exact")
    return round(100 * float(low), 2), round(100 * float(high), 2)


def examine(row: Row, accuracy: Decimal, dataset: str) -> results.PrintedAccuracy:
    """Examine one printed accuracy.

    Args:
        row: the printed row.
        accuracy: its accuracy in percent, with the digits that are printed.
        dataset: whose counts of clips are looked at.

    Returns:
        For each of `RULES` the smallest possible test size and those up to `LISTED`; the sizes
        possible in a 10 % test and in a test of all clips; the binomial interval at the article's
        test size and at the smallest possible one.
    """
    rounding, truncation = (_sizes(accuracy, dataset, rule) for rule in RULES)
    return results.PrintedAccuracy(
        method=row.method,
        variant=row.variant,
        accuracy_percent=str(accuracy),
        rounding=rounding,
        truncation=truncation,
        interval_in_ten_percent_test=_interval_at(accuracy, _article_size(dataset)),
        interval_at_smallest=_interval_at(accuracy, rounding.smallest),
    )


def _sizes(accuracy: Decimal, dataset: str, rule: Rule) -> results.Sizes:
    sizes = np.arange(1, LISTED + 1)
    listed = sizes[possible(accuracy, sizes, rule)].tolist()
    return results.Sizes(
        smallest=smallest([accuracy], rule),
        sizes_to_500=listed,
        in_ten_percent_test=[size for size in ten_percent(dataset) if size in listed],
        in_test_of_all={what: clips for what, clips in COUNTS[dataset].items() if clips in listed},
    )


def _interval_at(accuracy: Decimal, size: int) -> results.SizeInterval:
    return results.SizeInterval(size=size, percent=interval(_hits(accuracy, size), size))


def ten_percent(dataset: str) -> list[int]:
    """List all sizes that a 10 % test of a data set may have, over its counts of clips."""
    return sorted({size for clips in COUNTS[dataset].values() for size in part_sizes(clips)})


def examine_table(dataset: str, printed: Sequence[Row]) -> results.PrintedTable:
    """Examine the accuracies of a table: each, those of our variants together, and their steps.

    Args:
        dataset: the data set of one of the article's tables.
        printed: (R,) its rows; those without an accuracy are left out.

    Returns:
        `counts` (a record per reading of the data set: clips, the two test sizes, and what one test
        clip is worth at each), `rows` (R' ≤ R records), `variants` (the smallest size common to our
        V ≤ 4 variants, and V (V - 1) / 2 differences).
    """
    rows = [(row, row.accuracy_percent) for row in printed if row.accuracy_percent is not None]
    ours = {row.variant: accuracy for row, accuracy in rows if row.variant}
    common = {rule: smallest([*ours.values()], rule) for rule in RULES} if ours else None
    return results.PrintedTable(
        table=DATASETS[dataset].table,
        dataset=dataset,
        counts=[
            results.ClipCount(
                what=what,
                clips=clips,
                test_sizes=part_sizes(clips),
                step_points=[round(100 / size, 2) for size in part_sizes(clips)],
            )
            for what, clips in COUNTS[dataset].items()
        ],
        rows=[examine(row, accuracy, dataset) for row, accuracy in rows],
        variants=results.PrintedVariants(
            smallest_common=results.CommonSizes(**common) if common else None,
            test_size=_article_size(dataset),
            differences=_differences(ours, _article_size(dataset)),
        ),
    )


def examine_ours(tables: results.TablesSummary) -> list[results.OurAccuracy]:
    """Examine our own accuracies: each must be possible with the test samples it states.

    Args:
        tables: metrics/tables.json.

    Returns:
        A record per data set, variant and protocol. With several seeds the accuracy is a mean,
        which no single k / n has to give: `possible` and `percent` are None there.
    """
    records = []
    for row in tables.rows:
        if not isinstance(row, results.OurRow):
            continue
        for protocol, result in row.reproduced.items():
            accuracy, size = Decimal(f"{result.accuracy_percent:.2f}"), result.samples
            single = len(result.seeds) == 1
            records.append(
                results.OurAccuracy(
                    dataset=row.dataset,
                    variant=row.variant,
                    protocol=protocol,
                    accuracy_percent=str(accuracy),
                    samples=size,
                    possible=bool(possible(accuracy, np.array([size]))[0]) if single else None,
                    percent=interval(_hits(accuracy, size), size) if single else None,
                )
            )
    return records


def _differences(accuracies: dict[str, Decimal], size: int) -> list[results.Difference]:
    variants = [variant for variant in METHODS if variant in accuracies]
    return [
        results.Difference(
            start=one,
            end=other,
            points=float(accuracies[other] - accuracies[one]),
            test_clips=round(float(accuracies[other] - accuracies[one]) * size / 100, 2),
        )
        for one, other in itertools.combinations(variants, 2)
    ]


def _article_size(dataset: str) -> int:
    """Return the larger test size under the article's reading."""
    return part_sizes(next(iter(COUNTS[dataset].values())))[-1]


def _hits(accuracy: Decimal, size: int) -> int:
    return round(float(accuracy) * size / 100)


def _digits(accuracy: Decimal) -> int:
    digits = max(0, -int(accuracy.as_tuple().exponent))
    if digits > 4:
        raise UserError(
            f"accuracy {accuracy}: expected at most four digits after the point, received {digits}."
        )
    return digits


def _ceil_divide(above: np.ndarray, below: int) -> np.ndarray:
    return -(-above // below)
