"""Label sheets: Excel workbooks found by name and content, cells read as they were written."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from mer.core.errors import UserError
from mer.datasets.records import Row
from mer.datasets.tree import Tree

COLUMNS = ("subject", "filename", "onsetframe", "apexframe", "offsetframe", "estimatedemotion")

Parsed = TypeVar("Parsed")
Record = Mapping[str, object]
"""A row of a table: its cells by column."""


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
    workbooks: Sequence[Path],
    patterns: Sequence[str],
    parse: Callable[[list[pd.DataFrame]], Parsed | None],
    expected: str,
) -> tuple[Path, Parsed]:
    """Find the label sheet among workbooks that users rename, copy and re-save.

    Args:
        tree: the data set's folder.
        workbooks: the candidates.
        patterns: regular expressions for their names, the best first; a workbook that matches none
            comes last.
        parse: turns the sheets of a workbook into rows, None where it is another workbook.
        expected: name and content of the sheet, for the error.

    Returns:
        The first workbook that parses, and what came out.

    Raises:
        UserError: there is none.
    """
    problems = []
    for path in sorted(workbooks, key=lambda path: _rank(path, patterns)):
        try:
            content = _read(path)
        except Exception as error:  # a damaged workbook fails its parser in any way
            problems.append(
                f"{tree.relative(path)} ({' '.join(str(error).split()) or type(error).__name__})"
            )
            continue
        parsed = parse(content)
        if parsed is not None:
            return path, parsed
        problems.append(f"{tree.relative(path)} (other columns)")
    found = ", ".join(problems) if problems else "no .xlsx file"
    raise UserError(
        f"{tree.root}: expected the label sheet {expected} in it or beside its subject folders, "
        f"found {found}; put the sheet there, saved as .xlsx."
    )


def _rank(path: Path, patterns: Sequence[str]) -> tuple[int, str]:
    matches = (
        index
        for index, pattern in enumerate(patterns)
        if re.search(pattern, path.name, re.IGNORECASE)
    )
    return next(matches, len(patterns)), path.as_posix()


def _read(path: Path) -> list[pd.DataFrame]:
    """Read all sheets; blank cells are empty strings, and the text `NULL` stays text."""
    with warnings.catch_warnings():
        # styles and validations that do not concern us
        warnings.filterwarnings("ignore", module="openpyxl")
        sheets = pd.read_excel(
            path, sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
        )
    return list(sheets.values())


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
            subject=code.format(number(record["subject"])),
            name=text(record["filename"]),
            emotion=text(record["estimatedemotion"]).lower(),
            onset=numbers.onset,
            apex=numbers.apex,
            offset=numbers.offset,
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
        if number(row["subject"]) is not None and text(row["filename"]):
            yield row


def text(cell: object) -> str:
    """Return a cell as text without spaces around it."""
    if isinstance(cell, int) and abs(cell) >= 10**30:  # Python refuses to write out 4300 digits
        return "a number of more than 30 digits"
    return "" if pd.isna(cell) else str(cell).strip()


def number(cell: object) -> int | None:
    """Return the whole number in a cell, typed as number or as text; None for anything else.

    A number of more than nine digits counts no frames.

    >>> number("006"), number(20.0), number("/"), number(10**20)
    (6, 20, None, None)
    """
    match = re.fullmatch(r"([0-9]{1,9})(\.0*)?", text(cell))
    return int(match[1]) if match else None


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
