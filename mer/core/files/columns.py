"""Whether the columns of a table hold what its stage writes; what DVC restores, a direct run meets.

Each check names the first line that fails it, so that a reader can look there.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from mer.core import paths

if TYPE_CHECKING:
    import pandas as pd


def check_columns(
    table: "pd.DataFrame",
    path: paths.Output,
    once: tuple[str, ...] = (),
    filled: tuple[str, ...] = (),
    whole: tuple[str, ...] = (),
    finite: tuple[str, ...] = (),
    among: Mapping[str, Collection] | None = None,
) -> None:
    """Refuse a table that its stage cannot have written.

    Args:
        table: as from `read_table`, or some rows of it with their index.
        path: its file, for the message.
        once: columns that together name a row: no two rows have the same there.
        filled: columns without empty cells.
        whole: columns of whole numbers.
        finite: columns of numbers from 0.
        among: column → the values that it may have.

    Raises:
        UserError: it names the first line that is otherwise.

    Example:
        >>> import pandas as pd
        >>> table = pd.DataFrame({"clip": ["03/a", "03/b"], "label": [0, 7]})
        >>> check_columns(table, paths.masked_table("smic"), among={"label": (0, 1, 2)})
        Traceback (most recent call last):
        mer.core.errors.UserError: data/masked/smic.csv: expected label to be one of 0, 1, 2, \
received 7 in line 3; run `dvc repro --force mask@smic`.
    """
    import pandas as pd  # noqa: PLC0415 - as in `tables`

    for name in filled:
        _refuse(table, table[name].isna() | (table[name] == ""), name, path, f"text as {name}")
    for name in whole:
        numbers = pd.to_numeric(table[name], errors="coerce")
        # neither an empty cell nor infinity has a remainder
        _refuse(table, numbers % 1 != 0, name, path, f"whole numbers as {name}")
    for name in finite:
        numbers = pd.to_numeric(table[name], errors="coerce")
        sound = (numbers >= 0) & (numbers < float("inf"))
        _refuse(table, ~sound, name, path, f"numbers from 0 as {name}")
    for name, known in (among or {}).items():
        listed = ", ".join(map(str, known))
        _refuse(table, ~table[name].isin(known), name, path, f"{name} to be one of {listed}")
    if once:
        doubled = table.duplicated([*once])
        _refuse(table, doubled, once[-1], path, f"each {' '.join(once)} once")


def _refuse(
    table: "pd.DataFrame", bad: "pd.Series", name: str, path: paths.Output, expected: str
) -> None:
    if bad.any():
        line = bad.idxmax()
        value = table[name].to_dict()[line]
        shown = repr(value) if isinstance(value, str) else f"{value}"
        raise paths.damaged(path, expected, f"{shown} in line {line + 2}")
