"""Predictions files: those of data/predictions/, and anyone else's in the same form.

Such a file is CSV with the columns `clip, label, predicted` and any of `subject, dataset, fold,
seed, protocol, sample`. Classes are names or their numbers: negative 0, positive 1, surprise 2.
"""

import math
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from mer.core import files
from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output
from mer.core.vocabulary import CLASSES, without_arm

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("clip", "label", "predicted")
OPTIONAL = ("subject", "dataset", "fold", "seed", "protocol", "sample")
_NAMES = ("clip", "subject", "dataset", "protocol")
_CHANCES = tuple(f"p_{name}" for name in CLASSES)
_KEY = ["protocol", "seed", "fold", "dataset", "subject", "clip", "sample"]
_DIGITS = 18  # of a seed: what an integer of 64 bits holds
_ONCE = ("kfold", "loso")
"""Protocols whose folds share no test clip; the random splits of the others may."""


def read(path: Output, held_out: bool = False) -> "pd.DataFrame":
    """Read a file of data/predictions/ or data/validation/.

    Args:
        path: the file.
        held_out: whether it is of validation samples: there may be none, and a clip may be held out
            in several folds.

    Returns:
        As `read_file`; every column, except perhaps `sample`, is in the file.

    Raises:
        UserError: as `read_file`; the message names the stage that writes the file.
    """
    files.require(path)
    required = (*REQUIRED, *(name for name in OPTIONAL if name != "sample"))
    try:
        return _read(path, required, ("sample",), held_out)
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
    path: AnyPath, required: tuple[str, ...], optional: tuple[str, ...], held_out: bool = False
) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for which `--help` need not wait

    rows = [
        _row(cells, line, f"{path}: line {line}")
        for line, cells in files.read_rows(Path(path), required, (*optional, *_CHANCES))
    ]
    if not rows and held_out:
        return pd.DataFrame(columns=[*required, *optional, "line"])
    if not rows:
        raise UserError(f"{path}: expected at least one row under the header, found none.")
    table = pd.DataFrame(rows)
    if table["fold"].str.isdecimal().all():
        table["fold"] = table["fold"].astype(
            "int64"
        )  # their order is that of numbers, not of texts
    check_unique(table, str(path), held_out)
    return table


def _row(cells: dict[str, str], line: int, where: str) -> dict[str, str | int]:
    for name in _NAMES:
        if cells.get(name) == "":
            raise UserError(
                f"{where}: {name}: expected a name, received an empty cell; fill it or drop it."
            )
        if not cells.get(name, "").isprintable():
            raise UserError(
                f"{where}: {name}: expected printable characters, received {cells[name]!r}."
            )
    for name in _CHANCES:
        _chance(cells.pop(name, "0"), f"{where}: {name}")
    return {
        **dict.fromkeys(OPTIONAL, ""),
        **cells,
        # the same letters, however they are encoded, are the same name
        **{name: unicodedata.normalize("NFC", cells[name]) for name in _NAMES if name in cells},
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


def _chance(text: str, where: str) -> None:
    """Refuse what a network that diverged predicts: no class is the most probable of such."""
    try:
        sound = math.isfinite(float(text))
    except ValueError:
        sound = False
    if not sound:
        raise UserError(
            f"{where}: expected a probability, received {text!r}; the network diverged, or leave "
            "the column out."
        )


def _seed(text: str, where: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise UserError(
            f"{where}: seed: expected a whole number of at most {_DIGITS} digits, received "
            f"{text[:40]!r}."
        )
    return int(text)


def check_unique(table: "pd.DataFrame", where: str, held_out: bool = False) -> None:
    """Reject a sample that would count twice in every metric, and a clip of two classes.

    Args:
        table: as from `read_file`.
        where: its file, for the message.
        held_out: whether it is of validation samples, which several folds may share.

    Raises:
        UserError: a sample occurs twice in a fold; under `kfold` or `loso` it is in two folds; or
            two rows of a clip have different labels.
    """
    _refuse(
        table,
        _KEY,
        where,
        "each clip once",
        "in a column seed (repetitions), fold, subject, dataset or sample (copies)",
    )
    once = table["protocol"].map(without_arm).isin(() if held_out else _ONCE)
    for protocol, rows in table[once].groupby("protocol"):
        _refuse(
            rows,
            [name for name in _KEY if name != "fold"],
            where,
            f"each clip in one fold of {protocol}",
            "in a column seed (repetitions), subject, dataset or sample (copies)",
        )
    # without subjects, a name in another fold may be that of another clip
    key = [name for name in _KEY if name not in ("sample", "fold")]
    key += [] if table["subject"].all() else ["fold"]
    first = table.groupby(key, sort=False)["label"].transform("first")
    if (first != table["label"]).any():
        row = table[first != table["label"]].iloc[0]
        raise UserError(
            f"{where}: line {row['line']}: expected one label of the clip {row['clip']!r}, "
            f"received {CLASSES[row['label']]} after {CLASSES[first[row.name]]}; correct one of "
            "them, or tell the clips apart in a column subject or dataset."
        )


def _refuse(table: "pd.DataFrame", key: list[str], where: str, expected: str, remedy: str) -> None:
    """Reject two rows with the same key."""
    twice = table.duplicated(key)
    if twice.any():
        row = table[twice].iloc[0]
        first = table[(table[key] == row[key]).all(axis=1)].iloc[0]
        raise UserError(
            f"{where}: line {row['line']}: expected {expected}, received {row['clip']!r} again "
            f"after line {first['line']}; tell them apart {remedy}."
        )
