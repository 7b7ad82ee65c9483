"""The first paragraphs of metrics/audit.md: what follows from the printed digits and what not."""

from collections.abc import Mapping, Sequence

from mer.evaluation.clip_counts import SHARE
from mer.evaluation.results import (
    Average,
    OwnAccuracy,
    PrintedAccuracy,
    PrintedAudit,
    PrintedTable,
)

Own = Sequence[tuple[PrintedTable, PrintedAccuracy]]
"""The article's own accuracies, each with its table."""


def render(audit: PrintedAudit, titles: Mapping[str, str]) -> list[str]:
    """Write the conclusion and how to read the tables below it.

    Args:
        audit: content of metrics/audit.json.
        titles: data set → its name in print.
    """
    own = [(table, row) for table in audit.tables for row in table.rows if row.variant]
    how = (
        "**How to read the tables.** An accuracy from one test of n samples is k / n with a whole "
        "k, so a printed accuracy leaves only some n. *Rounded* and *cut* are the two ways of "
        "printing digits. Eq. 2, (TP + TN) / total, is read as multi-class accuracy; *literally* "
        "it is taken for each class against the rest and averaged over the three, 1 - 2 E / (3 n) "
        "with E errors. *Counts that give it*: a test of all of these clips, as in pooled "
        "leave-one-subject-out, can print the number. An *average* is the mean accuracy of tests "
        "of one size; *any count* looks at the 10 % tests of all counts and takes the way of "
        "printing digits that needs fewer. A *mean of ten folds* is that of the folds' accuracies "
        "when each clip of a count is tested once, by either way of printing digits; folds of two "
        "sizes give it finer steps than k / n has."
    )
    opening = [*(_follows(own) if own else []), *_stated(audit)]
    return [
        *(["**What follows.** " + " ".join(opening)] if opening else []),
        *([_open(own, titles), *_independent(own, titles)] if own else []),
        how,
    ]


def in_tests(row: PrintedAccuracy, literal: bool = True) -> list[int]:
    """List the sizes of 10 % tests that can give an accuracy, by either way of printing digits.

    Args:
        row: the printed accuracy.
        literal: by either reading of Equation 2, instead of as multi-class accuracy alone.
    """
    sizes = [row.rounding, row.truncation]
    if literal and row.own:
        sizes += [row.own.one_vs_rest.rounding, row.own.one_vs_rest.truncation]
    return sorted({size for one in sizes for size in one.in_ten_percent_test})


def in_ten_folds(own: OwnAccuracy) -> list[int]:
    """List the counts of clips whose mean over ten folds can give an accuracy, by either rule."""
    found = own.mean_of_ten_folds
    return sorted({*found.rounding.values(), *found.truncation.values()})


def in_common_folds(own: Sequence[OwnAccuracy]) -> list[int]:
    """List the counts whose mean over ten folds can give all accuracies by one rule of printing."""
    found = [one.mean_of_ten_folds for one in own]
    rounding = set.intersection(*({*one.rounding.values()} for one in found))
    truncation = set.intersection(*({*one.truncation.values()} for one in found))
    return sorted(rounding | truncation)


def shortest(averages: Sequence[Average]) -> tuple[int, int]:
    """Return the fewest tests of an average, by either way of printing digits, and their size."""
    return min((min(one.rounding, one.truncation), one.test_size) for one in averages)


def _follows(own: Own) -> list[str]:
    unable = sum(not in_tests(row) for _, row in own)
    follows = (
        f"None of the article's own {len(own)} accuracies at hand can come"
        if unable == len(own)
        else f"{unable} of the article's own {len(own)} accuracies at hand cannot come"
    )
    return [
        f"{follows} from one test of exactly {100 * SHARE:g} % of the clips, whichever of the "
        "counts below is taken, whether digits are rounded or cut, and whether Eq. 2 is read as "
        "multi-class accuracy or literally.",
        "How the numbers came about does not follow.",
    ]


