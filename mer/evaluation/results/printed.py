"""Which test sets the printed accuracies, and ours, can have come from: metrics/audit.json."""

from pydantic import Field

from mer.evaluation.results.base import Record, Result
from mer.evaluation.results.cells import Interval


class ClipCount(Record):
    """A number of clips that a data set offers.

    Attributes:
        what: which clips these are.
        clips: how many.
        source: the label file or the article that says so.
        test_sizes: those of a 10 % test, rounded down and up.
        step_points: what one test clip is worth at each of these sizes, in percentage points.
    """

    what: str
    clips: int
    source: str
    test_sizes: list[int]
    step_points: list[float]


class Sizes(Record):
    """The test sizes that can print an accuracy.

    Attributes:
        smallest: of all sizes; None where no size can.
        sizes_to_500: all up to there.
        in_ten_percent_test: those that a 10 % test may have.
        in_test_of_all: which clips → how many, where a test of all of them can print it.
    """

    smallest: int | None
    sizes_to_500: list[int]
    in_ten_percent_test: list[int]
    in_test_of_all: dict[str, int]


class SizeInterval(Record):
    """The binomial interval of an accuracy, in percent, at a test size; `hits` are the nearest."""

    size: int
    hits: int
    percent: Interval


class BothRules(Record):
    """Test sizes by how digits are printed."""

    rounding: Sizes
    truncation: Sizes


class Average(Record):
    """How many tests of one size a mean needs, by how its digits are printed."""

    test_size: int
    rounding: int
    truncation: int


class FoldCounts(Record):
    """Which clips → how many, where the mean over ten folds of them can print an accuracy."""

    rounding: dict[str, int]
    truncation: dict[str, int]


class OwnAccuracy(Record):
    """What else one of the article's own accuracies can come from.

    Attributes:
        one_vs_rest: the test sizes if Equation 2 is taken for each class against the rest.
        averages: a mean over equal 10 % tests, for each size that one of a count's clips may have.
        mean_of_ten_folds: the counts of clips whose mean over ten folds can print it.
    """

    one_vs_rest: BothRules
    averages: list[Average]
    mean_of_ten_folds: FoldCounts


class PrintedAccuracy(Record):
    """A printed accuracy, as it is printed.

    Attributes:
        variant: None for others' methods, and so is `own`.
        more_than_all_clips: the smallest size exceeds every count of the data set's clips.
    """

    method: str
    variant: str | None
    accuracy_percent: str
    rounding: Sizes
    truncation: Sizes
    more_than_all_clips: bool
    interval_in_ten_percent_test: SizeInterval
    interval_at_smallest: SizeInterval
    own: OwnAccuracy | None


class CommonSizes(Record):
    """The smallest test size that can print all accuracies of our variants; None: no size can."""

    rounding: int | None
    truncation: int | None


class Difference(Record):
    """The step from one variant to another, in percentage points and in clips of a 10 % test."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    points: float
    test_clips: float


class PrintedVariants(Record):
    """The article's variants together; the smallest sizes are None where none of them is printed.

    Attributes:
        smallest_common: one test size that prints all of them.
        smallest_common_one_vs_rest: the same under the other reading of Equation 2.
        averages: as in `OwnAccuracy`, if one number of tests is to print all variants.
    """

    smallest_common: CommonSizes | None
    smallest_common_one_vs_rest: CommonSizes | None
    averages: list[Average]
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
    """One of our accuracies.

    Attributes:
        possible: None where a mean over seeds cannot be judged.
        percent: the binomial interval; None for a mean over seeds.
        one_class: the class that nearly all test samples are given, None where there is none.
    """

    dataset: str
    variant: str
    protocol: str
    accuracy_percent: str
    samples: int
    possible: bool | None
    percent: Interval | None
    one_class: str | None


class Evidence(Record):
    """One calculation from the printed tables.

    Attributes:
        what: of which cells.
        calculation: the printed digits that enter it.
        value: its result, in `unit`.
        judged: whether the statement is about it; others are shown beside.
    """

    what: str
    calculation: str
    value: float
    unit: str
    judged: bool


class Contradiction(Record):
    """A statement of the article beside its own tables.

    Attributes:
        key: as in published/statements.csv.
        words: the statement.
        place: where it stands.
        evidence: the arithmetic.
        agrees: whether any judged number is the stated one; None where nothing can be compared.
    """

    key: str
    words: str
    place: str
    evidence: list[Evidence]
    agrees: bool | None


class PrintedAudit(Result):
    """The article's tables, its statements, and our accuracies under the same lens."""

    tables: list[PrintedTable]
    contradictions: list[Contradiction]
    ours: list[OurAccuracy]
