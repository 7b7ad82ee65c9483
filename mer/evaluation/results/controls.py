"""A cell's files in controls/: the metrics of its controls, and what their training reached."""

from pathlib import Path

from mer.evaluation.results.base import Record, Result, read
from mer.evaluation.results.cells import ProtocolResult


class Training(Record):
    """How the folds of one protocol were trained: means over them.

    Attributes:
        clips: different clips in the training part, whether themselves or as copies.
        samples: samples in it, copies and what SMOTE made included.
        epochs: how many were trained.
        steps: of the optimiser.
        accuracy: of the last epoch on its training part, as trained, that is with dropout.
        fitted: share of the folds in which it reached `controls.fitted`; None where that is not
            asked for.
    """

    clips: float
    samples: float
    epochs: float
    steps: float
    accuracy: float
    fitted: float | None


Tested = dict[str, tuple[int, int]]
"""Subject → right answers, test samples; over all folds and seeds."""


class ControlResult(Result):
    """A cell's file in controls/.

    Attributes:
        labels: true, or shuffled between clips.
        null_seed: of the shuffle; None for the true labels.
        budget: `train.budget` where that is compared; None elsewhere.
        settings: digest of the parameters.
        clips: digest of the clips and windows.
        copies: digest of the augmented copies.
        protocols: protocol → metrics.
        training: protocol → how its folds were trained.
        subjects: protocol → what intervals of differences are made from.
    """

    labels: str
    dataset: str
    variant: str
    null_seed: int | None
    budget: str | None
    settings: str
    clips: str
    copies: str
    confidence: float
    protocols: dict[str, ProtocolResult]
    training: dict[str, Training]
    subjects: dict[str, Tested]


def read_control(path: Path) -> ControlResult | None:
    """Read a control, whatever it was computed from; None where it was not run."""
    if not path.is_file():
        return None
    return read(path, ControlResult, "remove it and run `mer controls`")
