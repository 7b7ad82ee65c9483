"""The tables of the stages `extract` and `mask`, checked: one row per clip, kept or dropped."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mer.core import files, paths
from mer.core.vocabulary import CLASSES
from mer.preprocessing import sampling

if TYPE_CHECKING:  # worker processes import this file, and have no use for the 45 MB of pandas
    import pandas as pd

STATUS = ("kept", "dropped")
_SETS = ("frames", "positions", "windows", "landmarks")
"""Columns that hold sets of numbers, as `sampling.to_text` writes them."""


def read_kept(path: paths.Output, text: tuple[str, ...]) -> "pd.DataFrame":
    """Read the rows of the kept clips of data/frames/d.csv or data/masked/d.csv.

    Args:
        path: the file.
        text: columns that are read as text, at least `clip, subject, status`.

    Returns:
        Those columns and `label`, as a number.

    Raises:
        UserError: there are none, or a row that the stage cannot have written.
    """
    table = files.read_table(path, text, (*text, "label"))
    files.check_columns(table, path, once=("clip",), filled=("clip",), among={"status": STATUS})
    kept = table[table["status"] == "kept"]
    if kept.empty:
        expected = "at least one kept clip"
        raise paths.damaged(path, expected, "none; its column `reason` says why they were dropped")
    files.check_columns(kept, path, filled=("subject",), among={"label": range(len(CLASSES))})
    for name in _SETS:
        if name in text:
            _check_sets(kept, path, name)
    return kept.astype({"label": int})


def _check_sets(table: "pd.DataFrame", path: paths.Output, name: str) -> None:
    """Refuse cells that hold no sets of numbers; of all but windows there is exactly one."""
    for line, cell in table[name].items():
        try:
            count = len(sampling.from_text(cell))
        except ValueError:  # no numbers, or points of unequal lengths
            count = -1
        if count < 0 or (count != 1 and name != "windows"):
            raise paths.damaged(path, f"numbers as {name}", f"{cell[:40]!r} in line {line + 2}")


def check_archive(
    archive: paths.Output, found: Iterable[str], table: paths.Output, listed: Iterable[str]
) -> None:
    """Refuse a table whose clips are not those of the archive that was written with it.

    Args:
        archive: the file with the pictures.
        found: the clips whose pictures are in it.
        table: the file with the rows.
        listed: the kept clips in it.

    Raises:
        UserError: it names a clip that is only in one of them.
    """
    found, listed = set(found), set(listed)
    odd = sorted(found ^ listed)
    if odd:
        where = "the pictures" if odd[0] in found else "the table"
        received = f"{odd[0]} in {where} alone, {len(odd)} such clips in all"
        raise paths.damaged(table, f"the {len(found)} clips of {archive}", received)
