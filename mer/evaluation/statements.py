"""What the article says in words about its results: published/statements.csv."""

import re
from decimal import Decimal
from typing import NamedTuple

from mer.core import files, paths
from mer.core.errors import UserError

COLUMNS = ("key", "place", "words", "low", "high")
_NUMBER = re.compile(r"\d+(\.\d+)?")


class Statement(NamedTuple):
    """A statement, where it stands, and the numbers it names: from `low` to `high`, or none."""

    key: str
    place: str
    words: str
    low: Decimal | None
    high: Decimal | None


def read() -> dict[str, Statement]:
    """Read key → statement, in the order of the file.

    Returns:
        Nothing where the file is absent.

    Raises:
        UserError: the file does not hold `COLUMNS`, a key twice, or a number that is none.
    """
    found: dict[str, Statement] = {}
    if not paths.STATEMENTS.exists():
        return found
    for line, cells in files.read_rows(paths.STATEMENTS, COLUMNS):
        where = f"{paths.STATEMENTS}: line {line}"
        key = cells["key"]
        if not key or key in found:
            raise UserError(
                f"{where}: key: expected a name that no other line has, received {key!r}; "
                "change it."
            )
        low, high = (_number(cells[name], f"{where}: {name}") for name in ("low", "high"))
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise UserError(
                f"{where}: low, high: expected two numbers in order, or none, "
                f"received {cells['low']!r} and {cells['high']!r}; enter a single one twice."
            )
        found[key] = Statement(key, cells["place"], cells["words"], low, high)
    return found


def _number(text: str, where: str) -> Decimal | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise UserError(
            f"{where}: expected a number such as 92.75, or nothing where the statement names none, "
            f"received {text!r}; correct it."
        )
    return Decimal(text)
