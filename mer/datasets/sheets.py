"""Label sheets: workbooks or text tables found by name and content, read as they were written."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from mer.core.errors import UserError
from mer.datasets import workbooks
from mer.datasets.records import Row
from mer.datasets.tree import Tree

COLUMNS = ("subject", "filename", "onsetframe", "apexframe", "offsetframe", "estimatedemotion")

_COPY = re.compile(r"\(\d+\)|copy|kopie|副本|复件", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")

Parsed = TypeVar("Parsed")
Record = Mapping[str, object]
"""A row of a table, its cells by column."""


@dataclass(frozen=True)
class FrameNumbers:
    """The frame numbers of a row, why they cannot be used, and what is odd about them."""

    onset: int | None
    apex: int | None
    offset: int | None
    reason: str
    note: str


def find(
    tree: Tree,
    candidates: Sequence[Path],
    patterns: Sequence[str],
    parse: Callable[[list[pd.DataFrame]], Parsed | None],
    expected: str,
) -> tuple[Path, Parsed]:
    """Find the label sheet among workbooks that users rename, copy and re-save.

    Args:
        tree: the data set's folder.
        candidates: the tables beside and above the subject folders.
        patterns: regular expressions for their names, the best first; a workbook that matches none
            comes last. Of equal ones, workbooks come before text, and originals before copies such
            as `codes (1).xlsx`.
        parse: turns the sheets of a workbook into rows, None where it is another workbook. Each
            sheet has its `file` and the `sheet`'s title in `attrs`.
        expected: name and content of the sheet, for the error.

    Returns:
        The first workbook that parses, and what came out; the others are named in `tree.notes`.

    Raises:
        UserError: there is none.
    """
    problems = []
    ranked = sorted(candidates, key=lambda path: _rank(path, patterns))
    for position, path in enumerate(ranked):
        try:
            content = workbooks.read(path, tree.relative(path))
        except Exception as error:  # a damaged workbook fails its parser in any way
            problem = " ".join(str(error).split()) or type(error).__name__
            problems.append(f"{tree.relative(path)} ({problem})")
            continue
        parsed = parse(content)
        if parsed is not None:
            _explain(tree, path, problems, ranked[position + 1 :])
            return path, parsed
        problems.append(f"{tree.relative(path)} (other columns)")
    found = ", ".join(problems) if problems else "no .xlsx or .csv file"
    raise UserError(
        f"{tree.root}: expected the label sheet {expected} in it or beside its subject folders, "
        f"found {found}; put the sheet there, saved as .xlsx."
    )


def _explain(tree: Tree, used: Path, problems: Sequence[str], rest: Sequence[Path]) -> None:
    """Note which table was taken for the label sheet, where there were others."""
    later = [
        f"{tree.relative(path)} ({'a copy by' if _COPY.search(path.stem) else 'later by'} its name)"
        for path in rest
    ]
    others = [*problems, *later]
    if others:
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        tree.notes.append(
            f"{tree.relative(used)} is read as the label sheet, not {', '.join(others[:5])}{more}"
        )


def _rank(path: Path, patterns: Sequence[str]) -> tuple[int, bool, bool, str]:
    """Sort by how well a name fits; what was saved as text and what is a copy come later."""
    matches = (
        index
        for index, pattern in enumerate(patterns)
        if re.search(pattern, path.name, re.IGNORECASE)
    )
    saved_as_text = path.suffix.lower() == ".csv"
    copied = bool(_COPY.search(path.stem))
    return next(matches, len(patterns)), saved_as_text, copied, path.as_posix()


def table(sheets: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame | None:
    """Find the table whose header starts with `Subject`, below any preamble, on any sheet.

    Args:
        sheets: the sheets of a workbook.
        columns: names that must be there, in lower case without spaces.

    Returns:
        The rows below the header, columns named in lower case without spaces or punctuation, blank
        ones left out; None where no sheet has such a table.
    """
    for sheet in sheets:
        for position, row in enumerate(sheet.itertuples(index=False)):
            names = [_plain(cell) for cell in row]
            if next(filter(None, names), "") == "subject" and set(columns) <= set(names):
                below = sheet.iloc[position + 1 :].set_axis(names, axis="columns")
                return below.loc[:, [bool(name) for name in names]].loc[
                    :, lambda body: ~body.columns.duplicated()
                ]
    return None


def _plain(cell: object) -> str:
    return re.sub(r"[^a-z0-9]", "", cell.lower()) if isinstance(cell, str) else ""


def rows(workbook: Sequence[pd.DataFrame], code: str) -> list[Row] | None:
    """Read the table that most label sheets have: one clip per row, with the columns `COLUMNS`.

    Args:
        workbook: its sheets.
        code: the form of a subject's code, for instance `{:02d}`.

    Returns:
        The rows; None where it is another workbook.
    """
    body = table(workbook, COLUMNS)
    if body is None:
        return None
    found = []
    for record in clip_rows(body):
        numbers = frame_numbers(record, "onsetframe", "apexframe", "offsetframe")
        row = Row(
            subject=code.format(subject_number(record["subject"])),
            name=text(record["filename"]),
            emotion=text(record["estimatedemotion"]).lower(),
            onset=numbers.onset,
            apex=numbers.apex,
            offset=numbers.offset,
            units=units(record.get("actionunits")),
            reason=numbers.reason,
            note=numbers.note,
        )
        found.append(row)
    return found


def clip_rows(body: pd.DataFrame) -> Iterator[Record]:
    """Yield the rows that name a clip.

    Notes below the table and blank rows have no subject number or no file name.
    """
    for row in body.to_dict("records"):
        if subject_number(row["subject"]) is not None and text(row["filename"]):
            yield row


def text(cell: object) -> str:
    """Return a cell as text without spaces around it and characters of no width in it."""
    if isinstance(cell, int) and abs(cell) >= 10**30:  # Python refuses to write out 4300 digits
        return "a number of more than 30 digits"
    return "" if pd.isna(cell) else _INVISIBLE.sub("", str(cell)).strip()


def units(cell: object) -> str:
    """Return the action units of a cell as they are written; empty where it says there are none.

    >>> units("4+L10"), units(12.0), units("NULL")
    ('4+L10', '12', '')
    """
    written = re.sub(r"\.0+$", "", text(cell))
    return "" if written.lower() in ("null", "none", "-", "/", "?") else written


def number(cell: object) -> int | None:
    """Return the whole number in a cell, typed as number or as text; None for anything else.

    A number of more than nine digits counts no frames.

    >>> number("006"), number(20.0), number("/"), number(10**20)
    (6, 20, None, None)
    """
    match = re.fullmatch(r"([0-9]{1,9})(\.0*)?", text(cell))
    return int(match[1]) if match else None


def subject_number(cell: object) -> int | None:
    """Return the number of a subject, written alone or as the name of the subject's folder.

    >>> subject_number("sub03"), subject_number(3), subject_number("Notes: 3 subjects")
    (3, 3, None)
    """
    return number(re.sub(r"^(?:subject|sub|s)[ _-]?(?=\d)", "", text(cell), flags=re.IGNORECASE))


def frame_numbers(row: Record, onset: str, apex: str, offset: str) -> FrameNumbers:
    """Read the frame numbers of a row.

    Args:
        row: the row.
        onset: the column of the onset; a row without it cannot be used.
        apex: the column of the apex; a row without it is odd.
        offset: the column of the offset; a row without it cannot be used.

    >>> frame_numbers({"on": 101, "apex": "/", "off": "?"}, "on", "apex", "off").reason
    "bad frame numbers: offset is '?' in the label sheet"
    """
    ends = {"onset": row[onset], "offset": row[offset]}
    bad = [f"{name} is {text(cell)[:30]!r}" for name, cell in ends.items() if number(cell) is None]
    top = number(row[apex])
    return FrameNumbers(
        onset=number(row[onset]),
        apex=top,
        offset=number(row[offset]),
        reason=f"bad frame numbers: {' and '.join(bad)} in the label sheet" if bad else "",
        note="" if top is not None else f"apex is {text(row[apex])[:30]!r} in the label sheet",
    )
