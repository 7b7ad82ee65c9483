"""Check whether a copy of the data sets is complete and loads, and what will be dropped from it.

Reads ROOT/casme_sq, ROOT/smic and so on, a folder for each data set that has label rules in
params.yaml. Exit status, of those listed under `datasets` there: 0 all complete, 1 usable with
losses or some not there, 2 one does not load, or none is there; with --tolerant 2 where one does
not load, else 0.
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
from mer.datasets.completeness import ABSENT, COMPLETE, LOSSES, UNUSABLE, Report

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
    parser.add_argument(
        "--tolerant",
        action="store_true",
        help="end with status 0 unless a data set that is there does not load",
    )


def main(arguments: argparse.Namespace) -> None:
    """Check, print what was found, and end with the status."""
    reports = completeness.check(arguments.root, params.load(), arguments.thorough)
    if arguments.json:
        print(json.dumps([asdict(report) for report in reports], indent=2))
    else:
        print(as_text(reports, arguments.tolerant))
    sys.stdout.flush()
    sys.exit(exit_status(reports, arguments.tolerant))


def exit_status(reports: Sequence[Report], tolerant: bool = False) -> int:
    """Return 0 where all is complete, 2 where one does not load or none is there, else 1.

    Only data sets that params.yaml lists under `datasets` count. `tolerant`: 0 unless one does not
    load.
    """
    found = {report.status for report in reports if report.listed}
    if UNUSABLE in found:
        return 2
    if tolerant or found == {COMPLETE}:
        return 0
    return 2 if found == {ABSENT} else 1


def as_text(reports: Sequence[Report], tolerant: bool = False) -> str:
    """Write the reports for a reader: one table, a paragraph per data set, what to do now."""
    header = ["data set", "status", "subjects", "clips", *CLASSES, "missing"]
    rows = [
        [str("" if cell is None else cell).replace(" of ", "/") for cell in _cells(report)]
        for report in reports
    ]
    # cells such as 27/80 are no fractions
    table = tabulate(rows, header, "simple", disable_numparse=True)
    if not all(report.listed for report in reports):
        table += "\n(in parentheses: not in `datasets` of params.yaml)"
    paragraphs = [_paragraph(report) for report in reports if not _is_simply_absent(report)]
    parts = [table, *paragraphs, *_absent(reports), *_verdict(reports, tolerant)]
    return "\n\n".join(parts)


def _is_simply_absent(report: Report) -> bool:
    """Tell whether nothing lies in its place, not even a link or a folder of a similar name."""
    return report.status == ABSENT and "found none;" in report.problem


def _absent(reports: Sequence[Report]) -> list[str]:
    """Say once where data sets were looked for that are not there."""
    absent = [report for report in reports if _is_simply_absent(report)]
    if not absent:
        return []
    names = ", ".join(f"{Path(report.root).name} ({report.title})" for report in absent)
    return [
        f"not found: {names}\n"
        f"  {Path(absent[0].root).parent}: expected a folder of each, with that name, found none; "
        "put the data sets there\n"
        f"  or link them (`ln -s /path/to/it {absent[0].root}`); docs/data.md shows the layouts."
    ]


def _verdict(reports: Sequence[Report], tolerant: bool) -> list[str]:
    """Say what to do now, and what the exit status is for; nothing where all is complete."""
    by_status = {
        status: [report.dataset for report in reports if report.listed and report.status == status]
        for status in (COMPLETE, LOSSES, UNUSABLE, ABSENT)
    }
    if not any(by_status[status] for status in (LOSSES, UNUSABLE, ABSENT)):
        return []
    held = [*by_status[COMPLETE], *by_status[LOSSES]]
    lines = []
    if by_status[UNUSABLE]:
        lines.append(f"{', '.join(by_status[UNUSABLE])}: does not load; see above.")
    if by_status[LOSSES]:
        lines.append(f"{', '.join(by_status[LOSSES])}: usable, without what is lost.")
    if by_status[ABSENT] and held:
        lines.append(
            f"To run what is there: mer params source=licensed 'datasets=[{','.join(held)}]'"
        )
    if not held and not by_status[UNUSABLE]:
        lines.append("No licensed data: everything runs on the stand-in (`make tables`).")
    if not tolerant:
        counted = "; ".join(
            f"{status} {len(names)}" for status, names in by_status.items() if names
        )
        lines.append(
            f"exit status {exit_status(reports)}; of `datasets` in params.yaml: {counted}."
        )
    return ["\n".join(lines)]


def _cells(report: Report) -> list[object]:
    return [
        report.title if report.listed else f"({report.title})",
        report.status,
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
            f"folder: {report.root}; layout: {', '.join(report.layouts)}; frames from: "
            f"{', '.join(report.folders) or 'nowhere'}",
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
