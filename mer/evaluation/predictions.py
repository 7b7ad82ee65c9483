"""Predictions files: those of data/predictions/, and anyone else's in the same form.

Such a file is CSV with the columns `clip, label, predicted` and any of `subject, dataset, fold,
seed, protocol, sample`. Classes are names or their numbers: negative 0, positive 1, surprise 2.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from mer.core import files
from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output
from mer.core.vocabulary import CLASSES

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("clip", "label", "predicted")
OPTIONAL = ("subject", "dataset", "fold", "seed", "protocol", "sample")
_NAMES = ("clip", "subject", "dataset", "protocol")
_KEY = ["protocol", "seed", "fold", "dataset", "subject", "clip", "sample"]


def read(path: Output, empty: bool = False) -> "pd.DataFrame":
    """Read a file of data/predictions/ or data/validation/.

    Args:
        path: the file.
        empty: whether it may hold no sample, as where no clips are held out for validation.

    Returns:
        As `read_file`; every column, except perhaps `sample`, is in the file.

    Raises:
        UserError: as `read_file`; the message names the stage that writes the file.
    """
    files.require(path)
    required = (*REQUIRED, *(name for name in OPTIONAL if name != "sample"))
    try:
        return _read(path, required, ("sample",), empty)
    except UserError as error:
        raise UserError(f"{str(error).rstrip('.')}; or run `dvc repro {path.stage}`.") from None


def read_file(path: AnyPath) -> "pd.DataFrame":
    """Read anyone's predictions file.

    Returns:
        One row per test sample: `clip` and all of `OPTIONAL`, empty texts where the file has no
        such column; `label` and `predicted` as 0, 1, 2; `seed` as an integer, 0 by default; `fold`
        as an integer where all folds are numbers; `line`, the line in the file.

    Raises:
        UserError: naming file and line, what was expected and what was received.
    """
    return _read(path, REQUIRED, OPTIONAL)


def _read(
    path: AnyPath, required: tuple[str, ...], optional: tuple[str, ...], empty: bool = False
) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for which `--help` need not wait

    rows = [
        _row(cells, line, f"{path}: line {line}")
        for line, cells in files.read_rows(Path(path), required, optional)
    ]
    if not rows and empty:
        return pd.DataFrame(columns=[*required, *optional, "line"])
    if not rows:
        raise UserError(f"{path}: expected at least one row under the header, found none.")
    table = pd.DataFrame(rows)
    if table["fold"].str.isdecimal().all():
        table["fold"] = table["fold"].astype(
            "int64"
        )  # their order is that of numbers, not of texts
    check_unique(table, str(path))
    return table


def _row(cells: dict[str, str], line: int, where: str) -> dict[str, str | int]:
    for name in _NAMES:
        if cells.get(name) == "":
            raise UserError(
                f"{where}: {name}: expected a name, received an empty cell; fill it or drop it."
            )
    return {
        **dict.fromkeys(OPTIONAL, ""),
        **cells,
        "label": _class(cells["label"], f"{where}: label"),
        "predicted": _class(cells["predicted"], f"{where}: predicted"),
        "seed": _seed(cells.get("seed", "0"), where),
        "line": line,
    }


def _class(text: str, where: str) -> int:
    if text in map(str, range(len(CLASSES))):
        return int(text)
    if text.lower() in CLASSES:
        return CLASSES.index(text.lower())
    numbers = ", ".join(map(str, range(len(CLASSES))))
    raise UserError(f"{where}: expected {', '.join(CLASSES)} or {numbers}, received {text!r}.")


def _seed(text: str, where: str) -> int:
    if not text.isdecimal():
        raise UserError(f"{where}: seed: expected a whole number, received {text!r}.")
    return int(text)


def check_unique(table: "pd.DataFrame", where: str) -> None:
    """Reject a sample that occurs twice in a fold: it would count twice in every metric.

    Args:
        table: as from `read_file`.
        where: its file, for the message.
    """
    twice = table.duplicated(_KEY)
    if twice.any():
        row = table[twice].iloc[0]
        first = table[(table[_KEY] == row[_KEY]).all(axis=1)].iloc[0]
        raise UserError(
            f"{where}: line {row['line']}: expected each clip once, received {row['clip']!r} again "
            f"after line {first['line']}; tell them apart in a column seed (repetitions), fold, "
            "subject, dataset or sample (copies)."
        )
