"""Tables 1-4 in short: accuracy with interval and UF1 of every variant under every protocol."""

from collections.abc import Sequence

from mer.commands.short import WIDTH
from mer.core import params, paths
from mer.core.vocabulary import without_arm
from mer.evaluation.results import ProtocolResult
from mer.reporting import one_class, standin_notice, table_data
from mer.reporting.markdown import grid
from mer.reporting.tables import Table

_LEFT = 24
"""Columns for the variant and what is printed of it."""
_COLUMN = 24
"""Columns for a protocol: `100.0† [44, 100] 0.55` or `windows+difference`, and the gap."""
_AT_ONCE = (WIDTH - _LEFT) // _COLUMN


def render(settings: params.Params) -> str:
    """Write the results of the data sets in `datasets`.

    Raises:
        UserError: a result is missing, broken, or of other data than `settings` asks for.
    """
    tables = [table for table in table_data.read(settings) if table.chosen]
    pages = [str(paths.table_page(table.number or table.dataset)) for table in tables]
    marked = any(one_class.mark(result) for table in tables for result in table.found.values())
    parts = [
        *_legend(tables, settings.evaluate.confidence, marked),
        *(block for table in tables for block in _blocks(table)),
        "\n".join(
            [
                f"every metric and note: {', '.join(pages)}"
                if len(pages) == 1
                else f"every metric and note: {pages[0]} and {len(pages) - 1} more beside it",
                f"all results on one page: {paths.REPORT} (`make report` opens it)",
            ]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _legend(tables: Sequence[Table], confidence: float, marked: bool) -> list[str]:
    said = [
        f"accuracy in % [{100 * confidence:g} % interval over subjects] UF1; "
        "chance: better of two guesses"
    ]
    if marked:
        said.append(f"{one_class.MARK} nearly all test samples are given one class")
    if tables and standin_notice.is_standin(tables[0].data):
        said.insert(0, f"{standin_notice.WORD}: not real data; these numbers reproduce nothing")
    return ["\n".join(said)]


def _blocks(table: Table) -> list[str]:
    """Lay out one grid, or several where there are many protocols."""
    protocols = table.protocols
    number = "" if table.number is None else f"Table {table.number}. "
    parts = [protocols[place : place + _AT_ONCE] for place in range(0, len(protocols), _AT_ONCE)]
    beside = table.number is not None and not standin_notice.is_standin(table.data)
    return [f"{number}{table.title}\n{_grid(table, part, beside)}" for part in parts]


def _grid(table: Table, protocols: Sequence[str], beside: bool) -> str:
    rows = [
        [
            variant,
            *([_printed(table, variant)] if beside else []),
            *(_cell(table.result(variant, protocol)) for protocol in protocols),
        ]
        for variant in table.cells
    ]
    chance = [_chance(table, protocol) for protocol in protocols]
    rows.append(["chance", *([""] if beside else []), *chance])
    headers = ["", *(["printed"] if beside else []), *protocols]
    return grid(headers, rows, style="simple")


def _cell(result: ProtocolResult | None) -> str:
    """Write the numbers of a cell; nothing where it was not run."""
    if result is None:
        return ""
    parts = [f"{100 * result.accuracy:.1f}{one_class.mark(result)}"]
    if result.intervals and result.intervals.accuracy:
        low, high = result.intervals.accuracy
        parts.append(f"[{100 * low:.0f}, {100 * high:.0f}]")
    return " ".join([*parts, f"{result.macro_f1:.2f}"])


def _printed(table: Table, variant: str) -> str:
    row = table.row(variant)
    return "" if row is None or row.accuracy_percent is None else f"{row.accuracy_percent}"


def _chance(table: Table, protocol: str) -> str:
    """Write the accuracy of the better guess, of the variants for which it is best."""
    known = [
        guess.scores.accuracy
        for guess in table.guesses
        if guess.protocol in (protocol, without_arm(protocol))
    ]
    return f"{100 * max(known):.1f}" if known else ""
