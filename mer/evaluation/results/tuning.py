"""Batch size and number of epochs, tuned: the files of tuning/, and metrics/tuning.json."""

from pathlib import Path

from mer.core import paths
from mer.evaluation.results.base import Record, Result, read, read_of
from mer.evaluation.results.cells import Interval, ProtocolResult


class TuningScores(Record):
    """Fractions from 0 to 1 and mean cross-entropy; pooled over folds, averaged over seeds.

    `one_class` is the class that nearly all samples are given, None where there is none.
    """

    accuracy: float
    weighted_f1: float
    macro_f1: float
    cross_entropy: float
    one_class: str | None


class TuningPoint(Record):
    """A setting of the grid.

    Attributes:
        validation: of all validation clips; a subject is in the validation part of several folds.
        test: of all test clips.
        folds: how many folds chose it.
    """

    batch_size: int
    epochs: int
    validation: TuningScores
    test: TuningScores
    folds: int


class TuningChoice(Record):
    """What a fold chose, and the mean cross-entropy of its `clips` validation clips there."""

    seed: int
    fold: int
    batch_size: int
    epochs: int
    cross_entropy: float
    clips: int


class TunedCell(Result):
    """A cell's file in tuning/.

    Attributes:
        settings: digest of the parameters.
        clips: digest of the clips and windows.
        copies: digest of the augmented copies.
        protocol: how the clips were split.
        confidence: of the intervals.
        grid: every setting, in the order of params.yaml: epochs after epochs.
        choices: one per fold.
        tuned: metrics of the test clips, each fold at the setting that it chose.
        by_test_per_fold: the same, had every fold chosen the setting with the best accuracy on its
            own test clips: what must not be done.
    """

    dataset: str
    variant: str
    settings: str
    clips: str
    copies: str
    protocol: str
    confidence: float
    grid: list[TuningPoint]
    choices: list[TuningChoice]
    tuned: ProtocolResult
    by_test_per_fold: TuningScores


class TuningCell(Record):
    """A cell in metrics/tuning.json.

    Attributes:
        table: number of the article's table of its data set; None where it has none.
        validation_clips: of the fold with the fewest, and of that with the most.
        mean_accuracy_percent: over all settings of the grid, chosen by nobody.
        tuned_accuracy_percent: each fold at the setting that its validation clips chose.
        best_accuracy_percent: of the setting with the best test accuracy, `best`; what choosing by
            the test clips reports.
        best_per_fold_accuracy_percent: where every fold chooses by its own test clips.
        tuned_one_class: the class that nearly all test samples are given at the chosen settings;
            None where there is none.
        best_per_fold_one_class: the same where every fold chooses by its own test clips.
    """

    table: int | None
    dataset: str
    variant: str
    grid: list[TuningPoint]
    folds: int
    validation_clips: tuple[int, int]
    mean_accuracy_percent: float
    tuned_accuracy_percent: float
    tuned_accuracy_percent_interval: Interval | None
    tuned_weighted_f1: float
    tuned_weighted_f1_interval: Interval | None
    best: tuple[int, int]
    best_accuracy_percent: float
    best_weighted_f1: float
    best_per_fold_accuracy_percent: float
    tuned_one_class: str | None
    best_per_fold_one_class: str | None


class Tuning(Result):
    """All cells that were tuned with these parameters and clips, and the names of the others.

    `input` is that of the network.
    """

    protocol: str
    input: str
    seeds: list[int]
    confidence: float
    batch_size: list[int]
    epochs: list[int]
    cells: list[TuningCell]
    missing: list[str]


def read_tuned(path: Path) -> TunedCell | None:
    """Read a file of tuning/, whatever it was computed from; None where there is none."""
    if not path.is_file():
        return None
    return read(path, TunedCell, "remove it and run `mer tune`")


def read_tuning(source: str) -> Tuning | None:
    """Read metrics/tuning.json; None where it was not made."""
    if not Path(paths.TUNING).is_file():
        return None
    return read_of(paths.TUNING, Tuning, source)
