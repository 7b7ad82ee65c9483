"""What a printed accuracy says about the test set behind it.

An accuracy from one test of n samples is k / n with a whole k. Printed with d digits it leaves only
some n, and a small test allows only a few values. Two ways of printing are considered: rounding (a
half may go either way) and truncation.
"""

import itertools
import math
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.stats import binomtest

from mer.core.errors import UserError
from mer.core.vocabulary import METHODS
from mer.evaluation.published import PaperTable, Row

RULES = ("rounding", "truncation")
SHARE = 0.1  # the article's test part
LISTED = 500  # sizes up to here are listed one by one

# Clips that each data set offers, the article's reading first; counted in the label sheets or
# stated by the owners.
COUNTS = {
    "casme_sq": {
        "micro + macro, three classes": 275,
        "micro only, three classes": 38,
        "all expressions": 357,
    },
    "smic": {"HS camera": 164, "VIS or NIR camera": 71, "all cameras": 306},
    "samm": {"the article's three classes": 121, "MEGC2019's three classes": 133, "all clips": 159},
    "casme2": {
        "three classes": 156,
        "MEGC2019's three classes": 145,
        "five classes": 246,
        "all clips": 255,
    },
}


def part_sizes(clips: int, share: float = SHARE) -> list[int]:
    """Sizes of a test part of `share` of the clips: rounded down and up."""
    part = Decimal(str(share)) * clips
    return sorted({max(1, math.floor(part)), math.ceil(part)})


def possible(accuracy: Decimal, sizes: np.ndarray, rule: str = "rounding") -> np.ndarray:
    """Tell for which test sizes some whole number of hits prints as `accuracy`.

    Args:
        accuracy: percent with the digits that are printed: `91.20` has two, `91.2` one.
        sizes: (N,) numbers of test samples.
        rule: `rounding` or `truncation`.

    Returns:
        (N,) bool. Whole-number arithmetic, exact.
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


def smallest(accuracies: list[Decimal], rule: str = "rounding") -> int:
    """Find the smallest test size that can print all of `accuracies`."""
    # from here on the steps are finer than the last digit, so every accuracy is possible
    sizes = np.arange(1, 100 * 10 ** max(map(_digits, accuracies)) + 1)
    for accuracy in accuracies:
        sizes = sizes[possible(accuracy, sizes, rule)]
    return int(sizes[0])


def interval(hits: int, size: int, confidence: float = 0.95) -> list[float]:
    """Clopper-Pearson interval of an accuracy, in percent: what chance leaves open if the clips are independent."""
    ends = binomtest(hits, size).proportion_ci(confidence, method="exact")
    return [round(100 * float(end), 2) for end in ends]


def examine(accuracy: Decimal, dataset: str) -> dict[str, Any]:
    """Examine one printed accuracy.

    Args:
        accuracy: percent, with the digits that are printed.
        dataset: whose counts of clips are looked at.

    Returns:
        For each of `RULES` the smallest possible test size and those up to `LISTED`; the sizes
        possible in a 10 % test and in a test of all clips; the binomial interval at the article's
        test size and at the smallest possible one.
    """
    counts = COUNTS[dataset]
    tests = ten_percent(dataset)
    size = _article_size(dataset)
    found: dict[str, Any] = {"accuracy_percent": str(accuracy)}
    for rule in RULES:
        listed = np.arange(1, LISTED + 1)
        listed = listed[possible(accuracy, listed, rule)].tolist()
        found[rule] = {
            "smallest": smallest([accuracy], rule),
            f"sizes_to_{LISTED}": listed,
            "in_ten_percent_test": [size for size in tests if size in listed],
            "in_test_of_all": {name: clips for name, clips in counts.items() if clips in listed},
        }
    least = found["rounding"]["smallest"]
    found["interval_in_ten_percent_test"] = {
        "size": size,
        "percent": interval(_hits(accuracy, size), size),
    }
    found["interval_at_smallest"] = {
        "size": least,
        "percent": interval(_hits(accuracy, least), least),
    }
    return found


def ten_percent(dataset: str) -> list[int]:
    """All sizes that a 10 % test of a data set may have, over its counts of clips."""
    return sorted({size for clips in COUNTS[dataset].values() for size in part_sizes(clips)})


def examine_table(paper: PaperTable, printed: list[Row]) -> dict[str, Any]:
    """Examine every printed accuracy of a table, those of our variants together, and the steps between them.

    Returns:
        `counts` (clips, test sizes and the step of one clip in points), `rows`, `variants` (the
        smallest size common to them, and each difference in points and in test clips), ready for
        JSON.
    """
    rows = [row for row in printed if row.accuracy_percent is not None]
    ours = {row.variant: row.accuracy_percent for row in rows if row.variant}
    return {
        "table": paper.number,
        "dataset": paper.dataset,
        "counts": [
            {
                "what": what,
                "clips": clips,
                "test_sizes": part_sizes(clips),
                "step_points": [round(100 / size, 2) for size in part_sizes(clips)],
            }
            for what, clips in COUNTS[paper.dataset].items()
        ],
        "rows": [
            {
                "method": row.method,
                "variant": row.variant,
                **examine(row.accuracy_percent, paper.dataset),
            }
            for row in rows
        ],
        "variants": {
            "smallest_common": {rule: smallest(list(ours.values()), rule) for rule in RULES}
            if ours
            else None,
            "test_size": _article_size(paper.dataset),
            "differences": _differences(ours, _article_size(paper.dataset)),
        },
    }


def examine_ours(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Examine our own accuracies in the same way: each must be possible with the test samples it states.

    Args:
        rows: `rows` of metrics/tables.json.

    Returns:
        A record a variant and protocol. With several seeds the accuracy is a mean, which no single
        k / n has to give: `possible` and `percent` are None there.
    """
    records = []
    for row in rows:
        for protocol, result in row.get("reproduced", {}).items():
            accuracy, size = Decimal(f"{result['accuracy_percent']:.2f}"), result["samples"]
            single = len(result["seeds"]) == 1
            records.append(
                {
                    "dataset": row["dataset"],
                    "variant": row["variant"],
                    "protocol": protocol,
                    "accuracy_percent": str(accuracy),
                    "samples": size,
                    "possible": bool(possible(accuracy, np.array([size]))[0]) if single else None,
                    "percent": interval(_hits(accuracy, size), size) if single else None,
                }
            )
    return records


def _differences(accuracies: dict[str, Decimal], size: int) -> list[dict[str, Any]]:
    variants = [variant for variant in METHODS if variant in accuracies]
    return [
        {
            "from": one,
            "to": other,
            "points": float(accuracies[other] - accuracies[one]),
            "test_clips": round(float(accuracies[other] - accuracies[one]) * size / 100, 2),
        }
        for one, other in itertools.combinations(variants, 2)
    ]


def _article_size(dataset: str) -> int:
    """The larger test size under the article's reading."""
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
