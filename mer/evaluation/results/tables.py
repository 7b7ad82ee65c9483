"""All tables in one file: metrics/tables.json."""

from typing import Annotated, Literal

from pydantic import Field

from mer.core import paths
from mer.evaluation.results.base import Record, Result, read
from mer.evaluation.results.cells import Interval


class Score(Record):
    """A variant under the chosen protocol, with the digits that the article prints."""

    accuracy_percent: float
    f1: float


class PrintedRow(Record):
    """A printed row of another author's method; None where nothing is printed."""

    table: int | None
    dataset: str
    kind: Literal["printed"] = "printed"
    year: int
    method: str
    reference: str
    printed_accuracy_percent: float | None
    printed_f1: float | None


class Reproduced(Record):
    """A variant under one protocol.

    `one_class` is the class that nearly all test samples are given, None where there is none.
    """

    accuracy_percent: float
    accuracy_percent_interval: Interval | None
    weighted_f1: float
    weighted_f1_interval: Interval | None
    macro_f1: float
    macro_f1_interval: Interval | None
    uar: float
    uar_interval: Interval | None
    macro_precision: float | None
    one_class: str | None
    clips: int
    samples: int
    subjects: int | None
    folds: int
    seeds: list[int]


class OurRow(Record):
    """One of our variants: what is printed of it, and protocol → what was computed.

    `table` is None for a data set that the article lacks, `year` and `method` for a variant that it
    lacks.
    """

    table: int | None
    dataset: str
    kind: Literal["ours"] = "ours"
    year: int | None
    method: str | None
    variant: str
    printed_accuracy_percent: float | None
    printed_f1: float | None
    data: str
    reproduced: dict[str, Reproduced]


class ChanceRow(Record):
    """What a guess scores on the test samples of one protocol: exact expected values.

    Attributes:
        guess: `majority` or `stratified`, see `mer.evaluation.chance`.
        variants: those that are tested on samples of these labels.
    """

    table: int | None
    dataset: str
    kind: Literal["chance"] = "chance"
    guess: Literal["majority", "stratified"]
    protocol: str
    variants: list[str]
    data: str
    accuracy_percent: float
    weighted_f1: float
    macro_f1: float
    uar: float
    macro_precision: float


Row = Annotated[PrintedRow | OurRow | ChanceRow, Field(discriminator="kind")]


class TablesSummary(Result):
    """Every row of every table.

    Attributes:
        protocol: the chosen one, which `cells` are of.
        cells: data set → variant → what `dvc metrics diff --targets` shows;
            what was not computed is absent.
        rows: printed and computed; DVC shows no lists.
    """

    protocol: str
    cells: dict[str, dict[str, Score]]
    rows: list[Row]


def read_tables() -> TablesSummary:
    """Read metrics/tables.json, whichever data it comes from."""
    return read(paths.TABLES, TablesSummary, f"run `dvc repro {paths.TABLES.stage}`")
