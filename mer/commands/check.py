"""Check whether a copy of the data sets is complete and loads, and what will be dropped from it.

Reads ROOT/casme_sq, ROOT/smic and so on, a folder for each data set that has label rules in
params.yaml. Exit status: 0 all complete, 1 usable with losses or with data sets missing, 2 one does
not load, or none is there.
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
from mer.datasets.completeness import Report

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


def main(arguments: argparse.Namespace) -> None:
    """Check, print what was found, and end with the status."""
    reports = completeness.check(arguments.root, params.load())
    if arguments.json:
        print(json.dumps([asdict(report) for report in reports], indent=2, ensure_ascii=False))
    else:
        print(as_text(reports))
    sys.stdout.flush()
    sys.exit(exit_status(reports))


def exit_status(reports: Sequence[Report]) -> int:
    """Return 0 where all is complete, 2 where one does not load or none is there, else 1."""
    found = {report.status for report in reports}
    if completeness.UNUSABLE in found or found == {completeness.ABSENT}:
        return 2
    return 0 if found == {completeness.COMPLETE} else 1


def as_text(reports: Sequence[Report]) -> str:
    """Write the reports for a reader: one table, then a paragraph per data set."""
    header = ["data set", "status", "layout", "subjects", "label rows", *CLASSES, "missing frames"]
    rows = [[str("" if cell is None else cell) for cell in _cells(report)] for report in reports]
    table = tabulate(rows, header, "simple")
    return "\n\n".join([table, *(_paragraph(report) for report in reports)])


def _cells(report: Report) -> list[object]:
    return [
        report.title,
        report.status,
        ", ".join(report.layouts),
        report.subjects,
        report.clips,
        *(report.classes.get(name) for name in CLASSES),
        sum(report.missing_frames.values()) if report.subjects else None,
    ]


def _paragraph(report: Report) -> str:
    lines = [f"{report.title} ({report.dataset}): {report.status}"]
    if report.problem:
        lines.append(report.problem)
    if report.subjects:
        lines += [
            f"folder: {report.root}; labels: {report.sheet or 'the folders'}; "
            f"compared with: {report.edition}",
            "emotions: "
            + ", ".join(f"{name or '(empty)'} {count}" for name, count in report.emotions.items()),
            "frame sizes: "
            + ", ".join(f"{size} in {count} clips" for size, count in _first(report.frame_sizes)),
        ]
    if report.dropped:
        lines.append(
            "dropped: " + ", ".join(f"{kind} {count}" for kind, count in report.dropped.items())
        )
    lists: dict[str, Mapping[str, object]] = {
        "lost": report.lost,
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


def _first(items: Mapping[str, object]) -> list[tuple[str, object]]:
    return list(islice(items.items(), SHOWN))
