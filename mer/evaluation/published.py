"""The article's Tables 1-4 as printed."""

import re
from dataclasses import dataclass
from decimal import Decimal

from mer.core import files, paths
from mer.core.errors import UserError
from mer.core.vocabulary import DATASETS, METHODS

COLUMNS = ("year", "method", "reference", "accuracy_percent", "f1")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class Row:
    """A printed row: numbers with the digits that were printed, None where nothing was."""

    year: int
    method: str
    reference: str
    accuracy_percent: Decimal | None
    f1: Decimal | None

    @property
    def variant(self) -> str | None:
        """The variant that this row is of; None for the work of others."""
        return next((variant for variant, method in METHODS.items() if method == self.method), None)

    @property
    def numbers(self) -> dict[str, float]:
        """What was printed, as in metrics/tables.json: `accuracy_percent`, `f1`, one, or none."""
        pairs = {"accuracy_percent": self.accuracy_percent, "f1": self.f1}
        return {name: float(value) for name, value in pairs.items() if value is not None}


def read(dataset: str) -> list[Row]:
    """Read the printed rows of a data set, in the order of the file.

    Returns:
        Nothing for a data set that the article lacks, or where the file is absent.

    Raises:
        UserError: the file does not hold `COLUMNS`, or a cell is not what its column says.
    """
    if dataset not in DATASETS:
        return []
    path = paths.published(DATASETS[dataset].table, dataset)
    if not path.exists():
        return []
    rows: list[Row] = []
    for line, cells in files.read_rows(path, COLUMNS):
        row = _row(cells, f"{path}: line {line}")
        if row.variant and any(row.method == other.method for other in rows):
            raise UserError(
                f"{path}: line {line}: expected {row.method} once, received it again; remove one."
            )
        rows.append(row)
    return rows


def accuracies(rows: list[Row]) -> dict[str, float | None]:
    """Return variant → its printed accuracy in percent, None where that is missing."""
    return {row.variant: row.numbers.get("accuracy_percent") for row in rows if row.variant}


def _row(cells: dict[str, str], where: str) -> Row:
    if not re.fullmatch(r"(19|20)\d\d", cells["year"]):
        raise UserError(f"{where}: year: expected a year such as 2024, received {cells['year']!r}.")
    if not cells["method"]:
        raise UserError(f"{where}: method: expected a name, received an empty cell.")
    accuracy = _number(
        cells["accuracy_percent"], 100, f"{where}: accuracy_percent", "a percentage such as 92.67"
    )
    if accuracy is not None and 0 < accuracy <= 1:
        raise UserError(
            f"{where}: accuracy_percent: expected a percentage such as 92.67, "
            f"received the fraction {accuracy}."
        )
    f1 = _number(cells["f1"], 1, f"{where}: f1", "a fraction such as 0.9263")
    return Row(int(cells["year"]), cells["method"], cells["reference"], accuracy, f1)


def _number(text: str, highest: int, where: str, expected: str) -> Decimal | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or Decimal(text) > highest:
        raise UserError(
            f"{where}: expected {expected}, or nothing where nothing is printed, received {text!r}."
        )
    return Decimal(text)
