"""A table as a page, for a reader who may see nothing else."""

from mer.core import paths
from mer.core.vocabulary import METHODS
from mer.evaluation.results import ProtocolResult
from mer.reporting import one_class, standin_notice, table_notes
from mer.reporting.guesses import Guess
from mer.reporting.markdown import fraction, grid, percent
from mer.reporting.tables import Table


def render(table: Table) -> str:
    """Write a table as Markdown."""
    text = standin_notice.TABLE.format(title=table.title)
    parts = [
        _title(table),
        *standin_notice.warning(table.data, text, table.settings.standin),
        *_printed(table),
        f"## {standin_notice.heading(table.data)}",
        _computed_grid(table),
        "\n".join(f"- {note}" for note in table_notes.notes(table)),
    ]
    return "\n\n".join(parts) + "\n"


def _title(table: Table) -> str:
    if table.number is None:
        return f"# {table.title} (not in the article)"
    return f"# Table {table.number}. {table.title}"


def _printed(table: Table) -> list[str]:
    """Write what the article prints; nothing for a data set that it lacks."""
    if table.number is None:
        return []
    parts = ["## Printed in the article", _printed_grid(table)]
    if not table.printed:
        file = paths.published(table.number, table.dataset)
        parts.append(f"No printed numbers: fill `{file}` (see published/README.md).")
    return parts


def _printed_grid(table: Table) -> str:
    """List every printed row; our variants also where nothing is printed: the gap is seen."""
    rows = [
        [
            str(row.year),
            row.method,
            row.variant or "",
            row.reference,
            _text(row.accuracy_percent),
            _text(row.f1),
        ]
        for row in table.printed
    ]
    printed = {row.variant for row in table.printed}
    rows += [
        ["", METHODS[variant], variant, "", "", ""] for variant in METHODS if variant not in printed
    ]
    return grid(
        ["Year", "Method", "Variant", "Reference", "Accuracy %", "F1"], rows, numbers=(4, 5)
    )


def _computed_grid(table: Table) -> str:
    """List a row per variant and protocol, then chance; only real numbers stand beside printed."""
    beside = table.article is not None and not standin_notice.is_standin(table.data)
    several = len(table.seeds) > 1
    names = ["accuracy %", *(["accuracy % by seed"] if several else [])]
    names += ["precision", "UAR (recall)", "F1", "UF1"]
    headers = [
        "Variant",
        "Protocol",
        *(["printed accuracy %", "printed F1"] if beside else []),
        *(standin_notice.marked(table.data, name, "reproduced") for name in names),
        "test clips",
        "samples",
        "subjects",
    ]
    rows = []
    for variant in table.cells:
        printed = _printed_cells(table, variant) if beside else []
        for protocol in table.protocols:
            result = table.result(variant, protocol)
            computed = [""] * (len(headers) - 2 - len(printed))
            if result:
                computed = _computed(result, several)
            rows.append([variant, protocol, *printed, *computed])
    empty = ["", ""] if beside else []
    for guess in table.guesses:
        rows.append([guess.title, guess.protocol, *empty, *_guessed(guess, several)])
    return grid(headers, rows, numbers=range(2, len(headers)))


def _printed_cells(table: Table, variant: str) -> list[str]:
    row = table.row(variant)
    return [_text(row.accuracy_percent), _text(row.f1)] if row else ["", ""]


def _computed(result: ProtocolResult, several: bool) -> list[str]:
    intervals = result.intervals
    accuracy = percent(
        result.accuracy, intervals.accuracy if intervals else None, one_class.mark(result)
    )
    return [
        accuracy,
        *([_by_seed(result)] if several else []),
        fraction(result.macro_precision),
        fraction(result.uar),
        fraction(result.weighted_f1),
        fraction(result.macro_f1, intervals.macro_f1 if intervals else None),
        *_tested(result),
    ]


def _guessed(guess: Guess, several: bool) -> list[str]:
    scores, tested = guess.scores, guess.tested
    return [
        percent(scores.accuracy),
        *([""] if several else []),
        fraction(scores.macro_precision),
        fraction(scores.uar),
        fraction(scores.weighted_f1),
        fraction(scores.macro_f1),
        *_tested(tested),
    ]


def _tested(result: ProtocolResult) -> list[str]:
    """Write what was tested: clips, samples where they are others, subjects."""
    return [
        str(result.clips),
        str(result.samples) if result.samples != result.clips else "",
        str(result.subjects),
    ]


def _by_seed(result: ProtocolResult) -> str:
    """Write the lowest and the highest accuracy of a seed."""
    found = [100 * one.accuracy for one in result.per_seed]
    return f"{min(found):.1f} to {max(found):.1f}" if len(found) > 1 else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
