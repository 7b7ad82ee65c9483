"""Check whether a copy of the data sets is complete and loads, and what will be dropped from it.

Reads ROOT/casme_sq, ROOT/smic and so on, a folder for each data set that has label rules in
params.yaml. Exit status, of those listed under `datasets` there: 0 all complete, 1 usable with
losses or some not there, 2 one does not load, or none is there.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from tabulate import tabulate

from mer.core import origin, params
from mer.core.vocabulary import CLASSES
from mer.datasets import completeness
from mer.datasets.completeness import ABSENT, COMPLETE, Report

SHOWN = 10  # clips listed by name in the text; --json lists all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "root",
        nargs="?",
        type=Path,
        default=origin.licensed(),
        metavar="ROOT",
        help="the folder of the data sets (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument(
        "--thorough",
        action="store_true",
        help="decode every frame, which takes minutes, and not the first of each clip alone",
    )


def main(arguments: argparse.Namespace) -> None:
    """Check, print what was found, and end with the status."""
    reports = completeness.check(arguments.root, params.load(), arguments.thorough)
    if arguments.json:
        print(json.dumps([asdict(report) for report in reports], indent=2, ensure_ascii=False))
    else:
        print(as_text(reports))
    sys.stdout.flush()
    sys.exit(exit_status(reports))


def exit_status(reports: Sequence[Report]) -> int:
    """Return 0 where all is complete, 2 where one does not load or none is there, else 1.

    Only data sets that params.yaml lists under `datasets` count.
    """
    found = {report.status for report in reports if report.listed}
    if completeness.UNUSABLE in found or found == {completeness.ABSENT}:
        return 2
    return 0 if found == {completeness.COMPLETE} else 1


def as_text(reports: Sequence[Report]) -> str:
    """Write the reports for a reader: one table, then a paragraph per data set."""
    header = ["data set", "status", "layout", "subjects", "clips", *CLASSES, "missing frames"]
    rows = [[str("" if cell is None else cell) for cell in _cells(report)] for report in reports]
    table = tabulate(rows, header, "simple")
    return "\n\n".join([table, *(_paragraph(report) for report in reports), *_verdict(reports)])


def _verdict(reports: Sequence[Report]) -> list[str]:
    """Say what the exit status is for, where it is not 0."""
    short = [report for report in reports if report.listed and report.status != COMPLETE]
    if not short:
        return []
    text = (
        f"exit status {exit_status(reports)}, as params.yaml lists under `datasets`: "
        + "; ".join(f"{report.dataset}, {report.status}" for report in short)
        + "."
    )
    if any(report.status == ABSENT for report in short):
        text += " Take out of that list what you do not hold."
    return [text]


def _cells(report: Report) -> list[object]:
    return [
        report.title,
        _standing(report),
        ", ".join(report.layouts),
        report.subjects,
        report.clips,
        *(report.classes.get(name) for name in CLASSES),
        sum(report.missing_frames.values()) if report.subjects else None,
    ]


def _paragraph(report: Report) -> str:
    lines = [f"{report.title} ({report.dataset}): {_standing(report)}"]
    if report.problem:
        lines.append(report.problem)
    if report.subjects:
        lines += [
            f"folder: {report.root}; frames from: {', '.join(report.folders) or 'nowhere'}",
            f"labels: {report.sheet or 'the folders'}, {report.sheet_subjects} subjects, "
            f"{report.sheet_clips} rows; compared with: {report.edition}",
            "emotions: "
            + ", ".join(f"{name or '(empty)'} {count}" for name, count in report.emotions.items()),
            "frame sizes: "
            + ", ".join(f"{size} in {count} clips" for size, count in _first(report.frame_sizes)),
        ]
    if report.classless:
        emotions = ", ".join(f"{name or '(empty)'} {n}" for name, n in report.classless.items())
        lines.append(
            f"without a class: {emotions} (params.yaml: "
            f"labels.{report.dataset}.rules.{report.rule})"
        )
    if report.dropped:
        lines.append(
            "dropped: " + ", ".join(f"{kind} {count}" for kind, count in report.dropped.items())
        )
    lists: dict[str, Mapping[str, object]] = {
        "subject without frames": {
            subject: f"({count} label rows)" for subject, count in report.absent_subjects.items()
        },
        "lost": {
            clip: reason
            for clip, reason in report.lost.items()
            if clip.partition("/")[0] not in report.absent_subjects
        },
        "without a label": dict.fromkeys(report.unlabelled, ""),
        "frames missing": report.missing_frames,
        "frames outside of onset to offset": report.surplus_frames,
        "odd": report.odd,
    }
    for title, clips in lists.items():
        lines += [f"{title}: {clip} {what}".rstrip() for clip, what in _first(clips)]
        if len(clips) > SHOWN:
            lines.append(f"{title}: {len(clips) - SHOWN} more; --json lists all")
    lines += [f"note: {note}" for note in report.notes]
    return "\n  ".join(lines)


def _standing(report: Report) -> str:
    return report.status if report.listed else f"{report.status} (not in `datasets`)"


def _first(items: Mapping[str, object]) -> list[tuple[str, object]]:
    return list(islice(items.items(), SHOWN))
