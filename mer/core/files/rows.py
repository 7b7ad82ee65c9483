"""CSV files that users write: every error names the file and the line."""

import csv
from pathlib import Path

from mer.core.errors import UserError


def read_rows(
    path: str | Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file, UTF-8 with or without the mark that Excel puts in front.

    Args:
        path: the file.
        required: columns that must be there, in any order.
        optional: columns that are read where they are there; any others are ignored.

    Returns:
        For every row that is not blank its line number, from 1, and its cells without surrounding
        blanks.

    Raises:
        UserError: no such file, not UTF-8, a column missing or twice, or a row with another number
            of cells.
    """
    path = Path(path)
    expected = ",".join(required)
    lines = _lines(path)
    if not lines:
        raise UserError(f"{path}: line 1: expected the header {expected}, received an empty file.")
    header = [name.strip() for name in lines[0][1]]
    absent = [name for name in required if name not in header]
    if absent:
        raise UserError(
            f"{path}: line {lines[0][0]}: expected the columns {expected} separated by commas, "
            f"received {','.join(header)!r}; add {absent[0]!r}."
        )
    twice = [name for name in (*required, *optional) if header.count(name) > 1]
    if twice:
        raise UserError(
            f"{path}: line {lines[0][0]}: expected each column once, received {twice[0]!r} twice."
        )
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            raise UserError(
                f"{path}: line {line}: expected {len(header)} cells as in the header, "
                f"received {len(cells)}; write decimals with a point and quote texts that hold a "
                "comma."
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        rows.append((line, {name: row[name] for name in (*required, *optional) if name in row}))
    return rows


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Split the file into its rows that are not blank, with their line numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            return [
                (reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)
            ]
    except FileNotFoundError:
        raise UserError(f"{path}: expected a file, found none; check the path.") from None
    except IsADirectoryError:
        raise UserError(
            f"{path}: expected a CSV file, found a folder; name the file in it."
        ) from None
    except UnicodeDecodeError:
        raise UserError(
            f"{path}: expected UTF-8 text, received other bytes; save the file as CSV UTF-8."
        ) from None
    except csv.Error as error:
        raise UserError(
            f"{path}: line {reader.line_num}: expected CSV, received text that is not: {error}."
        ) from None
