"""Say whether a copy of the data sets is complete, in a layout that loads, and what will be dropped.

Reads ROOT/casme_sq, ROOT/smic, ROOT/samm and ROOT/casme2, and params.yaml for the label rules. Exit
status: 0 all complete, 1 usable with losses or with data sets missing, 2 not usable.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PIL import Image
from tabulate import tabulate
from tqdm import tqdm

from mer.core.command import run
from mer.core.errors import UserError
from mer.core.params import Labels, Params, load
from mer.core.vocabulary import CLASSES
from mer.datasets import ADAPTERS, adapter
from mer.datasets.base import Clip, Reading
from mer.datasets.expected import TITLES, classes, closest, editions

COMPLETE, LOSSES, UNUSABLE, ABSENT = "complete", "usable with losses", "not usable", "not found"
SHOWN = 10  # clips listed by name in the text; --json lists all


@dataclass
class Count:
    """A number found beside the number that a complete copy has."""

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
        root: the folder that holds `casme_sq`, `smic`, `samm`, `casme2`, some of them or links to
            them.
        params: for the label rules.

    Returns:
        One report a data set, found or not.
    """
    return [check_dataset(name, root / name, params.rules(name)) for name in ADAPTERS]


def check_dataset(dataset: str, root: Path, labels: Labels) -> Report:
    """Check one data set below `root`."""
    report = Report(dataset, TITLES[dataset], str(root))
    try:
        reading = adapter(dataset)(root, labels)
    except UserError as error:
        report.status = UNUSABLE if root.exists() else ABSENT
        report.problem = str(error)
        return report
    report.layouts = list(reading.layouts)
    report.sheet = str(reading.sheet or "")
    report.notes = list(reading.notes)
    _count(report, reading, labels)
    _list(report, reading.clips)
    _measure(report, reading.clips)
    report.status = _status(report)
    return report


def _count(report: Report, reading: Reading, labels: Labels) -> None:
    """Count subjects, emotions and classes beside those of the closest edition."""
    named = [clip for clip in reading.clips if _kind(clip) != "no label"]
    wanted = [clip for clip in named if _kind(clip) != "not selected"]
    emotions = Counter(clip.emotion for clip in wanted)
    edition = closest(emotions, editions(report.dataset, labels))
    report.edition = edition.name
    report.subjects = Count(len({clip.subject for clip in named}), edition.subjects)
    report.clips = Count(len(wanted), edition.clips)
    for name in sorted(
        emotions | edition.emotions, key=lambda name: (-edition.emotions.get(name, 0), name)
    ):
        report.emotions[name] = Count(emotions[name], edition.emotions.get(name, 0))
    excluded = tuple(clip.emotion for clip in wanted if _kind(clip) == "excluded")
    kept = Counter(clip.label for clip in wanted if not clip.reason)
    for label, expected in enumerate(classes(edition, labels, excluded)):
        report.classes[CLASSES[label]] = Count(kept[label], expected)


def _list(report: Report, clips: Sequence[Clip]) -> None:
    """List what is dropped, missing, left over or odd."""
    report.dropped = dict(Counter(_kind(clip) for clip in clips if clip.reason).most_common())
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
    sizes = Counter()
    for clip in tqdm(
        usable, f"frame sizes {report.dataset}", unit="clip", leave=False, disable=None
    ):
        frame = clip.frames[0]
        if frame.index is not None:
            sizes["video"] += 1
            continue
        try:
            with Image.open(frame.path) as image:
                sizes["{}x{}".format(*image.size)] += 1
        except OSError as error:
            reason = error.strerror or "it is no image"
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
    return (
        COMPLETE if all(one.found == one.expected for one in counts) and not report.lost else LOSSES
    )


def _kind(clip: Clip) -> str:
    return clip.reason.split(":")[0]


def exit_status(reports: Sequence[Report]) -> int:
    """Give 0 where all is complete, 2 where a data set that is there does not load or none is there, else 1."""
    found = {report.status for report in reports}
    if UNUSABLE in found or found == {ABSENT}:
        return 2
    return 0 if found == {COMPLETE} else 1


def as_text(reports: Sequence[Report]) -> str:
    """Write the reports for people: one table, then a paragraph a data set."""
    header = ["data set", "status", "layout", "subjects", "label rows", *CLASSES, "missing frames"]
    rows = [
        [
            report.title, report.status, ", ".join(report.layouts), report.subjects, report.clips,
            *(report.classes.get(name) for name in CLASSES),
            sum(report.missing_frames.values()) if report.subjects else None,
        ]
        for report in reports
    ]  # fmt: skip
    table = tabulate(
        [[str("" if cell is None else cell) for cell in row] for row in rows], header, "simple"
    )
    return "\n\n".join([table, *(_paragraph(report) for report in reports)])


def _paragraph(report: Report) -> str:
    lines = [f"{report.title} ({report.dataset}): {report.status}"]
    if report.problem:
        lines.append(report.problem)
    if report.subjects:
        lines += [
            f"folder: {report.root}; labels: {report.sheet or 'the folders'}; compared with: {report.edition}",
            "emotions: "
            + ", ".join(f"{name or '(empty)'} {count}" for name, count in report.emotions.items()),
            "frame sizes: "
            + ", ".join(f"{size} in {count} clips" for size, count in _first(report.frame_sizes)),
        ]
    if report.dropped:
        lines.append(
            "dropped: " + ", ".join(f"{kind} {count}" for kind, count in report.dropped.items())
        )
    for title, clips in (
        ("lost", report.lost),
        ("without a label", dict.fromkeys(report.unlabelled, "")),
        ("frames missing", report.missing_frames),
        ("frames outside of onset to offset", report.surplus_frames),
        ("odd", report.odd),
    ):
        lines += [f"{title}: {clip} {what}".rstrip() for clip, what in _first(clips)]
        if len(clips) > SHOWN:
            lines.append(f"{title}: {len(clips) - SHOWN} more; --json lists all")
    lines += [f"note: {note}" for note in report.notes]
    return "\n  ".join(lines)


def _first(items: dict) -> list[tuple]:
    return list(items.items())[:SHOWN]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m mer.commands.check",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("root", nargs="?", type=Path, default=Path("data/licensed"), metavar="ROOT",
                        help="the folder of the data sets (default: %(default)s)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    arguments = parser.parse_args()
    reports = check(arguments.root, load())
    if arguments.json:
        print(json.dumps([asdict(report) for report in reports], indent=2, ensure_ascii=False))
    else:
        print(as_text(reports))
    sys.stdout.flush()
    sys.exit(exit_status(reports))


if __name__ == "__main__":
    run(main)
