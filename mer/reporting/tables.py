"""Tables 1-4, and one per data set that the article lacks: what they show, and their JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from mer.core.params import Params
from mer.core.vocabulary import DATA, DATASETS, METHODS, ArticleDataset, in_order
from mer.evaluation.published import Row
from mer.evaluation.results import (
    CellResult,
    ChanceRow,
    ClipCounts,
    Interval,
    OurRow,
    PrintedRow,
    ProtocolResult,
    Reproduced,
    Score,
    TablesSummary,
)
from mer.reporting.guesses import Guess, collect

_ALWAYS = ("leaky", "holdout", "loso")
"""A row even where they were not run; `windows` only where it was."""


@dataclass(frozen=True)
class Table:
    """What one table shows.

    Attributes:
        dataset: the key of its data set.
        title: the data set's name in print.
        printed: its printed rows, possibly none.
        cells: variant → its metrics, None where they were not computed.
        settings: params.yaml, with which the cells were computed.
        counts: what became of its clips, None where that is not known.
        differences: sentences on which differences between variants are larger than chance; none
            where not compared.
    """

    dataset: str
    title: str
    printed: Sequence[Row]
    cells: dict[str, CellResult | None]
    settings: Params
    counts: ClipCounts | None = None
    differences: Sequence[str] = ()

    @property
    def article(self) -> ArticleDataset | None:
        """The data set as the article has it; None where it does not."""
        return DATASETS.get(self.dataset)

    @property
    def number(self) -> int | None:
        """The number of the article's table; None for a data set that it lacks."""
        return self.article.table if self.article else None

    @property
    def key(self) -> str:
        """What the table is called in metrics/tables.json."""
        return self.article.ascii if self.article else self.dataset

    @property
    def data(self) -> str:
        """Which data the computed numbers come from: STAND-IN or licensed."""
        return DATA[self.settings.source]

    @property
    def chosen(self) -> bool:
        """Whether the data set is among those that are computed."""
        return self.dataset in self.settings.datasets

    @property
    def protocols(self) -> list[str]:
        """The protocols with a row: the usual ones and whatever else was run."""
        run = [name for cell in self.cells.values() if cell for name in cell.protocols]
        return in_order([*_ALWAYS, *run])

    def result(self, variant: str, protocol: str) -> ProtocolResult | None:
        """Return the metrics of a variant under a protocol; None where they were not computed."""
        cell = self.cells.get(variant)
        return cell.protocols.get(protocol) if cell else None

    @property
    def found(self) -> dict[tuple[str, str], ProtocolResult]:
        """What was computed: (variant, protocol) → its metrics, in the order of the rows."""
        pairs = [(variant, protocol) for variant in self.cells for protocol in self.protocols]
        results = {pair: self.result(*pair) for pair in pairs}
        return {pair: result for pair, result in results.items() if result}

    @property
    def guesses(self) -> list[Guess]:
        """What guessing scores under each protocol."""
        return collect(self.found, self.protocols)

    @property
    def seeds(self) -> list[int]:
        """The seeds of all results, sorted."""
        return sorted({seed for result in self.found.values() for seed in result.seeds})

    def row(self, variant: str) -> Row | None:
        """Return the printed row of a variant; None where there is none."""
        return next((row for row in self.printed if row.variant == variant), None)


def summarise(tables: Sequence[Table], protocol: str, source: str) -> TablesSummary:
    """Make the content of metrics/tables.json.

    Args:
        tables: (T,) those of the article, and any others.
        protocol: the protocol whose accuracy and F1 are in `cells`, which is what `dvc metrics
            diff` shows.
        source: `params.source`.

    Returns:
        `cells` (up to T data sets, each with up to V variants: what was not computed is absent) and
        `rows` (of each table the printed rows of others, then V of ours, then those of chance).
    """
    cells = {}
    for table in tables:
        results = {variant: table.result(variant, protocol) for variant in table.cells}
        scores = {
            variant: Score(
                accuracy_percent=percent_of(result.accuracy, 2), f1=round(result.weighted_f1, 4)
            )
            for variant, result in results.items()
            if result
        }
        if scores:
            cells[table.key] = scores
    return TablesSummary(
        data=DATA[source],
        protocol=protocol,
        cells=cells,
        rows=[row for table in tables for row in _rows(table)],
    )


def _rows(table: Table) -> list[PrintedRow | OurRow | ChanceRow]:
    return [*_others(table), *_ours(table), *_chance(table)]


def _others(table: Table) -> list[PrintedRow]:
    return [
        PrintedRow(
            table=table.number,
            dataset=table.dataset,
            year=row.year,
            method=row.method,
            reference=row.reference,
            printed_accuracy_percent=row.numbers.get("accuracy_percent"),
            printed_f1=row.numbers.get("f1"),
        )
        for row in table.printed
        if row.variant not in table.cells
    ]


def _ours(table: Table) -> list[OurRow]:
    rows = []
    for variant in table.cells:
        row = table.row(variant)
        numbers = row.numbers if row else {}
        results = {protocol: table.result(variant, protocol) for protocol in table.protocols}
        rows.append(
            OurRow(
                table=table.number,
                dataset=table.dataset,
                year=row.year if row else None,
                method=METHODS.get(variant),
                variant=variant,
                printed_accuracy_percent=numbers.get("accuracy_percent"),
                printed_f1=numbers.get("f1"),
                data=table.data,
                reproduced={
                    protocol: _reproduced(result) for protocol, result in results.items() if result
                },
            )
        )
    return rows


def _chance(table: Table) -> list[ChanceRow]:
    return [
        ChanceRow(
            table=table.number,
            dataset=table.dataset,
            guess=guess.name,
            protocol=guess.protocol,
            variants=guess.variants,
            data=table.data,
            accuracy_percent=percent_of(guess.scores.accuracy),
            weighted_f1=guess.scores.weighted_f1,
            macro_f1=guess.scores.macro_f1,
            uar=guess.scores.uar,
            macro_precision=guess.scores.macro_precision,
        )
        for guess in table.guesses
    ]


def _reproduced(result: ProtocolResult) -> Reproduced:
    intervals = result.intervals
    return Reproduced(
        accuracy_percent=percent_of(result.accuracy),
        accuracy_percent_interval=_percents(intervals.accuracy) if intervals else None,
        weighted_f1=result.weighted_f1,
        weighted_f1_interval=intervals.weighted_f1 if intervals else None,
        macro_f1=result.macro_f1,
        macro_f1_interval=intervals.macro_f1 if intervals else None,
        uar=result.uar,
        uar_interval=intervals.uar if intervals else None,
        macro_precision=result.macro_precision,
        one_class=result.one_class.name if result.one_class else None,
        clips=result.clips,
        samples=result.samples,
        subjects=result.subjects,
        folds=result.folds,
        seeds=result.seeds,
    )


def _percents(interval: Interval) -> Interval:
    return percent_of(interval[0]), percent_of(interval[1])


def percent_of(fraction: float, digits: int = 4) -> float:
    """Return a fraction as percent, rounded.

    >>> percent_of(0.618421)
    61.8421
    """
    return round(100 * fraction, digits)
