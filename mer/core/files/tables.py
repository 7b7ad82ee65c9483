"""CSV files of the pipeline; pandas is imported late: few worker processes need its 45 MB."""

from typing import TYPE_CHECKING

from mer.core.errors import UserError
from mer.core.files.whole import replacing, require
from mer.core.paths import AnyPath

if TYPE_CHECKING:
    import pandas as pd


def write_table(path: AnyPath, table: "pd.DataFrame") -> None:
    """Write a table as CSV: UTF-8, Unix line ends, no index, floats that read back exactly."""
    with replacing(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


def read_table(
    path: AnyPath, text: tuple[str, ...] = (), required: tuple[str, ...] = ()
) -> "pd.DataFrame":
    """Read a CSV file of the pipeline.

    Args:
        path: the file.
        text: columns that stay text whatever they look like: subject codes such as `006` are not
            numbers.
        required: columns that must be there.

    Returns:
        The table. Empty cells of text columns are empty strings.

    Raises:
        UserError: there is no such file, it is not a CSV file, or a column is missing.
    """
    import pandas as pd  # noqa: PLC0415 - see above

    require(path)
    try:
        # only an empty cell is missing: a subject may be called NA
        table = pd.read_csv(
            path,
            dtype=dict.fromkeys(text, str),
            encoding="utf-8",
            keep_default_na=False,
            na_values=[""],
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: expected a CSV file with a header row, received one that does not parse "
            f"({str(error).strip()}); remove it and run `dvc repro`."
        ) from None
    absent = [name for name in required if name not in table]
    if absent:
        raise UserError(
            f"{path}: expected the column {absent[0]}, found {', '.join(map(str, table))[:200]}; "
            "remove the file and run `dvc repro`."
        )
    present = [name for name in text if name in table]
    return table.fillna(dict.fromkeys(present, ""))
