"""What `mer predict` says of recordings."""

from mer.evaluation.results.base import Record, Result


class Window(Record):
    """A stretch of a recording, from onset to offset, and the probabilities of its classes.

    `onset` and `offset` are numbers of frames, `start` and `end` seconds after the first frame.
    """

    onset: int
    offset: int
    start: float
    end: float
    probabilities: dict[str, float]
    predicted: str


class Step(Record):
    """The mean probabilities of the windows that cover a moment; none where no window does."""

    seconds: float
    windows: int
    probabilities: dict[str, float] | None


class Faces(Record):
    """What was seen of faces at the first frames of windows.

    `looked` counts the frames that were looked at, `none` those without a face, `several` those
    with more than one, of which the largest was taken; `faceless` are the stretches without one, in
    seconds; `pixels` is the median width of the boxes around the faces.
    """

    looked: int
    none: int
    several: int
    faceless: list[tuple[float, float]]
    pixels: float | None


class RecordingResult(Record):
    """A recording, its windows, and what is to be known of them.

    Attributes:
        recording: its path, as it was named.
        frames: how many were read; `seconds` is the time from the first to the last.
        frames_per_second: the rate by which lengths in seconds became frames.
        width: of the frames, in pixels, before any reduction.
        height: likewise.
        mode: given, where the user named onset or offset; whole, where the recording is shorter
            than the shortest window; else sliding.
        lengths: of the sliding windows, in frames.
        step: frames from the start of one window to the next.
        faces: what was seen of faces.
        remarks: what is odd about the recording: sentences.
        warnings: where it differs from what the model was trained on: sentences.
        windows: in the order of their starts.
        timeline: one entry per step of sliding windows; empty for a single one.
    """

    recording: str
    frames: int
    seconds: float
    frames_per_second: float
    width: int
    height: int
    mode: str
    lengths: list[int]
    step: int
    faces: Faces
    remarks: list[str]
    warnings: list[str]
    windows: list[Window]
    timeline: list[Step]


class Refusal(Record):
    """A recording of which nothing could be predicted, and why."""

    recording: str
    problem: str


class Predictions(Result):
    """All that one call of `mer predict` says.

    Attributes:
        dataset: of the model.
        title: its name in print.
        variant: of the model.
        model: where the model was read from.
        worth: what loso says that it is worth, one sentence.
        caution: what it can not do.
        recordings: those that were predicted, in the order in which they were named.
        refused: the others.
    """

    dataset: str
    title: str
    variant: str
    model: str
    worth: str
    caution: str
    recordings: list[RecordingResult]
    refused: list[Refusal]
