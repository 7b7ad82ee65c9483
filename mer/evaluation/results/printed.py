"""Which test sets the printed accuracies, and ours, can have come from: metrics/audit.json."""

from pydantic import Field

from mer.evaluation.results.base import Record, Result
from mer.evaluation.results.cells import Interval


class ClipCount(Record):
    """A number of clips that a data set offers.

    Attributes:
        what: which clips these are.
        clips: how many.
        test_sizes: those of a 10 % test, rounded down and up.
        step_points: what one test clip is worth at each of these sizes, in percentage points.
    """

    what: str
    clips: int
    test_sizes: list[int]
    step_points: list[float]


class Sizes(Record):
    """The test sizes that can print an accuracy.

    Attributes:
        smallest: of all sizes.
        sizes_to_500: all up to there.
        in_ten_percent_test: those that a 10 % test may have.
        in_test_of_all: which clips → how many, where a test of all of them can print it.
    """

    smallest: int
    sizes_to_500: list[int]
    in_ten_percent_test: list[int]
    in_test_of_all: dict[str, int]


class SizeInterval(Record):
    """The binomial interval of an accuracy, in percent, at a test size."""

    size: int
    percent: Interval


class PrintedAccuracy(Record):
    """A printed accuracy, as it is printed; `variant` is None for others' methods."""

    method: str
    variant: str | None
    accuracy_percent: str
    rounding: Sizes
    truncation: Sizes
    interval_in_ten_percent_test: SizeInterval
    interval_at_smallest: SizeInterval


class CommonSizes(Record):
    """The smallest test size that can print all accuracies of our variants."""

    rounding: int
    truncation: int


class Difference(Record):
    """The step from one variant to another, in percentage points and in clips of a 10 % test."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    points: float
    test_clips: float


class PrintedVariants(Record):
    """Our variants together; `smallest_common` is None where none of them is printed."""

    smallest_common: CommonSizes | None
    test_size: int
    differences: list[Difference]


class PrintedTable(Record):
    """One of the article's tables."""

    table: int
    dataset: str
    counts: list[ClipCount]
    rows: list[PrintedAccuracy]
    variants: PrintedVariants


class OurAccuracy(Record):
    """One of our accuracies; `possible` and `percent` are None for a mean over seeds."""

    dataset: str
    variant: str
    protocol: str
    accuracy_percent: str
    samples: int
    possible: bool | None
    percent: Interval | None


class PrintedAudit(Result):
    """The article's tables, and our accuracies under the same lens."""

    tables: list[PrintedTable]
    ours: list[OurAccuracy]
