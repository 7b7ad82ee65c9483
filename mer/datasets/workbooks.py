"""Files that hold tables: Excel workbooks, and tables saved as text."""

import csv
import io
import warnings
from pathlib import Path

import pandas as pd

LARGEST = 64 << 20  # bytes: beside the frames lie other tables too, such as features

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")


def read(path: Path, name: str) -> list[pd.DataFrame]:
    """Read all sheets of a workbook, or the one of a text table.

    Blank cells are empty strings, and the text `NULL` stays text.

    Args:
        path: the file; its first bytes tell what it is, and only of text its name.
        name: what `attrs["file"]` of each sheet shall be; `attrs["sheet"]` is the sheet's title.

    Raises:
        ValueError: it is of another format; the text names it. A damaged workbook fails its parser
            in any way.
    """
    if not path.is_file():
        raise ValueError("not a file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST >> 20} MB, as no label sheet is")
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLD_EXCEL:
        raise ValueError("a workbook of Excel 97-2003, or one with a password")
    if path.suffix.lower() == ".csv":
        sheets = {"": _read_csv(path)}
    elif not start.startswith(b"PK"):
        raise ValueError("not a workbook of Excel 2007 or later")
    else:
        with warnings.catch_warnings():
            # styles and validations that do not concern us
            warnings.filterwarnings("ignore", module="openpyxl")
            sheets = pd.read_excel(
                io.BytesIO(path.read_bytes()),  # from a path, openpyxl refuses some extensions
                sheet_name=None,
                header=None,
                dtype=object,
                na_filter=False,
                engine="openpyxl",
            )
    for title, sheet in sheets.items():
        sheet.attrs = {"file": name, "sheet": str(title)}
    return list(sheets.values())


def _read_csv(path: Path) -> pd.DataFrame:
    """Read a table saved as text, by a spreadsheet program of any language."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030", "latin-1"):
        try:
            written = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    separator = max(",;\t", key=written.count)
    rows = list(csv.reader(io.StringIO(written, newline=""), delimiter=separator))
    width = max((len(row) for row in rows), default=0)
    return pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=object)
