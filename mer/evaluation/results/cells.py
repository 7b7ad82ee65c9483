"""The metrics of a cell: fractions from 0 to 1, None where not defined."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ConfigDict, Field

from mer.core import paths
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES
from mer.evaluation.results.base import Record, Result, read_of

Interval = tuple[float, float]
"""Lower and upper end."""
ByClass = dict[str, float | None]
"""Class → value, in the order of `CLASSES`."""
Intervals = dict[str, Interval | None]
"""Class → interval."""
NEARLY_ALL = 0.95
"""Share of the test samples above which a cell counts as one that predicts a single class."""


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


class OneClass(NamedTuple):
    """A class that nearly all test samples are given, and the share of them, 0 to 1."""

    name: str
    share: float


def _is_none(value: object) -> bool:
    return value is None


def one_class(confusion: Sequence[Sequence[int]]) -> OneClass | None:
    """Return the class that more than `NEARLY_ALL` of the samples are given; None without one.

    Args:
        confusion: (K, K) counts, truth in the rows.

    >>> one_class([[30, 0, 0], [10, 0, 0], [9, 1, 0]])
    OneClass(name='negative', share=0.98)
    """
    predicted = [sum(column) for column in zip(*confusion, strict=True)]
    name, most = max(zip(CLASSES, predicted, strict=True), key=lambda pair: pair[1])
    share = most / max(1, sum(predicted))
    return OneClass(name, share) if share > NEARLY_ALL else None


class ChanceScores(Record):
    """What a guess scores on test samples: expected values, fractions from 0 to 1."""

    accuracy: float
    weighted_f1: float
    macro_f1: float
    uar: float
    macro_precision: float


class Chance(Record):
    """What guesses score on the test samples of a cell; `mer.evaluation.chance` says how."""

    majority: ChanceScores
    stratified: ChanceScores


class FoldMeans(Record):
    """Means over folds: shown because others report them, used nowhere."""

    accuracy: float
    macro_f1: float


class SeedResult(Record):
    """The metrics of one seed.

    `one_class` is the class that nearly all test samples are given; not written without one.
    """

    seed: int
    accuracy: float
    weighted_f1: float
    macro_f1: float
    micro_f1: float
    uar: float
    samples: int
    clips: int
    one_class: str | None = Field(default=None, exclude_if=_is_none)


class ValidationResult(Record):
    """Metrics of the validation parts, which settings may be chosen by: nobody is tested on them.

    Attributes:
        clips: different validation clips.
        samples: validation samples of all folds and seeds; a clip may be in several folds' parts.
    """

    accuracy: float
    macro_f1: float
    clips: int
    samples: int


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
        validation: None where no clips were held out for validation.
        chance: what guessing scores on the same test samples; None, and not written, in files from
            before it was recorded, as those of `mer controls` and `mer tune` may be.
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
    validation: ValidationResult | None = None
    chance: Chance | None = Field(default=None, exclude_if=_is_none)

    @property
    def one_class(self) -> OneClass | None:
        """The class that nearly all test samples of all seeds are given; None without one.

        The accuracy of such a cell is about the share of that class, whatever the network saw.
        """
        return one_class(self.confusion)

    @property
    def macro_precision(self) -> float | None:
        """Mean precision of the classes that are predicted at all; None where there are none."""
        known = [value for value in self.precision.values() if value is not None]
        return round(sum(known) / len(known), 6) if known else None


class CellResult(Result):
    """A cell's file in metrics/cells/; `confidence` is that of its intervals."""

    dataset: str
    variant: str
    classes: list[str]
    confidence: float
    protocols: dict[str, ProtocolResult]


class HeadlineScores(Record):
    """The chosen cell of a data set, or the mean of all: accuracies in percent, UF1 from 0 to 1.

    Those of the validation samples are None where no clips were held out for validation.
    """

    test_acc: float
    test_uf1: float
    val_acc: float | None
    val_uf1: float | None


class Headline(Result):
    """metrics/headline.json, whose keys DVC shows as columns: data set → its scores, and `mean`.

    `of` names variant and protocol, for whoever compares two commits.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, HeadlineScores]

    of: str


def read_cell(cell: paths.Cell, source: str) -> CellResult | None:
    """Read the metrics of a cell; None where they were not computed.

    Raises:
        UserError: as `read_of`; or the file holds those of another cell.
    """
    if not Path(cell.metrics).is_file():
        return None
    result = read_of(cell.metrics, CellResult, source)
    if (result.dataset, result.variant) != (cell.dataset, cell.variant):
        raise UserError(
            f"{cell.metrics}: expected the metrics of {cell.variant} on {cell.dataset}, received "
            f"those of {result.variant} on {result.dataset}; run `dvc repro --force "
            f"{cell.metrics.stage}`."
        )
    return result


def read_cells(
    datasets: Collection[str], variants: Collection[str], source: str
) -> dict[paths.Cell, CellResult]:
    """Read the cells that were computed, data set after data set."""
    found = {cell: read_cell(cell, source) for cell in paths.cells([*datasets], [*variants])}
    return {cell: result for cell, result in found.items() if result}
