"""The page metrics/leakage.md: how much of an accuracy is leakage."""

from collections.abc import Iterable, Mapping

from mer.core import paths
from mer.core.params import Standin
from mer.core.vocabulary import in_order
from mer.evaluation.results import Leakage, LeakageRow, NullJudgement
from mer.reporting import budget_section, leakage_notes, standin_notice
from mer.reporting.estimates import chance, percent, points
from mer.reporting.markdown import grid
from mer.reporting.one_class import MARK
from mer.reporting.titles import together


def render(content: Leakage, titles: Mapping[str, str], standin: Standin) -> str:
    """Write metrics/leakage.json as Markdown, for a reader who may see nothing else.

    Args:
        content: of the file.
        titles: data set → its name in print, in the order of the rows.
        standin: the section `standin` of params.yaml.
    """
    parts = [
        "# How much of an accuracy is leakage",
        *standin_notice.warning(content.data, standin_notice.LEAKAGE, standin),
        *_opening(content, titles),
        *_table("## All data sets together", content, content.pooled, titles),
        *_list("## How to read it", leakage_notes.notes(content, titles)),
        *budget_section.section(content, titles),
        *_table("## Each data set", content, content.cells, titles),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(content: Leakage, titles: Mapping[str, str]) -> list[str]:
    """Write the finding and show the picture, or say what is missing."""
    missing = content.wanted - content.found
    parts = []
    if content.copied:
        parts.append(leakage_notes.finding(content.copied, titles))
    if any(row.null for row in content.pooled):
        picture = paths.LEAKAGE_PICTURE.path.name
        parts.append(f"![true and shuffled labels under each protocol]({picture})")
    if missing:
        parts.append(
            f"{missing} of {content.wanted} controls were not run with these parameters and clips: "
            "`mer controls` runs them. Below is what is there."
        )
    return parts


def _list(title: str, notes: list[str]) -> list[str]:
    return [title, "\n".join(f"- {note}" for note in notes)] if notes else []


def _table(
    title: str, content: Leakage, rows: list[LeakageRow], titles: Mapping[str, str]
) -> list[str]:
    """Lay out one line per row and protocol; those that were not run have one empty line."""
    standin = standin_notice.is_standin(content.data)
    known = any(row.printed_accuracy_percent for row in rows)
    printed = ["printed %"] if known and not standin else []
    headers = [
        "Data set",
        "Variant",
        "Protocol",
        *printed,
        standin_notice.marked(content.data, "true labels %"),
        "minus loso",
        standin_notice.marked(content.data, "shuffled labels %"),
        "chance %",
        "verdict",
        "shuffles",
        "clips",
        "epochs",
        "training %",
    ]
    lines = [
        [
            together(row.datasets, titles),
            " + ".join(row.variants),
            protocol,
            *_printed(row)[: len(printed)],
            *_cells(row, protocol),
        ]
        for row in rows
        for protocol in in_order([*row.accuracy, *row.null]) or [""]
    ]
    return [title, grid(headers, lines, numbers=range(3, len(headers)))] if lines else []


def _printed(row: LeakageRow) -> list[str]:
    value = row.printed_accuracy_percent
    return ["" if value is None else f"{value:.2f}"]


def _cells(row: LeakageRow, protocol: str) -> list[str]:
    null = row.null.get(protocol)
    trained = [row.training.get(protocol), row.null_training.get(protocol)]
    return [
        percent(row.accuracy.get(protocol)),
        points(row.minus_loso.get(protocol)),
        "" if null is None else f"{null.accuracy_percent:.1f}{MARK if null.one_class else ''}",
        "" if null is None else chance(null),
        _verdict(null),
        "" if null is None else str(null.shuffles),
        "" if null is None else str(null.clips),
        _pair("" if one is None else f"{one.epochs:.0f}" for one in trained),
        _pair("" if one is None else f"{100 * one.accuracy:.0f}" for one in trained),
    ]


def _pair(parts: Iterable[str]) -> str:
    """Write what is of true and of shuffled labels; nothing where neither was run."""
    true, shuffled = parts
    return f"{true} / {shuffled}" if true or shuffled else ""


def _verdict(null: NullJudgement | None) -> str:
    if null is None:
        return ""
    return null.verdict if null.verdict == "within" else f"**{null.verdict}**"
