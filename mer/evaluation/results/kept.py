"""What a kept model is: the card in data/models/<source>/d.npz, beside its weights."""

import operator

from pydantic import Field

from mer.core.params import ClipShape, Mask, Network, Train
from mer.evaluation.results.base import Record, Result
from mer.evaluation.results.cells import Chance, Interval


class Quantiles(Record):
    """How a quantity is spread over the training clips: minimum, 5 %, 50 %, 95 %, maximum."""

    least: float
    low: float
    median: float
    high: float
    most: float


class Worth(Record):
    """What a protocol says that the recipe of a kept model is worth on clips that it did not see.

    Fractions from 0 to 1; the intervals are None where fewer than two subjects were tested.
    `chance` is what guessing scores on the same clips, None in files from before it was recorded.
    `best_val` says that its folds took the weights of their best epoch by validation clips, where
    the kept model, which has none, takes the last; not written where they took the last, too.
    """

    accuracy: float
    uf1: float
    uar: float
    accuracy_interval: Interval | None
    uf1_interval: Interval | None
    uar_interval: Interval | None
    clips: int
    subjects: int | None
    chance: Chance | None = None
    best_val: bool = Field(default=False, exclude_if=operator.not_)


class Kept(Result):
    """All that is needed to use a kept model, and to know what it is.

    Attributes:
        dataset: the data set that it was trained on, all clips of it.
        title: its name in print.
        source: `source` in params.yaml: standin or licensed.
        variant: the recipe of augmentation and balancing.
        classes: what its three probabilities are of, in this order.
        network: its sizes; `input` is what it is shown.
        train: how it was trained; `micro_batch` and `precision` are how it predicts.
        mask: how the face was found, blackened and cut out.
        clip: how many frames of what size it is shown, and how they are sampled.
        labels: the name of the rule that maps emotions to the classes.
        clips: number of training clips of each class.
        subjects: number of training subjects.
        samples: number of training samples, with copies and mixtures.
        epochs: how many it was trained for.
        frames_per_second: of the recordings; None if the data set's file does not say.
        face_pixels: width of the box around the face, with its margin, in the recordings.
        frames: length of the clips, onset to offset, in frames of the recordings.
        seconds: the same in seconds; None where the frame rate is not known.
        confidence: of the intervals of `worth`.
        worth: protocol → what it says; `loso` if it was run, none otherwise.
        versions: version of each library that decides what the model predicts.
        shapes: of the weights, in the order of the file.
    """

    dataset: str
    title: str
    source: str
    variant: str
    classes: list[str]
    network: Network
    train: Train
    mask: Mask
    clip: ClipShape
    labels: str
    clips: dict[str, int]
    subjects: int
    samples: int
    epochs: int
    frames_per_second: float | None
    face_pixels: Quantiles
    frames: Quantiles
    seconds: Quantiles | None
    confidence: float
    worth: dict[str, Worth]
    versions: dict[str, str]
    shapes: list[list[int]]
