"""docs/audit.md: the audit of the printed accuracies for a reader."""

from collections.abc import Mapping, Sequence

from mer.evaluation.printed import SHARE
from mer.evaluation.results import (
    Interval,
    PrintedAccuracy,
    PrintedAudit,
    PrintedTable,
    PrintedVariants,
)
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
        "An accuracy from one test of n samples is k / n with a whole k. So a printed "
        f"accuracy leaves only some n, and a test of {100 * SHARE:g} % of the clips, as the "
        "article describes it, allows only a few values. Where none of them is the printed "
        "one, the number was not made by one such test of clips: its units were others "
        "(frames, windows, copies), or it is an average. In the columns, *rounded* and *cut* "
        "are the two ways of printing digits. The methods without a variant are other "
        "authors', many of whom tested on all clips in turn; the last but one column says "
        "which of the counts above would give their number in one pooled test.",
    ]
    for table in audit.tables:
        parts += _table(table, titles)
    parts += _ours(audit, titles)
    return "\n\n".join(parts) + "\n"


def _table(table: PrintedTable, titles: Mapping[str, str]) -> list[str]:
    title = f"## Table {table.table}. {titles.get(table.dataset, table.dataset)}"
    counts = grid(
        ["Clips", "n", "10 % test", "one test clip, points"],
        [
            [
                count.what,
                str(count.clips),
                _join(count.test_sizes, " or "),
                _join([f"{step:.2f}" for step in count.step_points], " or "),
            ]
            for count in table.counts
        ],
        numbers=(1, 2, 3),
    )
    if not table.rows:
        return [title, counts, "No accuracy of this table is at hand (see published/README.md)."]
    return [title, counts, _verdict(table), _rows(table), *_variants(table.variants)]


def _verdict(table: PrintedTable) -> str:
    """Write how many of the article's own accuracies one 10 % test could have given."""
    rows = [row for row in table.rows if row.variant]
    able = [row.method for row in rows if _in_tests(row)]
    what = (
        f"**{len(able)} of the article's own {len(rows)}** accuracies are possible in a 10 % test "
        "of these clips"
    )
    return f"{what}: {', '.join(able)}." if able else f"{what}."


def _in_tests(row: PrintedAccuracy) -> list[int]:
    return sorted({*row.rounding.in_ten_percent_test, *row.truncation.in_ten_percent_test})


def _in_all(row: PrintedAccuracy) -> list[int]:
    return sorted({*row.rounding.in_test_of_all.values(), *row.truncation.in_test_of_all.values()})


def _rows(table: PrintedTable) -> str:
    size = table.variants.test_size
    return grid(
        [
            "Method",
            "Variant",
            "Accuracy %",
            "smallest n, rounded",
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
                str(row.truncation.smallest),
                _join(_in_tests(row)) or "none",
                _join(_in_all(row)) or "none",
                _span(row.interval_in_ten_percent_test.percent),
            ]
            for row in table.rows
        ],
        numbers=range(2, 8),
    )


def _variants(variants: PrintedVariants) -> list[str]:
    """Write what the four variants of the article need together, and how far apart they are."""
    common = variants.smallest_common
    if common is None:
        return []
    differences = grid(
        ["From", "to", "points", f"in clips of a test of {variants.test_size}"],
        [
            [one.start, one.end, f"{one.points:+.2f}", f"{one.test_clips:+.2f}"]
            for one in variants.differences
        ],
        numbers=(2, 3),
    )
    together = (
        "The article's variants together: one test size for all needs "
        f"n ≥ **{common.rounding}** (rounded) or n ≥ {common.truncation} (cut)."
    )
    return [together, differences] if variants.differences else [together]


def _ours(audit: PrintedAudit, titles: Mapping[str, str]) -> list[str]:
    """Write our own numbers under the same lens; nothing where there are none."""
    if not audit.ours:
        return []
    said = {True: "yes", False: "NO", None: "mean of seeds"}
    return [
        f"## Our numbers ({audit.data})",
        "The same question to this benchmark: does the stated number of test samples give the "
        "accuracy? The binomial interval takes samples as independent, which those of one person "
        "are not; the tables use a bootstrap over subjects.",
        grid(
            [
                "Data set",
                "Variant",
                "Protocol",
                f"{audit.data} accuracy %",
                "test samples",
                "possible",
                "95 % interval",
            ],
            [
                [
                    titles.get(record.dataset, record.dataset),
                    record.variant,
                    record.protocol,
                    record.accuracy_percent,
                    str(record.samples),
                    said[record.possible],
                    _span(record.percent),
                ]
                for record in audit.ours
            ],
            numbers=(3, 4, 6),
        ),
    ]


def _join(values: Sequence[object], between: str = ", ") -> str:
    return between.join(map(str, values))


def _span(ends: Interval | None) -> str:
    return f"{ends[0]:.1f} to {ends[1]:.1f}" if ends else ""
