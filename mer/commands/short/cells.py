"""Tables 1-4 in short: accuracy with interval and UF1 of every variant under every protocol."""

from collections.abc import Sequence

from mer.commands.short import WIDTH
from mer.core import params, paths
from mer.core.vocabulary import DEALT, in_order, without_arm
from mer.evaluation.results import ProtocolResult
from mer.reporting import one_class, standin_notice, table_data
from mer.reporting.estimates import enumerate_in_words
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
        f"accuracy in % [{100 * confidence:g} % interval over subjects] UF1",
        "chance: the accuracy of always naming the most frequent class, or of drawing",
        "the classes by their shares, whichever is higher",
        *_standard(tables),
    ]
    if marked:
        said.append(f"{one_class.MARK} nearly all test samples are given one class")
    if tables and standin_notice.is_standin(tables[0].data):
        said.insert(0, f"{standin_notice.WORD}: not real data; these numbers reproduce nothing")
    return ["\n".join(said)]


def _standard(tables: Sequence[Table]) -> list[str]:
    """Say which protocol the field goes by, and which estimate nothing."""
    shown = in_order({without_arm(name) for table in tables for name in table.protocols})
    dealt = [name for name in shown if name in DEALT]
    said = ["loso is the field's standard"] if "loso" in shown else []
    if dealt:
        does = "estimates" if len(dealt) == 1 else "estimate"
        said.append(f"{enumerate_in_words(dealt)} {does} nothing")
    return ["; ".join(said)] if said else []


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
    rows += [
        [label, *([""] if beside else []), *values]
        for label, values in _chance(table, protocols).items()
    ]
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


def _chance(table: Table, protocols: Sequence[str]) -> dict[str, list[str]]:
    """Write the better guess's accuracy under each protocol.

    Returns:
        Label → accuracies; one row for the variants that are tested on the same classes. They are
        several where copies and mixtures are among the test samples.
    """
    variants: dict[tuple[str, ...], list[str]] = {}
    for variant in table.cells:
        values = tuple(_guessed(table.result(variant, protocol)) for protocol in protocols)
        if any(values):
            variants.setdefault(values, []).append(variant)
    alone = len(variants) == 1
    return {
        "chance" if alone else f"chance {', '.join(names)}": list(values)
        for values, names in variants.items()
    }


def _guessed(result: ProtocolResult | None) -> str:
    if result is None or result.chance is None:
        return ""
    best = max(result.chance.majority.accuracy, result.chance.stratified.accuracy)
    return f"{100 * best:.1f}"
