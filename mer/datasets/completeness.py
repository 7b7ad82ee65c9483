"""Whether a copy of a data set is complete: what it holds beside what a complete copy holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from tqdm import tqdm

from mer.core import files, reasons
from mer.core.errors import UserError
from mer.core.params import Labels, Params
from mer.core.vocabulary import CLASSES
from mer.datasets import dataset
from mer.datasets.records import Clip, DataSet, Edition, Reading

COMPLETE, LOSSES, UNUSABLE, ABSENT = "complete", "usable with losses", "not usable", "not found"


@dataclass
class Count:
    """A number found beside the number that a complete copy has.

    >>> str(Count(31, 32)), str(Count(32, 32))
    ('31 of 32', '32')
    """

    found: int
    expected: int

    def __str__(self) -> str:
        """Show both where they differ."""
        return (
            str(self.found) if self.found == self.expected else f"{self.found} of {self.expected}"
        )


@dataclass
class Report:
    """What was found of one data set; `problem` says why nothing was."""

    dataset: str
    title: str
    root: str
    status: str = ABSENT
    problem: str = ""
    layouts: list[str] = field(default_factory=list)
    sheet: str = ""
    edition: str = ""
    subjects: Count | None = None
    clips: Count | None = None
    emotions: dict[str, Count] = field(default_factory=dict)
    classes: dict[str, Count] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    unlabelled: list[str] = field(default_factory=list)
    missing_frames: dict[str, int] = field(default_factory=dict)
    surplus_frames: dict[str, int] = field(default_factory=dict)
    frame_sizes: dict[str, int] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def check(root: Path, params: Params) -> list[Report]:
    """Check the data sets below a folder.

    Args:
        root: the folder that holds a folder per data set, or a link to it, named by the data set's
            key; some of them may not be there.
        params: for the label rules; every data set that has some is checked.

    Returns:
        One report per data set, found or not.

    Raises:
        UserError: there are label rules of a data set that has no file in mer/datasets.
    """
    return [
        check_dataset(dataset(key), root / key, labels)
        for key, labels in params.labels.by_dataset.items()
    ]


def check_dataset(checked: DataSet[Labels], root: Path, labels: Labels) -> Report:
    """Check the copy of one data set in the folder `root`."""
    report = Report(checked.key, checked.title, str(root))
    try:
        reading = checked.read(root, labels)
    except UserError as error:
        report.status = UNUSABLE if root.exists() else ABSENT
        report.problem = str(error)
        return report
    report.layouts = list(reading.layouts)
    report.sheet = str(reading.sheet or "")
    report.notes = list(reading.notes)
    _count(report, reading, checked.editions(labels), labels)
    _list(report, reading.clips)
    _measure(report, reading.clips)
    report.status = _status(report)
    return report


def _count(report: Report, reading: Reading, editions: Sequence[Edition], labels: Labels) -> None:
    """Count subjects, emotions and classes beside those of the closest edition."""
    named = [clip for clip in reading.clips if _kind(clip) != "no label"]
    wanted = [clip for clip in named if _kind(clip) != "not selected"]
    emotions = Counter(clip.emotion for clip in wanted)
    edition = closest(emotions, editions)
    report.edition = edition.name
    report.subjects = Count(len({clip.subject for clip in named}), edition.subjects)
    report.clips = Count(len(wanted), edition.clips)
    for name in sorted(
        emotions | edition.emotions, key=lambda name: (-edition.emotions.get(name, 0), name)
    ):
        report.emotions[name] = Count(emotions[name], edition.emotions.get(name, 0))
    excluded = [clip.emotion for clip in wanted if _kind(clip) == "excluded"]
    kept = Counter(clip.label for clip in wanted if not clip.reason)
    for label, expected in enumerate(classes(edition, labels, excluded)):
        report.classes[CLASSES[label]] = Count(kept[label], expected)


def closest(found: Mapping[str, int], editions: Sequence[Edition]) -> Edition:
    """Return the edition whose counts of emotions differ least from those found.

    Args:
        found: clips per emotion.
        editions: at least one; of equally close ones the first is returned.

    >>> old, new = Edition("old", 26, {"surprise": 25}), Edition("new", 26, {"surprise": 28})
    >>> closest({"surprise": 27}, [old, new]).name
    'new'
    """

    def difference(edition: Edition) -> int:
        return sum(
            abs(found.get(name, 0) - edition.emotions.get(name, 0))
            for name in {*found, *edition.emotions}
        )

    return min(editions, key=difference)


def classes(edition: Edition, labels: Labels, excluded: Sequence[str] = ()) -> tuple[int, int, int]:
    """Count the clips of each class that the chosen rule makes of an edition.

    Args:
        edition: the counts of emotions.
        labels: the label rules.
        excluded: the emotions of the clips that the rule leaves out by name.

    Returns:
        The numbers of negative, positive and surprise clips.
    """

    def count(emotions: Sequence[str]) -> int:
        clips = sum(edition.emotions.get(name, 0) for name in emotions)
        return clips - sum(name in emotions for name in excluded)

    rule = labels.chosen
    return count(rule.negative), count(rule.positive), count(rule.surprise)


def _list(report: Report, clips: Sequence[Clip]) -> None:
    """List what is dropped, missing, left over or odd."""
    report.dropped = reasons.count(clip.reason for clip in clips)
    report.lost = {
        clip.clip: clip.reason for clip in clips if clip.reason and clip.label is not None
    }
    report.unlabelled = [clip.clip for clip in clips if _kind(clip) == "no label"]
    labelled = [clip for clip in clips if clip.label is not None]
    report.missing_frames = {
        clip.clip: clip.missing for clip in labelled if clip.frames and clip.missing
    }
    report.surplus_frames = {clip.clip: clip.surplus for clip in labelled if clip.surplus}
    report.odd = {clip.clip: clip.note for clip in labelled if clip.note}


def _measure(report: Report, clips: Sequence[Clip]) -> None:
    """Read the size of one frame of each clip; a frame that does not open costs its clip later."""
    usable = [clip for clip in clips if not clip.reason]
    sizes: Counter[str] = Counter()
    for clip in tqdm(
        usable, f"frame sizes {report.dataset}", unit="clip", leave=False, disable=None
    ):
        frame = clip.frames[0]
        if frame.index is not None:
            sizes["video"] += 1
            continue
        try:
            reason = files.problem(frame.path)
            if not reason:
                with Image.open(frame.path) as image:
                    sizes["{}x{}".format(*image.size)] += 1
        except Exception as error:  # parsers of damaged files fail with many kinds of errors
            reason = getattr(error, "strerror", None) or "it is no image"
        if reason:
            report.lost[clip.clip] = f"unreadable frame: {frame.path.name} ({reason})"
    report.frame_sizes = dict(sizes.most_common())


def _status(report: Report) -> str:
    if not all(count.found for count in report.classes.values()):
        report.problem = (
            f"{report.root}: expected usable clips of all three classes, found "
            + ", ".join(f"{count.found} {name}" for name, count in report.classes.items())
            + "; the reasons are listed below."
        )
        return UNUSABLE
    counts = [report.subjects, report.clips, *report.emotions.values(), *report.classes.values()]
    whole = all(one is not None and one.found == one.expected for one in counts)
    return COMPLETE if whole and not report.lost else LOSSES


def _kind(clip: Clip) -> str:
    return reasons.kind(clip.reason)
