"""Which differences between variants are larger than chance: metrics/comparisons.json."""

from mer.core import paths
from mer.evaluation.results.base import Record, Result, read_of


class Pair(Record):
    """Two variants under one protocol.

    Attributes:
        difference_points: accuracy of the first minus that of the second, in percentage points.
        only_first_right: clips on which the first was right more often.
        only_second_right: clips on which the second was.
        permutation_p: of the permutation test over subjects.
        mcnemar_p: of McNemar's exact test over clips.
        permutation_holm_p: corrected for the number of pairs.
        permutation_larger_than_chance: whether that is below the level.
        mcnemar_holm_p: corrected for the number of pairs.
        mcnemar_larger_than_chance: whether that is below the level.
    """

    first: str
    second: str
    difference_points: float
    only_first_right: int
    only_second_right: int
    permutation_p: float
    mcnemar_p: float
    permutation_holm_p: float
    permutation_larger_than_chance: bool
    mcnemar_holm_p: float
    mcnemar_larger_than_chance: bool


class Comparison(Record):
    """Every two variants of a data set under one protocol.

    Attributes:
        level: below which a corrected p counts as larger than chance.
        clips: test clips.
        subjects: test subjects.
        smallest_p: the smallest corrected p that the permutation test can give with so few.
        pairs: of variants.
    """

    level: float
    clips: int
    subjects: int
    smallest_p: float
    pairs: list[Pair]


class DatasetComparisons(Record):
    """A data set: what to say below its table, and the numbers, None with one variant."""

    sentences: list[str]
    protocols: dict[str, Comparison | None]


class Comparisons(Result):
    """All data sets, by their keys."""

    datasets: dict[str, DatasetComparisons]


def read_comparisons(source: str) -> Comparisons:
    """Read metrics/comparisons.json."""
    return read_of(paths.COMPARISONS, Comparisons, source)
