"""The scores of predictions files, for a terminal or in Markdown."""

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ProtocolResult
from mer.evaluation.scoring import Score
from mer.reporting import guesses, one_class
from mer.reporting.markdown import fraction, grid, percent

_COUNTS = ("samples", "clips", "subjects")
_WIDTH = 100  # of a terminal
_PATH = 14  # letters of a path with which the wider grid fits it


class _Row(NamedTuple):
    """A score and how it is told apart from the others."""

    names: dict[str, str]
    result: ProtocolResult


def render(
    scores: Mapping[str, Sequence[Score]], confidence: float, notes: Sequence[str], style: str
) -> str:
    """Write scores as two grids, the metrics and the classes, with notes.

    For a terminal what is the same in all rows stands once, above.

    Args:
        scores: file → its scores.
        confidence: of the intervals.
        notes: sentences below the grids.
        style: `simple` or `pipe` (Markdown).
    """
    terminal = style == "simple"
    place, shown = _short([*scores]) if terminal else ("", {file: file for file in scores})
    rows = [
        _Row(
            {
                "file": shown[file],
                "protocol": one.protocol or "",
                "dataset": one.dataset or "",
            },
            one.result,
        )
        for file, found in scores.items()
        for one in found
    ]
    same = _same(rows) if terminal else {}
    # what the first one lacks has no column of its own, nor has a file that is the only one
    keys = [
        key
        for key, name in rows[0].names.items()
        if name and key not in same and (key != "file" or len(scores) > 1)
    ]
    notes = [*notes, *_notes(rows)]
    parts = [
        ", ".join([*same.values(), *([f"files {place}"] if place else [])]),
        _metrics(rows, keys, [name for name in _COUNTS if name not in same], confidence, style),
        _classes(rows, keys, "as" if terminal else "predicted", style),
        "\n".join(map(_wrapped, notes) if terminal else (f"- {note}" for note in notes)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _short(files: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Take out of paths that are long the folder and the name that all of them have in common.

    Returns:
        What all have, with a star for the rest, empty where they have nothing; file → its rest.

    >>> _short(["own/ST/smic.csv", "own/DA/smic.csv"])
    ('own/*/smic.csv', {'own/ST/smic.csv': 'ST', 'own/DA/smic.csv': 'DA'})
    >>> _short(["own/mine.csv", "own/b.csv"])
    ('', {'own/mine.csv': 'own/mine.csv', 'own/b.csv': 'own/b.csv'})
    """
    paths = {file: PurePath(file) for file in files}
    same = {file: file for file in files}
    if len(files) < 2 or max(map(len, files)) <= _PATH:
        return "", same
    if len({path.is_absolute() for path in paths.values()}) > 1:
        return "", same
    folder = os.path.commonpath([path.parent for path in paths.values()])
    names = {path.name for path in paths.values()}
    rests = {file: path.relative_to(folder) for file, path in paths.items()}
    if len(names) > 1 or any(len(rest.parts) < 2 for rest in rests.values()):
        if folder in ("", "."):
            return "", same
        return f"{folder}/*", {file: rest.as_posix() for file, rest in rests.items()}
    shown = {file: rest.parent.as_posix() for file, rest in rests.items()}
    return (PurePath(folder) / "*" / names.pop()).as_posix(), shown


def _same(rows: Sequence[_Row]) -> dict[str, str]:
    """Return what all rows are of, and how many clips and so on all of them tested: key → words."""
    found = {}
    for key in ("protocol", "dataset", *_COUNTS):
        said = {_count(row.result, key) if key in _COUNTS else row.names[key] for row in rows}
        if len(said) == 1 and (only := said.pop()):
            found[key] = f"{only} {key}" if key in _COUNTS else only
    return found


def _wrapped(note: str) -> str:
    return textwrap.fill(note, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _metrics(
    rows: Sequence[_Row], keys: Sequence[str], counts: Sequence[str], confidence: float, style: str
) -> str:
    known = any(row.result.intervals for row in rows)
    level = f" [{100 * confidence:g} %]" if known else ""
    titles = [f"accuracy %{level}", "weighted F1", f"UF1{level}", f"UAR{level}", *counts]
    return grid(
        [*keys, *titles],
        [
            [
                *(row.names[key] for key in keys),
                *_metric_cells(row.result),
                *(_count(row.result, name) for name in counts),
            ]
            for row in rows
        ],
        numbers=range(len(keys), len(keys) + len(titles)),
        style=style,
    )


def _metric_cells(result: ProtocolResult) -> list[str]:
    ends = result.intervals
    return [
        percent(result.accuracy, ends.accuracy if ends else None, one_class.mark(result)),
        fraction(result.weighted_f1),
        fraction(result.macro_f1, ends.macro_f1 if ends else None),
        fraction(result.uar, ends.uar if ends else None),
    ]


def _count(result: ProtocolResult, name: str) -> str:
    number = getattr(result, name)
    return "" if number is None else str(number)


def _classes(rows: Sequence[_Row], keys: Sequence[str], given: str, style: str) -> str:
    titles = ["class", "precision", "recall", "F1", *(f"{given} {name}" for name in CLASSES)]
    return grid(
        [*keys, *titles],
        [
            [*(row.names[key] for key in keys), *cells]
            for row in rows
            for cells in _class_cells(row.result)
        ],
        numbers=range(len(keys) + 1, len(keys) + len(titles)),
        style=style,
    )


def _class_cells(result: ProtocolResult) -> Iterator[list[str]]:
    """Yield one row per class: precision, recall, F1, and its row of the confusion table."""
    for name, counts in zip(CLASSES, result.confusion, strict=True):
        values = (result.precision[name], result.recall[name], result.f1[name])
        yield [name, *map(fraction, values), *map(str, counts)]


def _notes(rows: Sequence[_Row]) -> list[str]:
    notes = []
    for names, result in rows:
        place = " ".join(filter(None, names.values()))
        notes += [*_chance(place, result), *one_class.note(place, result)]
        if result.absent_classes:
            notes.append(
                f"{place}: no F1 for {', '.join(result.absent_classes)}, absent from truth and "
                "predictions; UF1 is the mean over the other classes."
            )
    if any(row.result.subjects is None for row in rows):
        notes.append(
            "No intervals without a column subject: they come from a bootstrap over subjects."
        )
    elif any(row.result.intervals is None for row in rows):
        notes.append("No intervals from one subject: a bootstrap over subjects needs at least two.")
    return notes


def _chance(place: str, result: ProtocolResult) -> Iterator[str]:
    """Write what guessing scores on the same samples."""
    if result.chance:
        said = [
            f"{title} {percent(scores.accuracy)} % accuracy, weighted F1 "
            f"{fraction(scores.weighted_f1)}, UF1 {fraction(scores.macro_f1)}, UAR "
            f"{fraction(scores.uar)}"
            for name, title in guesses.TITLES.items()
            for scores in [getattr(result.chance, name)]
        ]
        yield f"{place + ': ' if place else ''}chance: {'; '.join(said)}."
