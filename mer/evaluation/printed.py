"""What the printed accuracies say about the test sets behind them."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from mer.core.vocabulary import DATASETS, METHODS
from mer.evaluation import results
from mer.evaluation.clip_counts import COUNTS, article_sizes, part_sizes, ten_percent
from mer.evaluation.digits import (
    RULES,
    Reading,
    Rule,
    fold_mean,
    hits,
    possible,
    runs,
    smallest,
)
from mer.evaluation.published import Row

LISTED = 500  # sizes up to here are listed one by one


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
        test size and at the smallest possible one. For the article's own also the other reading of
        its Equation 2, and which averages of tests can print it.
    """
    rounding, truncation = (_sizes(accuracy, dataset, rule, "multiclass") for rule in RULES)
    least = [sizes.smallest for sizes in (rounding, truncation) if sizes.smallest]
    return results.PrintedAccuracy(
        method=row.method,
        variant=row.variant,
        accuracy_percent=str(accuracy),
        rounding=rounding,
        truncation=truncation,
        more_than_all_clips=min(least) > max(count.clips for count in COUNTS[dataset]),
        interval_in_ten_percent_test=_interval_at(accuracy, article_sizes(dataset)[-1]),
        interval_at_smallest=_interval_at(accuracy, rounding.smallest or 1),
        own=_own(accuracy, dataset) if row.variant else None,
    )


def _own(accuracy: Decimal, dataset: str) -> results.OwnAccuracy:
    rounding, truncation = (_sizes(accuracy, dataset, rule, "one_vs_rest") for rule in RULES)
    return results.OwnAccuracy(
        one_vs_rest=results.BothRules(rounding=rounding, truncation=truncation),
        averages=_averages([accuracy], dataset),
        mean_of_ten_folds=results.FoldCounts(
            rounding=_folded(accuracy, dataset, "rounding"),
            truncation=_folded(accuracy, dataset, "truncation"),
        ),
    )


def _averages(accuracies: Sequence[Decimal], dataset: str) -> list[results.Average]:
    return [
        results.Average(
            test_size=size,
            rounding=runs(accuracies, size, "rounding"),
            truncation=runs(accuracies, size, "truncation"),
        )
        for size in ten_percent(dataset)
    ]


def _folded(accuracy: Decimal, dataset: str, rule: Rule) -> dict[str, int]:
    return {
        count.what: count.clips
        for count in COUNTS[dataset]
        if fold_mean(accuracy, count.clips, rule)
    }


def _sizes(accuracy: Decimal, dataset: str, rule: Rule, reading: Reading) -> results.Sizes:
    sizes = np.arange(1, LISTED + 1)
    listed = sizes[possible(accuracy, sizes, rule, reading)].tolist()
    return results.Sizes(
        smallest=smallest([accuracy], rule, reading),
        sizes_to_500=listed,
        in_ten_percent_test=[size for size in ten_percent(dataset) if size in listed],
        in_test_of_all={
            count.what: count.clips for count in COUNTS[dataset] if count.clips in listed
        },
    )


def _interval_at(accuracy: Decimal, size: int) -> results.SizeInterval:
    found = hits(accuracy, size)
    return results.SizeInterval(size=size, hits=found, percent=interval(found, size))


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
    size = article_sizes(dataset)[-1]
    return results.PrintedTable(
        table=DATASETS[dataset].table,
        dataset=dataset,
        counts=[
            results.ClipCount(
                what=count.what,
                clips=count.clips,
                source=count.source,
                test_sizes=part_sizes(count.clips),
                step_points=[round(100 / size, 2) for size in part_sizes(count.clips)],
            )
            for count in COUNTS[dataset]
        ],
        rows=[examine(row, accuracy, dataset) for row, accuracy in rows],
        variants=results.PrintedVariants(
            smallest_common=_common(ours, "multiclass"),
            smallest_common_one_vs_rest=_common(ours, "one_vs_rest"),
            averages=_averages([*ours.values()], dataset) if ours else [],
            test_size=size,
            differences=_differences(ours, size),
        ),
    )


def examine_ours(tables: results.TablesSummary) -> list[results.OurAccuracy]:
    """Examine our own accuracies: each must be possible with the test samples it states.

    Args:
        tables: metrics/tables.json.

    Returns:
        A record per data set, variant and protocol. With several seeds the accuracy is a mean, and
        k / n of all their samples where each has as many; `possible` is None where that fails, as
        seeds may differ in size. Their samples are the same clips: `percent` is None there.
    """
    records = []
    for row in tables.rows:
        if not isinstance(row, results.OurRow):
            continue
        for protocol, result in row.reproduced.items():
            accuracy, size = Decimal(f"{result.accuracy_percent:.2f}"), result.samples
            single = len(result.seeds) == 1
            fits = bool(possible(accuracy, np.array([size]))[0])
            records.append(
                results.OurAccuracy(
                    dataset=row.dataset,
                    variant=row.variant,
                    protocol=protocol,
                    accuracy_percent=str(accuracy),
                    samples=size,
                    possible=fits if single else fits or None,
                    percent=interval(hits(accuracy, size), size) if single else None,
                    one_class=result.one_class,
                )
            )
    return records


def _common(accuracies: dict[str, Decimal], reading: Reading) -> results.CommonSizes | None:
    if not accuracies:
        return None
    rounding, truncation = (smallest([*accuracies.values()], rule, reading) for rule in RULES)
    return results.CommonSizes(rounding=rounding, truncation=truncation)


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
