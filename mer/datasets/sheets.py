"""Label sheets: Excel workbooks found by name and content, cells read as they were written."""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from mer.core.errors import UserError
from mer.datasets.tree import Tree

Parsed = TypeVar("Parsed")


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
        except Exception as error:  # parsers of damaged workbooks fail with whatever they trip over
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
        f"{tree.root}: expected the label sheet {expected} in it or beside its subject folders, found {found}; "
        "put the sheet there, saved as .xlsx."
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
        warnings.filterwarnings(
            "ignore", module="openpyxl"
        )  # styles and validations that do not concern us
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


def _plain(cell: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(cell).lower()) if isinstance(cell, str) else ""


def clip_rows(body: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the rows that name a clip: notes below the table and blank rows have no subject number or no file name."""
    for row in body.to_dict("records"):
        if number(row["subject"]) is not None and text(row["filename"]):
            yield row


def text(cell: Any) -> str:
    """Give a cell as text without spaces around it."""
    return "" if pd.isna(cell) else str(cell).strip()


def number(cell: Any) -> int | None:
    """Give a cell that holds a whole number as such, whether typed as number or as text; None for anything else."""
    match = re.fullmatch(r"(\d+)(\.0*)?", text(cell))
    return int(match[1]) if match else None


def frame_numbers(row: dict[str, Any], onset: str, apex: str, offset: str) -> dict[str, Any]:
    """Give the frame numbers of a row as keywords for `Row`; an apex without number is a note, an end a reason."""
    values = {"onset": number(row[onset]), "apex": number(row[apex]), "offset": number(row[offset])}
    bad = [
        f"{name} is {text(row[column])!r}"
        for name, column in (("onset", onset), ("offset", offset))
        if values[name] is None
    ]
    return values | {
        "reason": f"bad frame numbers: {' and '.join(bad)} in the label sheet" if bad else "",
        "note": ""
        if values["apex"] is not None
        else f"apex is {text(row[apex])!r} in the label sheet",
    }
