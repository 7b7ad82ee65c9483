"""The scores of predictions files, for a terminal or in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ProtocolResult
from mer.evaluation.scoring import Score
from mer.reporting import guesses, one_class
from mer.reporting.markdown import fraction, grid, percent


class _Row(NamedTuple):
    """A score and how it is told apart from the others."""

    names: dict[str, str]
    result: ProtocolResult


def render(
    scores: Mapping[str, Sequence[Score]], confidence: float, notes: Sequence[str], style: str
) -> str:
    """Write scores as two grids, the metrics and the classes, with notes.

    Args:
        scores: file → its scores.
        confidence: of the intervals.
        notes: sentences below the grids.
        style: `simple` or `pipe` (Markdown).
    """
    rows = [
        _Row(
            {"file": file, "protocol": one.protocol or "", "dataset": one.dataset or ""}, one.result
        )
        for file, found in scores.items()
        for one in found
    ]
    # what the first one lacks has no column of its own, nor has a file that is the only one
    keys = [
        key for key, name in rows[0].names.items() if name and (key != "file" or len(scores) > 1)
    ]
    bullet = "- " if style == "pipe" else ""
    notes = [*notes, *_notes(rows)]
    parts = [
        _metrics(rows, keys, confidence, style),
        _classes(rows, keys, style),
        "\n".join(bullet + note for note in notes),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _metrics(rows: Sequence[_Row], keys: Sequence[str], confidence: float, style: str) -> str:
    level = f"{100 * confidence:g} %"
    titles = [f"accuracy % [{level}]", "weighted F1", f"UF1 [{level}]", f"UAR [{level}]"]
    titles += ["samples", "clips", "subjects"]
    return grid(
        [*keys, *titles],
        [[*(row.names[key] for key in keys), *_metric_cells(row.result)] for row in rows],
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
        str(result.samples),
        str(result.clips),
        "" if result.subjects is None else str(result.subjects),
    ]


def _classes(rows: Sequence[_Row], keys: Sequence[str], style: str) -> str:
    titles = ["class", "precision", "recall", "F1", *(f"predicted {name}" for name in CLASSES)]
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
