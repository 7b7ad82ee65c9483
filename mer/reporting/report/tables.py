"""Tables 1-4, and those of other data sets: computed rows that can be sorted, and printed ones."""

from mer.core import paths
from mer.evaluation.results import ProtocolResult
from mer.reporting import one_class, standin_notice, table_notes
from mer.reporting.guesses import Guess
from mer.reporting.markdown import fraction, percent
from mer.reporting.report import tested
from mer.reporting.report.blocks import Block, Cell, Hidden, Section, Table, Text, number, text
from mer.reporting.report.content import Content
from mer.reporting.tables import Table as Numbers

_METRICS = (
    ("weighted_f1", "F1"),
    ("macro_f1", "UF1"),
    ("uar", "UAR"),
)


def section(content: Content) -> Section:
    """Show every table of the article, and those of data sets that it lacks."""
    lead = (
        "A row per variant and protocol, then what guessing scores; a click on a column's title "
        "sorts by it, which shows which variants score below guessing. In brackets are intervals "
        "over the test subjects; samples, clips and subjects are those tested. `loso` is the "
        "field's standard; numbers under `leaky` and `windows` are no estimate of anything."
    )
    blocks = [block for table in content.tables for block in _blocks(content, table)]
    return Section("tables", "Tables", lead, blocks)


def _blocks(content: Content, table: Numbers) -> list[Block]:
    name = f"Table {table.number}. {table.title}" if table.number else table.title
    blocks: list[Block] = []
    if table.chosen:
        blocks.append(_computed(content, table, name))
        blocks.append(Hidden(f"{name}: how to read it", [Text(table_notes.notes(table), True)]))
    else:
        blocks.append(
            Text([f"**{name}.** Not run: `datasets` in params.yaml lacks `{table.dataset}`."])
        )
    if table.number:
        blocks.append(_printed(table, table.number, name))
    return blocks


def _computed(content: Content, table: Numbers, name: str) -> Table:
    beside = table.number is not None and not content.standin
    several = tested.apart(table.found.values())
    rows, groups = [], []
    for variant in table.cells:
        printed = table.row(variant) if beside else None
        for protocol in table.protocols:
            result = table.result(variant, protocol)
            before = [_exact(printed.accuracy_percent if printed else None)] if beside else []
            rows.append([text(variant), text(protocol), *before, *_cells(result, several)])
            groups.append(protocol)
    for guess in table.guesses:
        before = [Cell("")] if beside else []
        rows.append([text(guess.title), text(guess.protocol), *before, *_guessed(guess, several)])
        groups.append(guess.protocol)
    word = f"{standin_notice.WORD}, " if content.standin else ""
    headers = ["Variant", "Protocol", *(["printed %"] if beside else []), "Accuracy %"]
    headers += [*(title for _, title in _METRICS), *tested.headers(several)]
    return Table(f"{name} ({word}computed)", headers, rows, range(2, len(headers)), groups)


def _cells(result: ProtocolResult | None, several: bool) -> list[Cell]:
    if result is None:
        return [Cell("")] * (1 + len(_METRICS) + len(tested.headers(several)))
    accuracy = percent(
        result.accuracy,
        result.intervals.accuracy if result.intervals else None,
        one_class.mark(result),
    )
    return [
        number(result.accuracy, accuracy),
        *(_metric(result, name) for name, _ in _METRICS),
        *tested.cells(result, several),
    ]


def _guessed(guess: Guess, several: bool) -> list[Cell]:
    """Write what guessing scores, by every metric."""
    values = [getattr(guess.scores, name) for name, _ in _METRICS]
    return [
        number(guess.scores.accuracy, percent(guess.scores.accuracy)),
        *(number(value, fraction(value)) for value in values),
        *tested.cells(guess.tested, several),
    ]


def _metric(result: ProtocolResult, name: str) -> Cell:
    value = getattr(result, name)
    return number(value, fraction(value, getattr(result.intervals, name, None)))


def _printed(table: Numbers, place: int, name: str) -> Block:
    title = f"{name}: printed in the article"
    if not table.printed:
        file = paths.published(place, table.dataset)
        return Hidden(title, [Text([f"No printed numbers are at hand: fill `{file}`."])])
    rows = [
        [
            number(row.year, str(row.year)),
            text(row.method),
            text(row.variant),
            text(row.reference),
            _exact(row.accuracy_percent),
            _exact(row.f1),
        ]
        for row in table.printed
    ]
    headers = ["Year", "Method", "Variant", "Reference", "Accuracy %", "F1"]
    note = (
        "Most rows were measured by their authors with other splits, classes and counts of clips: "
        "a record of what is printed, not a ranking."
    )
    return Hidden(title, [Table(title, headers, rows, (0, 4, 5)), Text([note])])


def _exact(value: object) -> Cell:
    """Write a printed number with the digits that are printed."""
    return Cell("") if value is None else Cell(str(value), float(str(value)))
