"""Anyone's recording: a video or a folder of frames, read frame by frame, cut into windows."""

from mer.preprocessing.recordings.opening import is_place, opened
from mer.preprocessing.recordings.records import (
    Frame,
    Moment,
    Recording,
    UnusableRecordingError,
)

__all__ = ["Frame", "Moment", "Recording", "UnusableRecordingError", "is_place", "opened"]
