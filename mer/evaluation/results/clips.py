"""What became of the clips of every data set: metrics/clips.json."""

from mer.core import paths
from mer.evaluation.results.base import Result, read_of


class ClipCounts(Result):
    """What became of the clips of one data set.

    Attributes:
        folders_without_label: folders of frames that the label sheet does not name.
        clips: step → clips, from `labelled` on.
        subjects: step → subjects.
        classes: class → step → clips, from `mapped` on.
        dropped: stage → kind of reason → clips.
        digest: of the clips and their windows; results of other pixels have another one.
    """

    dataset: str
    folders_without_label: int
    clips: dict[str, int]
    subjects: dict[str, int]
    classes: dict[str, dict[str, int]]
    dropped: dict[str, dict[str, int]]
    digest: str


class Ledger(Result):
    """What became of the clips of all data sets, by their keys."""

    datasets: dict[str, ClipCounts]


def read_ledger(source: str) -> Ledger:
    """Read metrics/clips.json."""
    return read_of(paths.LEDGER, Ledger, source)
