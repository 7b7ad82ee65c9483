"""The article's Tables 1-4 as printed, and the git tag `published` that carries them for `dvc metrics diff`.

`python -m mer.evaluation.published` (`make published`) makes the tag in any clone.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mer.core.errors import UserError
from mer.core.params import load
from mer.core.rows import read_rows
from mer.core.vocabulary import METHODS
from mer.reporting.git_tag import make_tag

COLUMNS = ("year", "method", "reference", "accuracy_percent", "f1")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class PaperTable:
    """One of the article's tables.

    Attributes:
        number: 1 to 4.
        dataset: the data set's name in params.yaml.
        title: its name in print.
        key: its name in metrics/tables.json: ASCII, since it becomes part of a metric's name.
    """

    number: int
    dataset: str
    title: str
    key: str

    @property
    def path(self) -> Path:
        """The file with the printed rows."""
        return Path("published") / f"table{self.number}_{self.dataset}.csv"


TABLES = (
    PaperTable(1, "casme_sq", "CAS(ME)²", "CAS(ME)2"),
    PaperTable(2, "smic", "SMIC", "SMIC"),
    PaperTable(3, "samm", "SAMM", "SAMM"),
    PaperTable(4, "casme2", "CASME II", "CASME II"),
)


@dataclass(frozen=True)
class Row:
    """A printed row. Numbers are decimals with the digits that were printed; None where nothing was."""

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
        """What was printed, as it stands in metrics/tables.json."""
        pairs = {"accuracy_percent": self.accuracy_percent, "f1": self.f1}
        return {name: float(value) for name, value in pairs.items() if value is not None}


def read(table: PaperTable) -> list[Row]:
    """Read the printed rows of a table, in the order of the file; none where the file is absent.

    Raises:
        UserError: the file does not hold `COLUMNS`, or a cell is not what its column says.
    """
    if not table.path.exists():
        return []
    rows = []
    for line, cells in read_rows(table.path, COLUMNS):
        row = _row(cells, f"{table.path}: line {line}")
        if row.variant and any(row.method == other.method for other in rows):
            raise UserError(
                f"{table.path}: line {line}: expected {row.method} once, received it again; remove one."
            )
        rows.append(row)
    return rows


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
            f"{where}: accuracy_percent: expected a percentage such as 92.67, received the fraction {accuracy}."
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


def files(variant: str) -> dict[str, Any]:
    """Make the metrics files that the tagged commit holds.

    Args:
        variant: `params.variant`, whose printed values take the place of metrics/headline/.

    Returns:
        Path in the project → content, with the same keys as the stages `tables` and `headline`
        write.
    """
    cells: dict[str, dict] = {}
    content = {
        "metrics/tables.json": {
            "data": "printed",
            "protocol": "printed",
            "cells": cells,
            "rows": [],
        }
    }
    for table in TABLES:
        printed = {row.variant: row.numbers for row in read(table) if row.variant and row.numbers}
        if printed:
            cells[table.key] = printed
        content[f"metrics/headline/{table.dataset}.json"] = {
            "data": "printed",
            **printed.get(variant, {}),
        }
    return content


def main() -> None:
    """Make the tag `published`."""
    variant = load().variant
    commit = make_tag(files(variant))
    print(
        f"tag published -> {commit[:12]}, headline {variant}; now run `dvc metrics diff published`."
    )


if __name__ == "__main__":
    from mer.core.command import run

    run(main)
