"""Known errors in published label sheets, corrected where the sheet still has them.

`errata.csv` beside this file has one row an error: data set (its name in params.yaml), subject and
clip as in the column `clip` of data/frames/d.csv, the column, the wrong value, the right one, and
who found it. `old` and `new` are values as they are read: emotions in lower case, whole numbers;
`old` is empty where the sheet has none, such as `/`. The old value is a precondition: a corrected
edition of a sheet is not corrected twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mer.core.errors import UserError
from mer.core.rows import read_rows
from mer.datasets.expected import TITLES

if TYPE_CHECKING:
    from mer.datasets.base import Row

PATH = Path(__file__).with_name("errata.csv")
HEADER = ("dataset", "subject", "clip", "column", "old", "new", "source")
NUMBERS = ("onset", "apex", "offset")
COLUMNS = ("emotion", *NUMBERS)


@dataclass(frozen=True)
class Erratum:
    """One row of the table; `old` and `new` are what a `Row` holds in `column`."""

    dataset: str
    subject: str
    clip: str
    column: str
    old: str | int | None
    new: str | int
    source: str


def load(path: Path = PATH) -> list[Erratum]:
    """Read the table.

    Raises:
        UserError: an unknown data set or column, a value that the column cannot have, no source, or
            two rows for the same value; it names the line.
    """
    errata, seen = [], {}
    for line, cells in read_rows(path, HEADER):
        where = f"{path}: line {line}"
        _known(where, "dataset", cells["dataset"], tuple(TITLES))
        _known(where, "column", cells["column"], COLUMNS)
        empty = [name for name in HEADER if not cells[name] and name != "old"]
        if empty:
            raise UserError(
                f"{where}: {empty[0]}: expected a value, received none; fill it or remove the line."
            )
        values = {
            name: _value(where, cells["column"], name, cells[name]) for name in ("old", "new")
        }
        if values["old"] == values["new"]:
            raise UserError(
                f"{where}: new: expected another value than old, received {cells['new']!r} for both."
            )
        key = tuple(cells[name].casefold() for name in ("dataset", "subject", "clip", "column"))
        if seen.setdefault(key, line) != line:
            raise UserError(
                f"{where}: expected one row a value, received another in line {seen[key]}; remove one."
            )
        errata.append(Erratum(**(cells | values)))
    return errata


def _known(where: str, name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise UserError(
            f"{where}: {name}: expected one of {', '.join(choices)}, received {value!r}."
        )


def _value(where: str, column: str, name: str, cell: str) -> str | int | None:
    """Turn a cell into what a `Row` holds."""
    if column not in NUMBERS:
        if cell != cell.lower() or not cell:
            raise UserError(
                f"{where}: {name}: expected an emotion in lower case, received {cell!r}."
            )
        return cell
    if cell and not (cell.isascii() and cell.isdigit()):
        raise UserError(
            f"{where}: {name}: expected a whole number for {column}, received {cell!r}."
        )
    return int(cell) if cell else None


def correct(title: str, rows: Iterable["Row"], errata: Iterable[Erratum]) -> list["Row"]:
    """Correct the rows of one data set.

    Args:
        title: the data set's name in print.
        rows: of its label sheet.
        errata: the table; those of other data sets, and those whose old value a row no longer has,
            are left alone.

    Returns:
        The rows in their order; the note of a corrected one says what was changed and whose finding
        it is.
    """
    by_clip: dict[str, list[Erratum]] = {}
    for erratum in errata:
        if TITLES[erratum.dataset] == title:
            by_clip.setdefault(f"{erratum.subject}/{erratum.clip}".casefold(), []).append(erratum)
    return [_corrected(row, by_clip.get(row.clip.casefold(), ())) for row in rows]


def _corrected(row: "Row", errata: Iterable[Erratum]) -> "Row":
    for erratum in errata:
        if getattr(row, erratum.column) != erratum.old:
            continue
        note = f"{erratum.column} corrected from {_shown(erratum.old)} to {erratum.new} ({erratum.source})"
        row = replace(
            row, **{erratum.column: erratum.new}, note="; ".join(filter(None, (row.note, note)))
        )
        if row.reason.startswith("bad frame numbers") and None not in (row.onset, row.offset):
            row = replace(row, reason="")
    return row


def _shown(value: str | int | None) -> str | int:
    return "no number" if value is None else value
