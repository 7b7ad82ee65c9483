"""Label sheets as Excel workbooks whose bytes do not depend on the clock."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

_EPOCH = datetime.datetime(2000, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can hold

Rows = Iterable[Sequence[Any]]


def save(path: Path, sheets: dict[str, Rows]) -> None:
    """Write a workbook.

    Args:
        path: the xlsx file.
        sheets: rows of cells by the name of their sheet; `None` leaves a cell blank, text with a
            leading `=` is a formula, and text is never turned into a number.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "stand-in"
    workbook.properties.created = _EPOCH
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    _undate(content, path)


def _undate(content: io.BytesIO, path: Path) -> None:
    """Copy a workbook without the date of saving, which each zip member and the properties hold."""
    with (
        zipfile.ZipFile(content) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "docProps/core.xml":
                stamp = _EPOCH.isoformat().encode() + b"Z"
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(
                zipfile.ZipInfo(member.filename, _ZIP_EPOCH), data, zipfile.ZIP_DEFLATED
            )
