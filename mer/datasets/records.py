"""What adapters read and return: frames, label rows, layouts, clips; and a data set's record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from mer.core.params import Labels

Rules = TypeVar("Rules", bound=Labels)


@dataclass(frozen=True)
class Frame:
    """One frame: its number in the label sheet, its file, and its index in a video file."""

    number: int
    path: Path
    index: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a label sheet, normalised.

    `onset` and `offset` are None where the frames on disk decide, `apex` where there is none.
    `recording` is the id of the folder of the whole recording, where that is not the clip's own;
    `before` the onset of the next clip in it. `units` are the action units as the sheet has them,
    empty where it has none. `unwanted` says why the row belongs to no class
    whatever its emotion, `reason` why it cannot be used.

    >>> Row("03", "EP07_02f", "disgust").clip
    '03/EP07_02f'
    """

    subject: str
    name: str
    emotion: str
    onset: int | None = None
    apex: int | None = None
    offset: int | None = None
    recording: str = ""
    before: int | None = None
    units: str = ""
    unwanted: str = ""
    reason: str = ""
    note: str = ""

    @property
    def clip(self) -> str:
        """The clip's id, unique in the data set."""
        return f"{self.subject}/{self.name}"

    @property
    def length(self) -> int:
        """The number of frames that the label sheet gives it; 0 where it leaves an end open."""
        if self.onset is None or self.offset is None:
            return 0
        return max(0, self.offset - self.onset + 1)


@dataclass(frozen=True)
class Layout:
    """One of the forms in which a data set is distributed, as found on disk.

    `folders` holds the folder, or the video file, of each clip id. `whole`: it holds more than
    onset to offset. `shared`: it is a long video with any number of clips or none, found by
    `Row.recording`.
    """

    name: str
    folders: dict[str, Path]
    whole: bool = False
    shared: bool = False
    _folded: dict[str, Path] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the look-up, which ignores case."""
        self._folded.update((name.casefold(), path) for name, path in self.folders.items())

    def key(self, row: Row) -> str:
        """Return the id under which the frames of `row` are looked for."""
        return ((self.whole or self.shared) and row.recording) or row.clip

    def find(self, row: Row) -> Path | None:
        """Return the folder that holds the frames of `row`, if there is one."""
        return self._folded.get(self.key(row).casefold())


@dataclass(frozen=True)
class Clip:
    """A labelled clip, or a folder that no label names: usable where `reason` is empty.

    `label` is 0, 1, 2, or None where the rule has no class for it. `frames` are those on disk
    between `onset` and `offset`, ascending; `missing` counts the numbers between them that are not
    there, `surplus` the files outside of them in a folder that should hold nothing else. `units`
    are the action units of the label sheet; nothing is computed from them. `reason` has the grammar
    of `mer.core.reasons`.
    """

    subject: str
    clip: str
    emotion: str
    label: int | None = None
    onset: int | None = None
    apex: int | None = None
    offset: int | None = None
    frames: tuple[Frame, ...] = ()
    missing: int = 0
    surplus: int = 0
    units: str = ""
    layout: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """What an adapter found: where, in which layouts (the preferred one first), and every clip.

    The clips are sorted by id.
    """

    root: Path
    sheet: Path | None
    layouts: tuple[str, ...]
    clips: tuple[Clip, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """What a complete copy of one edition of a data set holds.

    As counted in its label file or stated by its owners: subjects, and labelled clips of each
    emotion.

    >>> Edition("HS camera", 16, {"negative": 70, "positive": 51, "surprise": 43}).clips
    164
    """

    name: str
    subjects: int
    emotions: dict[str, int]

    @property
    def clips(self) -> int:
        """The number of labelled clips."""
        return sum(self.emotions.values())


@dataclass(frozen=True)
class DataSet(Generic[Rules]):
    """All facts of one data set.

    Args:
        key: its name in params.yaml, of its folder and of its file in mer/datasets.
        title: its name in print.
        read: the adapter; finds the frames and the label sheet below a folder, whatever layout the
            copy has, and returns every labelled clip and every folder that no label names.
        editions: the editions that a copy may be of, under some label rules.
        rate: frames per second of the recordings, under some label rules; None if not known.
    """

    key: str
    title: str
    read: Callable[[Path, Rules], Reading]
    editions: Callable[[Rules], tuple[Edition, ...]]
    rate: Callable[[Rules], float] | None = None
