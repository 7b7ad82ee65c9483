"""What the printed accuracies say about their test sets, and what the article states."""

import math

from mer.evaluation.results import PrintedAccuracy, PrintedTable
from mer.reporting import contradictions_page, printed_summary
from mer.reporting.report.blocks import (
    Block,
    Entry,
    Figure,
    Hidden,
    Section,
    Table,
    Text,
    number,
    text,
)
from mer.reporting.report.content import Content
from mer.reporting.report.plot import Panel, Plot, scale
from mer.reporting.titles import titles


def section(content: Content) -> Section:
    """Show the arithmetic behind the printed digits."""
    lead = (
        "An accuracy from one test of n samples is a whole number out of n, so that its digits "
        "tell which n are possible. The intervals show how far luck alone moves an accuracy in a "
        "test of a tenth of the clips."
    )
    audit = content.audit
    named = titles(table.dataset for table in audit.tables)
    own = [(table, row) for table in audit.tables for row in table.rows if row.variant]
    blocks: list[Block] = []
    if own:
        blocks.append(_figure(content, own, named))
    else:
        blocks.append(Text(["No printed accuracy is at hand."]))
    blocks.append(Text(printed_summary.render(audit, named)))
    if audit.contradictions:
        blocks.append(_statements(content))
    return Section("audit", "The printed numbers", lead, blocks)


def _figure(
    content: Content, own: list[tuple[PrintedTable, PrintedAccuracy]], named: dict[str, str]
) -> Figure:
    tables = list({table.table: table for table, _ in own}.values())
    rows = [
        [
            text(f"{table.table}. {named[table.dataset]}"),
            text(row.variant),
            number(float(row.accuracy_percent), row.accuracy_percent),
            number(row.rounding.smallest, str(row.rounding.smallest)),
            number(row.truncation.smallest, str(row.truncation.smallest)),
            text(", ".join(map(str, printed_summary.in_tests(row))) or "none"),
            text("{} to {}".format(*row.interval_in_ten_percent_test.percent)),
        ]
        for table, row in own
    ]
    headers = ["Table", "Variant", "Printed %", "Smallest n, rounded", "Smallest n, cut"]
    headers += ["10 % tests that give it", "95 % interval in a 10 % test"]
    variants = list(dict.fromkeys(str(row.variant) for _, row in own))
    return Figure(
        "audit-figure",
        "Printed accuracies, with the interval that a test of a tenth of the clips leaves",
        "A panel per table of the article, a point per variant: its printed accuracy, with the "
        "binomial interval in a test of a tenth of the clips.",
        [_panel(content, table, named[table.dataset]) for table in tables],
        [Entry(content.look(name), f"{name}, as printed") for name in variants],
        Table("Printed accuracies as numbers", headers, rows, (2, 3, 4)),
    )


def _panel(content: Content, table: PrintedTable, title: str) -> Panel:
    own = [row for row in table.rows if row.variant]
    size = own[0].interval_in_ten_percent_test.size
    ticks = [(float(place), [str(row.variant)]) for place, row in enumerate(own)]
    values = [float(row.accuracy_percent) for row in own]
    lowest = min(*values, *(row.interval_in_ten_percent_test.percent[0] for row in own))
    floor = min(60, 20 * math.floor(lowest / 20))
    plot = Plot(
        f"Table {table.table}, {title}: {size} test clips",
        (-0.5, len(own) - 0.5),
        (floor, 100),
        ticks,
        scale(floor, 100, 10 if floor == 60 else 20),
        "",
        "%",
    )
    for place, row in enumerate(own):
        low, high = row.interval_in_ten_percent_test.percent
        says = f"{row.variant}: {row.accuracy_percent} % printed, {low} to {high} % by luck"
        value = float(row.accuracy_percent)
        plot.mark((place, value), content.look(str(row.variant)), says, (low, high))
    return plot.panel()


def _statements(content: Content) -> Block:
    """Show what metrics/audit.md says of the article's statements, without its heading."""
    _, *sentences = contradictions_page.render(content.audit.contradictions)
    return Hidden("What the article states, beside its own tables", [Text(sentences)])
