"""metrics/audit.md: the audit of the printed accuracies for a reader."""

from collections.abc import Mapping, Sequence

from mer.evaluation.results import (
    Average,
    Interval,
    OwnAccuracy,
    PrintedAccuracy,
    PrintedAudit,
    PrintedTable,
)
from mer.reporting import contradictions_page, printed_ours, printed_summary
from mer.reporting.markdown import grid


def render(audit: PrintedAudit, titles: Mapping[str, str]) -> str:
    """Write the page.

    Args:
        audit: content of metrics/audit.json.
        titles: data set → its name in print.
    """
    parts = [
        "# What the printed accuracies say about their test sets",
        "Written by the stage `printed` from `published/` and `metrics/tables.json`; "
        "`metrics/audit.json` holds the same and more. Do not edit.",
        *printed_summary.render(audit, titles),
    ]
    for table in audit.tables:
        parts += _table(table, titles)
    parts += contradictions_page.render(audit.contradictions)
    parts += printed_ours.render(audit, titles)
    return "\n\n".join(parts) + "\n"


def _table(table: PrintedTable, titles: Mapping[str, str]) -> list[str]:
    title = f"## Table {table.table}. {titles.get(table.dataset, table.dataset)}"
    counts = grid(
        ["Clips", "n", "counted in", "10 % test", "one test clip, points"],
        [
            [
                count.what,
                str(count.clips),
                count.source,
                _join(count.test_sizes, " or "),
                _join([f"{step:.2f}" for step in count.step_points], " or "),
            ]
            for count in table.counts
        ],
        numbers=(1, 3, 4),
    )
    if not table.rows:
        return [title, counts, "No accuracy of this table is at hand (see published/README.md)."]
    own, others = (
        [row for row in table.rows if bool(row.variant) is ours] for ours in (True, False)
    )
    parts = [title, counts, _verdict(own), _rows(own, table.variants.test_size)]
    if own:
        parts += [_readings(own, table.counts[0].test_sizes), *_variants(table)]
    if others:
        parts += ["The methods of others in the same table:"]
        parts += [_rows(others, table.variants.test_size)]
    return [part for part in parts if part]


def _verdict(own: Sequence[PrintedAccuracy]) -> str:
    """Write how many of the article's own accuracies one 10 % test could have given."""
    if not own:
        return ""
    able = [row.method for row in own if printed_summary.in_tests(row)]
    what = (
        f"**{len(able)} of the article's own {len(own)}** accuracies are possible in a 10 % test "
        "of these clips"
    )
    return f"{what}: {', '.join(able)}." if able else f"{what}."


def _rows(rows: Sequence[PrintedAccuracy], size: int) -> str:
    if not rows:
        return ""
    return grid(
        [
            "Method",
            "Variant",
            "Accuracy %",
            "smallest n, rounded",
            "as a fraction",
            "smallest n, cut",
            "10 % tests that give it",
            "counts that give it",
            f"95 % interval in {size} clips",
        ],
        [
            [
                row.method,
                row.variant or "",
                row.accuracy_percent,
                str(row.rounding.smallest),
                f"{row.interval_at_smallest.hits}/{row.interval_at_smallest.size}",
                str(row.truncation.smallest),
                _join(printed_summary.in_tests(row, literal=False)) or "none",
                _join(_in_all(row)) or "none",
                _span(row.interval_in_ten_percent_test.percent),
            ]
            for row in rows
        ],
        numbers=range(2, 9),
    )


def _in_all(row: PrintedAccuracy) -> list[int]:
    return sorted({*row.rounding.in_test_of_all.values(), *row.truncation.in_test_of_all.values()})


def _readings(own: Sequence[PrintedAccuracy], sizes: Sequence[int]) -> str:
    """Write what the other reading of Equation 2 and averages need, one line per variant.

    Args:
        own: the article's own accuracies.
        sizes: the test sizes whose averages have columns of their own.
    """
    pairs = [(row, row.own) for row in own if row.own]
    if not pairs:
        return ""
    return grid(
        [
            "Variant",
            "Accuracy %",
            "Eq. 2 literally: smallest n, rounded",
            "cut",
            "10 % tests that give it",
            *(f"tests of {size} in an average, rounded / cut" for size in sizes),
            "fewest tests in an average, any count",
            "counts whose mean of ten folds gives it",
        ],
        [
            [
                row.variant or "",
                row.accuracy_percent,
                _size(found.one_vs_rest.rounding.smallest),
                _size(found.one_vs_rest.truncation.smallest),
                _join(_in_literal_tests(found)) or "none",
                *(
                    f"{average.rounding} / {average.truncation}"
                    for average in found.averages
                    if average.test_size in sizes
                ),
                _average(found.averages),
                _join(printed_summary.in_ten_folds(found)) or "none",
            ]
            for row, found in pairs
        ],
        numbers=range(1, 7 + len(sizes)),
    )


def _average(averages: Sequence[Average]) -> str:
    fewest, size = printed_summary.shortest(averages)
    return f"{fewest} of {size}"


def _in_literal_tests(own: OwnAccuracy) -> list[int]:
    both = own.one_vs_rest
    return sorted({*both.rounding.in_ten_percent_test, *both.truncation.in_ten_percent_test})


def _variants(table: PrintedTable) -> list[str]:
    """Write what the four variants of the article need together, and how far apart they are."""
    variants = table.variants
    common, literal = variants.smallest_common, variants.smallest_common_one_vs_rest
    if common is None or literal is None:
        return []
    differences = grid(
        ["From", "to", "points", f"in clips of a test of {variants.test_size}"],
        [
            [one.start, one.end, f"{one.points:+.2f}", f"{one.test_clips:+.2f}"]
            for one in variants.differences
        ],
        numbers=(2, 3),
    )
    averages = " or ".join(
        f"{average.rounding} / {average.truncation} tests of {average.test_size}"
        for average in variants.averages
        if average.test_size in table.counts[0].test_sizes
    )
    fewest, size = printed_summary.shortest(variants.averages)
    own = [row.own for row in table.rows if row.own]
    together = (
        "The article's variants together: one test size for all needs "
        f"n ≥ **{common.rounding}** (rounded) or n ≥ {common.truncation} (cut); with Eq. 2 read "
        f"literally n ≥ {_size(literal.rounding)} or n ≥ {_size(literal.truncation)}. An average "
        f"with one number of equal tests for all needs {averages} (rounded / cut), and for any "
        f"count of clips at least {fewest} tests, of {size}. Counts whose mean of ten folds gives "
        f"all, printed in one way: {_join(printed_summary.in_common_folds(own)) or 'none'}."
    )
    return [together, differences] if variants.differences else [together]


def _size(size: int | None) -> str:
    return "none" if size is None else str(size)


def _join(values: Sequence[object], between: str = ", ") -> str:
    return between.join(map(str, values))


def _span(ends: Interval) -> str:
    return f"{ends[0]:.1f} to {ends[1]:.1f}"
