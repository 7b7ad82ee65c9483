"""The metrics of a cell: fractions from 0 to 1, None where not defined."""

from collections.abc import Collection
from pathlib import Path

from mer.core import paths
from mer.evaluation.results.base import Record, Result, read_of

Interval = tuple[float, float]
"""Lower and upper end."""
ByClass = dict[str, float | None]
"""Class → value, in the order of `CLASSES`."""
Intervals = dict[str, Interval | None]
"""Class → interval."""


class MetricIntervals(Record):
    """An interval of every metric, from a bootstrap over subjects."""

    accuracy: Interval
    weighted_f1: Interval
    macro_f1: Interval
    micro_f1: Interval
    uar: Interval
    precision: Intervals
    recall: Intervals
    f1: Intervals


class FoldMeans(Record):
    """Means over folds: shown because others report them, used nowhere."""

    accuracy: float
    macro_f1: float


class SeedResult(Record):
    """The metrics of one seed."""

    seed: int
    accuracy: float
    weighted_f1: float
    macro_f1: float
    micro_f1: float
    uar: float
    samples: int
    clips: int


class ProtocolResult(Record):
    """The metrics of a cell under one protocol: pooled over folds, then averaged over seeds.

    Attributes:
        absent_classes: those without an F1, absent from truth and predictions.
        intervals: None with fewer than two subjects.
        confusion: (K, K) counts, truth in the rows, pooled over folds and seeds.
        samples: test samples of all seeds.
        clips: different test clips.
        subjects: different test subjects; None where the predictions do not name them.
        folds: over all seeds.
    """

    accuracy: float
    weighted_f1: float
    macro_f1: float
    micro_f1: float
    uar: float
    precision: ByClass
    recall: ByClass
    f1: ByClass
    absent_classes: list[str]
    intervals: MetricIntervals | None
    mean_over_folds: FoldMeans
    confusion: list[list[int]]
    samples: int
    clips: int
    subjects: int | None
    folds: int
    seeds: list[int]
    per_seed: list[SeedResult]


class CellResult(Result):
    """A cell's file in metrics/cells/; `confidence` is that of its intervals."""

    dataset: str
    variant: str
    classes: list[str]
    confidence: float
    protocols: dict[str, ProtocolResult]


class Headline(Result):
    """A data set's file in metrics/headline/: the chosen variant under the chosen protocol."""

    accuracy_percent: float
    f1: float
    uf1: float
    uar: float
    clips: int
    subjects: int | None


def read_cell(cell: paths.Cell, source: str) -> CellResult | None:
    """Read the metrics of a cell; None where they were not computed."""
    if not Path(cell.metrics).is_file():
        return None
    return read_of(cell.metrics, CellResult, source)


def read_cells(
    datasets: Collection[str], variants: Collection[str], source: str
) -> dict[paths.Cell, CellResult]:
    """Read the cells that were computed, data set after data set."""
    found = {cell: read_cell(cell, source) for cell in paths.cells([*datasets], [*variants])}
    return {cell: result for cell, result in found.items() if result}