def _open(own: Own, titles: Mapping[str, str]) -> str:
    """Write which explanations remain, with the two smallest tests as examples."""
    examples = sorted(own, key=lambda pair: pair[1].interval_at_smallest.size)[:2]
    shown = [
        f"{row.interval_at_smallest.size} of {titles.get(table.dataset, table.dataset)}'s "
        f"{table.counts[0].clips} clips, {_share(row, table):.1f} %, give {row.accuracy_percent} = "
        f"{row.interval_at_smallest.hits}/{row.interval_at_smallest.size}"
        for table, row in examples
    ]
    shown += [
        f"all {clips} of {titles.get(table.dataset, table.dataset)} ({what}) give "
        f"{row.accuracy_percent}, {printed}"
        for table, row in own
        for printed, sizes in (("rounded", row.rounding), ("cut", row.truncation))
        for what, clips in sizes.in_test_of_all.items()
    ]
    fewest, _ = shortest([one for _, row in own if row.own for one in row.own.averages])
    folded = sum(bool(row.own and in_ten_folds(row.own)) for _, row in own)
    return (
        "**What remains possible.** Another subset "
        f"of the clips or another test share ({'; '.join(shown)}), a misprint, an average over "
        f"tests (at least {fewest} where all are {100 * SHARE:g} % tests of one size; a mean over "
        f"ten folds of one of the counts can print {folded} of the {len(own)}, taken one by one), "
        "Eq. 2 read literally in a test of another size, and other units than clips: frames, "
        "windows, copies."
    )


def _share(row: PrintedAccuracy, table: PrintedTable) -> float:
    return 100 * row.interval_at_smallest.size / table.counts[0].clips


def _independent(own: Own, titles: Mapping[str, str]) -> list[str]:
    """Write which sizes exceed every count of clips; nothing where none does."""
    found = []
    for table, row in own:
        if row.own and row.more_than_all_clips:
            both = row.own.one_vs_rest
            found.append(
                f"- {row.accuracy_percent} ({row.variant}, "
                f"{titles.get(table.dataset, table.dataset)}): "
                + _needed(
                    (row.rounding.smallest, row.truncation.smallest),
                    (both.rounding.smallest, both.truncation.smallest),
                    table,
                )
            )
    for table in {table.table: table for table, _ in own}.values():
        one, other = table.variants.smallest_common, table.variants.smallest_common_one_vs_rest
        if not one or not other or not table.variants.differences:
            continue
        if _least(one.rounding, one.truncation) > _most(table):
            found.append(
                f"- the variants of Table {table.table}, if all were tested on one number of "
                "samples: "
                + _needed((one.rounding, one.truncation), (other.rounding, other.truncation), table)
            )
    if not found:
        return []
    lead = (
        "**What does not depend on the choice of clips.** In one test these need more samples than "
        "the largest count of the data set's clips, by either way of printing digits. In brackets "
        "stands Eq. 2 read literally; where that is within the count, it would be possible so."
    )
    return [lead, "\n".join(found)]


def _needed(
    multiclass: Sequence[int | None], literal: Sequence[int | None], table: PrintedTable
) -> str:
    return f"n ≥ {_least(*multiclass)} (n ≥ {_least(*literal)}) against {_most(table)} clips"


def _most(table: PrintedTable) -> int:
    return max(count.clips for count in table.counts)


def _least(*sizes: int | None) -> int:
    """Return the smaller of the two ways of printing digits; 0 where no size can."""
    return min((size for size in sizes if size is not None), default=0)


def _stated(audit: PrintedAudit) -> list[str]:
    """Write how many of the statements that name a number fit the tables."""
    numbers = [one for one in audit.contradictions if one.agrees is not None]
    if not numbers:
        return []
    failed = sum(not one.agrees for one in numbers)
    return [
        f"{failed} of the article's {len(numbers)} statements that name a number are not borne out "
        "by its tables at hand; these and others that do not go together stand below the tables."
    ]
