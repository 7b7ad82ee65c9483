"""Known errors in published label sheets, corrected where the sheet still has them.

`errata.csv` beside this file has one row per error: data set (its name in params.yaml), subject and
clip as in the column `clip` of data/frames/d.csv, the column, the wrong value, the right one, and
who found it. `old` and `new` are values as they are read: emotions in lower case, whole numbers;
`old` is empty where the sheet has none, such as `/`. The old value is a precondition: a corrected
edition of a sheet is not corrected twice. An apex has to lie between onset and offset besides, so
that a sheet that numbers its frames otherwise is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mer.core import files
from mer.core.errors import UserError
from mer.datasets.records import Row

PATH = Path(__file__).with_name("errata.csv")
HEADER = ("dataset", "subject", "clip", "column", "old", "new", "source")
NUMBERS = ("onset", "apex", "offset")
COLUMNS = ("emotion", *NUMBERS)

Value = str | int | None


@dataclass(frozen=True)
class Erratum:
    """One row of the table; `old` and `new` are what a `Row` holds in `column`."""

    dataset: str
    subject: str
    clip: str
    column: str
    old: Value
    new: Value
    source: str


def load(path: Path = PATH) -> list[Erratum]:
    """Read the table.

    Raises:
        UserError: an unknown data set or column, a value that the column cannot have, no source, or
            two rows for the same value; it names the line.
    """
    errata: list[Erratum] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in files.read_rows(path, HEADER):
        where = f"{path}: line {line}"
        _require_dataset(where, cells["dataset"])
        if cells["column"] not in COLUMNS:
            raise UserError(
                f"{where}: column: expected one of {', '.join(COLUMNS)}, "
                f"received {cells['column']!r}."
            )
        empty = [name for name in HEADER if not cells[name] and name != "old"]
        if empty:
            raise UserError(
                f"{where}: {empty[0]}: expected a value, received none; fill it or remove the line."
            )
        old, new = (_value(where, cells["column"], name, cells[name]) for name in ("old", "new"))
        if old == new:
            raise UserError(
                f"{where}: new: expected another value than old, "
                f"received {cells['new']!r} for both."
            )
        key = tuple(cells[name].casefold() for name in ("dataset", "subject", "clip", "column"))
        if seen.setdefault(key, line) != line:
            raise UserError(
                f"{where}: expected one row per value, received another in line {seen[key]}; "
                "remove one."
            )
        subject, clip, source = (cells[name] for name in ("subject", "clip", "source"))
        errata.append(Erratum(cells["dataset"], subject, clip, cells["column"], old, new, source))
    return errata


def _require_dataset(where: str, key: str) -> None:
    """Check that a data set has its file, which its row would otherwise never reach."""
    if not key.isidentifier() or not Path(__file__).with_name(f"{key}.py").is_file():
        raise UserError(
            f"{where}: dataset: expected the name of a file in mer/datasets, such as samm, "
            f"received {key!r}."
        )


def _value(where: str, column: str, name: str, cell: str) -> Value:
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


def correct(dataset: str, rows: Iterable[Row], errata: Iterable[Erratum]) -> list[Row]:
    """Correct the rows of one data set.

    >>> row = Row("03", "EP07_02f", "disgust", onset=101, apex=133, offset=170)
    >>> erratum = Erratum("casme2", "03", "EP07_02f", "apex", 133, 135, "a reader, 2020")
    >>> [corrected] = correct("casme2", [row], [erratum])
    >>> corrected.apex, corrected.note
    (135, 'apex corrected from 133 to 135 (a reader, 2020)')

    Args:
        dataset: the data set's key in params.yaml.
        rows: of its label sheet.
        errata: the table; those of other data sets, those whose old value a row no longer has, and
            those whose apex the row's interval does not hold are left alone.

    Returns:
        The rows in their order; the note of a corrected one says what was changed and who found
        it.
    """
    by_clip: dict[str, list[Erratum]] = {}
    for erratum in errata:
        if erratum.dataset == dataset:
            by_clip.setdefault(f"{erratum.subject}/{erratum.clip}".casefold(), []).append(erratum)
    return [_corrected(row, by_clip.get(row.clip.casefold(), ())) for row in rows]


def _corrected(row: Row, errata: Iterable[Erratum]) -> Row:
    for erratum in errata:
        if getattr(row, erratum.column) != erratum.old or _outside(row, erratum):
            continue
        change = f"corrected from {_shown(erratum.old)} to {erratum.new}"
        note = f"{erratum.column} {change} ({erratum.source})"
        changes: dict[str, Any] = {
            erratum.column: erratum.new,
            "note": "; ".join(filter(None, (row.note, note))),
        }
        row = replace(row, **changes)
        if row.reason.startswith("bad frame numbers") and None not in (row.onset, row.offset):
            row = replace(row, reason="")
    return row


def _outside(row: Row, erratum: Erratum) -> bool:
    """Tell whether the right apex lies outside of the row's interval, where that is known."""
    if erratum.column != "apex" or row.onset is None or row.offset is None:
        return False
    return not row.onset <= int(erratum.new or 0) <= row.offset


def _shown(value: Value) -> str:
    return "no number" if value is None else str(value)
