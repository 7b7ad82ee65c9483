"""Which kind of recording lies at a path, and which of its frames a user means."""

import re
from pathlib import Path

from mer.core.errors import UserError
from mer.datasets.tree import IMAGES
from mer.preprocessing.recordings.folders import Folder
from mer.preprocessing.recordings.records import Moment, Recording, UnusableRecordingError
from mer.preprocessing.recordings.videos import Video

_TIME = re.compile(r"(\d+(?:\.\d*)?|\.\d+) *s", re.IGNORECASE)


def opened(path: Path, rate: float | None, usual: float) -> Recording:
    """Open a recording.

    Args:
        path: a video file or a folder of frames.
        rate: its frames per second, as the user says; None to ask the file.
        usual: those of a folder of which the user says nothing.

    Raises:
        UnusableRecordingError: there is nothing from which anything can be predicted.
    """
    try:
        if path.is_dir():
            return Folder(path, rate or usual)
        if not path.exists():
            raise UnusableRecordingError(
                "expected a video or a folder of frames, found nothing there; check the path"
            )
        if not path.is_file():
            raise UnusableRecordingError("expected a file or folder, found a pipe or a device")
        if path.suffix.lower() in IMAGES:
            raise UnusableRecordingError(
                "it is one picture, which has no movement; expected a video or the folder of frames"
            )
        return Video(path, rate)
    except OSError as error:
        raise UnusableRecordingError(f"it cannot be read ({error.strerror})") from None
    except UserError as error:  # a folder that may not be listed
        raise UnusableRecordingError(str(error).rstrip(".")) from None


def is_place(text: str) -> bool:
    """Tell whether a text says a frame: its number, or a time such as `1.2s`.

    >>> [is_place(text) for text in ("120", "1.2s", "1.2", "-3")]
    [True, True, False, False]
    """
    return text.isdecimal() or _TIME.fullmatch(text) is not None


def find(moments: list[Moment], place: str | None, name: str, default: Moment) -> Moment:
    """Return the frame that a user means.

    Args:
        moments: those of the recording.
        place: a frame's number, or a time after the first frame such as `1.2s`, of which the
            nearest frame is taken; None for the default.
        name: of the option, for the message.
        default: the frame where nothing is said.

    Raises:
        UnusableRecordingError: the recording has no such frame.

    >>> moments = [Moment(10, 10.0, 0.0), Moment(11, 11.0, 0.5), Moment(12, 12.0, 1.0)]
    >>> [find(moments, place, "onset", moments[0]).number for place in ("11", "0.9s", None)]
    [11, 12, 10]
    """
    if place is None:
        return default
    time = _TIME.fullmatch(place)
    if time:
        seconds = float(time[1])
        if seconds > moments[-1].seconds + 1:
            raise UnusableRecordingError(
                f"--{name}: expected a time up to {moments[-1].seconds:.2f}s, received {place}"
            )
        return min(moments, key=lambda moment: abs(moment.seconds - seconds))
    found = [moment for moment in moments if moment.number == int(place)]
    if not found:
        raise UnusableRecordingError(
            f"--{name}: expected the number of one of its frames, {moments[0].number} to "
            f"{moments[-1].number}, received {place}"
        )
    return found[0]
