"""Sheets and frames as files."""

import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from mer.preprocessing.decoding import UndecodableError, decode
from mer.standin import disk, sheets
from mer.standin.cast import Clip, Take


def take(oddity: str = "") -> Take:
    return Take(Clip(0, 0, 0, 0, apex=2, length=5, oddity=oddity), "01", "EP01", 98, "disgust", 4)


def frames() -> list[tuple[int, np.ndarray]]:
    return [(number, np.full((40, 30, 3), number, np.uint8)) for number in take().numbers]


def saved(folder, oddity):
    disk.save(folder, frames(), "img{}.jpg".format, [take(oddity)])
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("oddity", "missing"),
    [("", set()), ("missing_frame", {100}), ("missing_offset", {102}), ("truncated", set())],
)
def test_frames_are_missing_where_the_oddity_says(tmp_path, oddity, missing):
    assert saved(tmp_path / "clip", oddity) == sorted(
        f"img{n}.jpg" for n in set(range(98, 103)) - missing
    )


@pytest.mark.parametrize("oddity", ["truncated", "zero_bytes"])
def test_the_last_file_of_a_damaged_clip_does_not_decode_and_the_others_do(tmp_path, oddity):
    saved(tmp_path, oddity)
    assert decode((tmp_path / "img101.jpg").read_bytes()).shape == (40, 30, 3)
    with pytest.raises(UndecodableError):
        decode((tmp_path / "img102.jpg").read_bytes())


def test_an_empty_clip_is_an_empty_folder(tmp_path):
    empty = take("empty")
    disk.save(tmp_path / "clip", zip(empty.numbers, [], strict=True), "img{}.jpg".format, [empty])
    assert list((tmp_path / "clip").iterdir()) == []


def test_a_workbook_does_not_hold_the_time_of_writing(tmp_path):
    """DVC would see another file, and run everything after it again."""
    sheets.save(tmp_path / "a.xlsx", {"Sheet1": [["Subject", None], ["01", 4]]})
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_cells_keep_their_types(tmp_path):
    """`01` as a number would hide that subject codes are text."""
    rows = [
        ["Subject", None, "AUs"],
        ["01", None, 4],
        [2, None, "4+L10"],
        ["0101", None, "=SUM(A3)+1"],
    ]
    sheets.save(tmp_path / "a.xlsx", {"first": rows, "second": [["x"]]})
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [[cell.value for cell in row] for row in read["first"].iter_rows()] == rows
    assert list(pd.read_excel(tmp_path / "a.xlsx", sheet_name=None)) == ["first", "second"]
