"""Copies as people have them, one per row: a good one loads, of a broken one one sentence says why.

The names of folders and sheets are those of public loaders and of derived copies.
"""

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mer.core.errors import UserError
from mer.datasets import dataset as data_set
from mer.datasets.records import Reading
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import Copy, write_video

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1") + b"biff"
Make = Callable[[Copy], None]


def read(root: Path, dataset: str, **settings: object) -> Reading:
    return data_set(dataset).read(root, labels(dataset, **settings))


def move(copy: Copy, source: str, target: str) -> None:
    """Move a folder of the copy, and remove the folder above it if nothing is left there."""
    (copy.root / source).rename(copy.root / "moved")
    above = (copy.root / source).parent
    if above != copy.root and not list(above.iterdir()):
        above.rmdir()
    (copy.root / target).parent.mkdir(parents=True, exist_ok=True)
    (copy.root / "moved").rename(copy.root / target)


def moved(source: str, target: str) -> Make:
    return lambda copy: move(copy, source, target)


def renamed_sheet(name: str) -> Make:
    return lambda copy: (copy.root / copy.sheet).rename(copy.root / name) and None


def saved_by_pandas(header: bool, index: bool) -> Make:
    """Save all sheets again, as `DataFrame.to_excel` does."""

    def make(copy: Copy) -> None:
        path = copy.root / copy.sheet
        pages = pd.read_excel(path, sheet_name=None, header=None)
        with pd.ExcelWriter(path) as writer:
            for title, page in pages.items():
                page.to_excel(writer, sheet_name=title, header=header, index=index)

    return make


def header_of_pandas(copy: Copy) -> None:
    """Save the sheet again with its header read: blank names become `Unnamed: 2`."""
    path = copy.root / copy.sheet
    pd.read_excel(path).to_excel(path, index=False)


def saved_as_text(name: str, delimiter: str = ",", encoding: str = "utf-8") -> Make:
    def make(copy: Copy) -> None:
        (page, *_) = openpyxl.load_workbook(copy.root / copy.sheet).worksheets
        with (copy.root / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerows(page.iter_rows(values_only=True))
            writer.writerow(["说明", "第一次"])
        (copy.root / copy.sheet).unlink()

    return make


def edited(edit: Callable[[openpyxl.Workbook], None]) -> Make:
    def make(copy: Copy) -> None:
        book = openpyxl.load_workbook(copy.root / copy.sheet)
        edit(book)
        book.save(copy.root / copy.sheet)

    return make


def numbers_of_the_infrared_camera(book: openpyxl.Workbook) -> None:
    """`OnsetF` holds the frames of another camera, `OnsetF NIR` those of this one."""
    page = book.worksheets[0]
    for column in (3, 4):
        page.cell(1, 10 + column).value = f"{page.cell(1, column).value} NIR"
        for row in range(2, 8):
            page.cell(row, 10 + column).value = page.cell(row, column).value
            page.cell(row, column).value += 5000


def sheet_of_the_other_camera_first(book: openpyxl.Workbook) -> None:
    own = book.worksheets[0]
    own.title = "HS"
    other = book.copy_worksheet(own)
    other.title = "VIS"
    book.move_sheet(other, -1)
    for row in range(2, 8):
        other.cell(row, 3).value, other.cell(row, 4).value = 1, 2


def subjects_as_folders(book: openpyxl.Workbook) -> None:
    for row in range(2, 8):
        book.worksheets[0].cell(row, 1).value = f"sub{book.worksheets[0].cell(row, 1).value}"


def emotions_of_no_width(book: openpyxl.Workbook) -> None:
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            if cell.value == "disgust":
                cell.value = "disgust\u200b "


def apexes_of_2019(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_cols(4)
    book.worksheets[0]["D1"] = "ApexF"


def names_with_a_blank(copy: Copy) -> None:
    for frame in sorted(copy.root.rglob("image*.jpg")):
        number = int(frame.stem.removeprefix("image"))
        frame.rename(frame.with_name(f"image {number:05d}.jpg"))


def infrared(copy: Copy) -> None:
    move(copy, "SMIC-E_raw image/HS_long/SMIC-HS-E", "NIR_long/SMIC-NIR-E/NIR")
    edited(numbers_of_the_infrared_camera)(copy)
    renamed_sheet("SMIC-NIR-E_annotation.xlsx")(copy)


def visible(copy: Copy) -> None:
    names_with_a_blank(copy)
    move(
        copy,
        "SMIC-E_raw image/HS_long/SMIC-HS-E",
        "SMIC/VIS_long/SMIC_VIS_E/SMIC_VIS_E/VIS",
    )
    renamed_sheet("SMIC-VIS-E_annotation.xlsx")(copy)


def long_videos_beside(copy: Copy) -> None:
    other = copy.root / "SAMM_longvideos"
    (other / "006_1").mkdir(parents=True)
    shutil.copy(copy.root / copy.sheet, copy.root / "SAMM_LongVideos_V2_Release.xlsx")


def endings_twice(copy: Copy) -> None:
    for frame in sorted(copy.root.rglob("img*.jpg")):
        frame.rename(frame.with_name(f"{frame.name}.jpg"))


GOOD = {
    "CASME II, doubled, sheet saved by pandas": (
        "casme2", "raw_selected", {},
        (moved("CASME2_RAW_selected", "CASME2_RAW_selected/CASME2_RAW_selected"),
         header_of_pandas)),
    "CASME II, videos": ("casme2", "video", {}, ()),
    "CASME II, seven levels deep": (
        "casme2", "cropped", {}, (moved("Cropped", "a/b/c/d/e/f/g"),)),
    "CASME II, other spellings": (
        "casme2", "cropped", {},
        (moved("Cropped", "微表情 数据/CROPPED"), renamed_sheet("CASME2 编码 - 副本.XLSX"))),
    "CASME II, sheet as text": (
        "casme2", "cropped", {}, (saved_as_text("CASME2-coding-20190701.csv"),)),
    "CASME II, sheet as text of a Chinese spreadsheet": (
        "casme2", "cropped", {}, (saved_as_text("编码.csv", ";", "gb18030"),)),
    "CASME II, sheet as text with tabs and a mark of its encoding": (
        "casme2", "cropped", {}, (saved_as_text("codes.csv", "\t", "utf-8-sig"),)),
    "CASME II, workbook called .xls": (
        "casme2", "cropped", {}, (renamed_sheet("CASME2_label_Ver_2.xls"),)),
    "CASME II, subjects written as folders": (
        "casme2", "cropped", {}, (edited(subjects_as_folders),)),
    "CASME II, emotions with a character of no width": (
        "casme2", "cropped", {}, (edited(emotions_of_no_width),)),
    "SMIC, MEB's tree": ("smic", "raw", {}, (moved("SMIC_all_raw/HS", "HS"),)),
    "SMIC, the camera's folder alone": ("smic", "raw", {}, (moved("SMIC_all_raw/HS/s1", "s1"),
                                        moved("SMIC_all_raw/HS/s2", "s2"))),
    "SMIC-E, 2019": (
        "smic", "long", {},
        (edited(apexes_of_2019), renamed_sheet("SMIC-HS-E_annotation_2019.xlsx"))),
    "SMIC-E, sheet as text": ("smic", "long", {}, (saved_as_text("SMIC-HS-E_annotation.csv"),)),
    "SMIC-E, sheets of two cameras": (
        "smic", "long", {}, (edited(sheet_of_the_other_camera_first),)),
    "SMIC-E, visible light": ("smic", "long", {"camera": "VIS"}, (visible,)),
    "SMIC-E, infrared": ("smic", "long", {"camera": "NIR"}, (infrared,)),
    "SAMM, subjects in the root": (
        "samm", "frames", {},
        (moved("SAMM/001", "001"), moved("SAMM/002", "002"),
         renamed_sheet("SAMM_20181215_Micro_FACS_Codes_v2.xlsx"))),
    "SAMM, long videos beside": ("samm", "frames", {}, (long_videos_beside,)),
    "SAMM, face crops": ("samm", "cropped", {}, ()),
    "SAMM, face crops by another name": (
        "samm", "cropped", {}, (moved("SAMM_CROP", "SAMM_Cropped/SAMM_Cropped"),)),
    "SAMM, sheet as text": (
        "samm", "frames", {}, (saved_as_text("SAMM_Micro_FACS_Codes_v2.csv"),)),
    "CAS(ME)², crops and the short name": (
        "casme_sq", "cropped", {}, (renamed_sheet("code_final.xlsx"),)),
    "CAS(ME)², the copy's name": (
        "casme_sq", "cropped", {},
        (moved("Cropped", "CAS(ME)^2"), renamed_sheet("CAS(ME)^2code_final(Updated).xlsx"))),
    "CAS(ME)², doubled": ("casme_sq", "rawpic", {}, (moved("rawpic", "rawpic/rawpic"),)),
    "CAS(ME)², videos": ("casme_sq", "rawvideo", {}, (moved("rawvideo", "rawvideo/rawvideo"),)),
    "CAS(ME)², endings twice": ("casme_sq", "selectedpic", {}, (endings_twice,)),
    "CAS(ME)², saved by pandas": (
        "casme_sq", "rawpic", {}, (saved_by_pandas(header=True, index=False),)),
    "CAS(ME)², saved by pandas with its index": (
        "casme_sq", "rawpic", {}, (saved_by_pandas(header=True, index=True),)),
    "CAS(ME)², an index without a header": (
        "casme_sq", "selectedpic", {}, (saved_by_pandas(header=False, index=True),)),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_copy_loads_whole(tmp_path, name):
    dataset, layout, settings, changes = GOOD[name]
    copy = Copy(dataset, layout, tmp_path / "d").write()
    for change in changes:
        change(copy)
    reading = read(copy.root, dataset, **settings)
    assert reading.layouts == (layout,)
    assert [clip.clip for clip in reading.clips] == sorted(copy.clip(spec) for spec in copy.specs)
    for clip in reading.clips:
        assert (clip.reason, clip.onset, clip.offset) == ("", 11, 20), clip.clip
        assert [frame.number for frame in clip.frames] == list(range(11, 21))
    assert sorted(clip.label for clip in reading.clips) == [0, 0, 1, 1, 2, 2]


def packed(name: str) -> Make:
    def make(copy: Copy) -> None:
        shutil.rmtree(copy.root / "Cropped")
        (copy.root / "packed").mkdir()
        (copy.root / "packed" / name).write_bytes(b"")

    return make


def emotion_folders(copy: Copy) -> None:
    shutil.rmtree(copy.root / "Cropped")
    (copy.root / "CASME2_data_5" / "disgust" / "01_EP19_05f").mkdir(parents=True)


def videos_of_smic(copy: Copy) -> None:
    shutil.rmtree(copy.root / "SMIC_all_raw")
    (copy.root / "HS" / "s1").mkdir(parents=True)
    write_video(copy.root / "HS" / "s1" / "s1_ne_01.avi", [1, 2, 3])


def no_sheet_but(name: str, content: bytes) -> Make:
    def make(copy: Copy) -> None:
        (copy.root / copy.sheet).unlink()
        (copy.root / name).write_bytes(content)

    return make


def sheet_outside(copy: Copy) -> None:
    (copy.root / copy.sheet).rename(copy.root.parent / copy.sheet)


def called(name: str) -> Make:
    return lambda copy: copy.root.rename(copy.root.with_name(name)) and None


def a_pipe(copy: Copy) -> None:
    (copy.root / copy.sheet).unlink()
    os.mkfifo(copy.root / "labels.csv")


def a_huge_table(copy: Copy) -> None:
    (copy.root / copy.sheet).unlink()
    with (copy.root / "flow.csv").open("wb") as file:
        file.truncate(65 << 20)  # of no blocks on disk


def a_page_of_three(copy: Copy) -> None:
    saved_as_text("code_final.csv")(copy)


LAYOUT = "this is another layout: put a copy as it is distributed there; docs/data.md"
AS_XLSX = "put the sheet there, saved as .xlsx"
BROKEN = {
    "packed": ("casme2", "cropped", {}, packed("Cropped.zip"),
               "unpack the archives there (packed/Cropped.zip)"),
    "packed by another program": ("casme2", "cropped", {}, packed("Cropped.part1.rar"),
                                  "unpack the archives there (packed/Cropped.part1.rar)"),
    "sorted by emotion": ("casme2", "cropped", {}, emotion_folders, LAYOUT),
    "eight levels deep": ("casme2", "cropped", {}, moved("Cropped", "a/b/c/d/e/f/g/h"),
                          f"at most 7 levels below it, such as Cropped/sub01/<clip>/reg_img46.jpg "
                          "or CASME2_compressed/sub01/<clip>.avi, found a/, "
                          f"CASME2-coding-20140508.xlsx; {LAYOUT}"),
    "SMIC as videos": ("smic", "raw", {}, videos_of_smic,
                       "such videos (HS/s1/s1_ne_01.avi) are not read: put its frames there"),
    "CASME2": ("casme2", "cropped", {}, called("CASME2"),
               "found CASME2/ beside it; rename the right one to d or link it (`ln -s CASME2 "),
    "CASME II": ("casme2", "cropped", {}, called("CASME II"),
                 "found CASME II/ beside it; rename the right one to d or link it (`ln -s 'CASME "),
    "SAMM": ("samm", "frames", {}, called("SAMM"), "found SAMM/ beside it"),
    "SMIC": ("smic", "raw", {}, called("SMIC_all_raw"), "found SMIC_all_raw/ beside it"),
    "CAS(ME)^2": ("casme_sq", "rawpic", {}, called("CAS(ME)^2"), "found CAS(ME)^2/ beside it"),
    "CASME_sq": ("casme_sq", "rawpic", {}, called("CASME_sq"), "found CASME_sq/ beside it"),
    "CASME2 for CAS(ME)²": ("casme_sq", "rawpic", {}, called("CASME2"), "found none"),
    "SAMM Long Videos for SAMM": ("samm", "frames", {}, called("SAMM_longvideos"), "found none"),
    "old workbook": ("casme2", "cropped", {}, no_sheet_but("CASME2_label_Ver_2.xls", OLD_EXCEL),
                     "found CASME2_label_Ver_2.xls (a workbook of Excel 97-2003, or one with a "
                     f"password); {AS_XLSX}"),
    "old workbook under a new name": (
        "casme2", "cropped", {}, no_sheet_but("CASME2-coding-20140508.xlsx", OLD_EXCEL),
        f"(a workbook of Excel 97-2003, or one with a password); {AS_XLSX}"),
    "damaged workbook": ("casme2", "cropped", {}, no_sheet_but("codes.xlsx", b"PK no more"),
                         f"codes.xlsx (File is not a zip file); {AS_XLSX}"),
    "no sheet": ("samm", "frames", {}, sheet_outside,
                 f"found no .xlsx or .csv file; {AS_XLSX}"),
    "a pipe": ("samm", "frames", {}, a_pipe, f"found labels.csv (not a file); {AS_XLSX}"),
    "features": ("samm", "frames", {}, a_huge_table,
                 f"found flow.csv (larger than 64 MB, as no label sheet is); {AS_XLSX}"),
    "another table": ("samm", "frames", {}, no_sheet_but("ages.csv", b"Subject,Age\n6,30\n"),
                      f"found ages.csv (other columns); {AS_XLSX}"),
    "one page of three": ("casme_sq", "rawpic", {}, a_page_of_three,
                          "(three sheets without header) in it or beside its subject folders, "
                          f"found code_final.csv (other columns); {AS_XLSX}"),
    "sheet of another camera": (
        "smic", "long", {}, renamed_sheet("SMIC-VIS-E_annotation.xlsx"),
        "SMIC-HS-E_annotation.xlsx of the camera HS in it or beside its subject folders, "
        f"found SMIC-VIS-E_annotation.xlsx (other columns); {AS_XLSX}"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_of_a_broken_copy_one_sentence_says_what_to_do(tmp_path, name):
    dataset, layout, settings, change, sentence = BROKEN[name]
    copy = Copy(dataset, layout, tmp_path / "d").write()
    change(copy)
    with pytest.raises(UserError) as failure:
        read(tmp_path / "d", dataset, **settings)
    message = str(failure.value)
    assert message.startswith(f"{tmp_path / 'd'}: expected ")
    assert sentence in message
    assert "\n" not in message


def notes(copy: Copy) -> list[str]:
    return [*read(copy.root, copy.dataset).notes]


class TestOfSeveralSheets:
    """One is read; which, and why not the others, is said."""

    def copy(self, tmp_path: Path) -> Copy:
        return Copy("casme2", "cropped", tmp_path / "d").write()

    def test_a_single_one_needs_no_word(self, tmp_path):
        assert notes(self.copy(tmp_path)) == []

    def test_a_copy_loses_and_the_others_are_named(self, tmp_path):
        copy = self.copy(tmp_path)
        for name in ("CASME2-coding-20140508 (1).xlsx", "CASME2-coding-20190701.xlsx"):
            shutil.copy(copy.root / copy.sheet, copy.root / name)
        assert notes(copy) == [
            "CASME2-coding-20140508.xlsx is read as the label sheet, not "
            "CASME2-coding-20140508 (1).xlsx (a copy by its name), "
            "CASME2-coding-20190701.xlsx (later by its name)"
        ]

    def test_a_copy_of_the_older_sheet_comes_before_the_newer_sheet(self, tmp_path):
        copy = self.copy(tmp_path)
        shutil.copy(copy.root / copy.sheet, copy.root / "CASME2-coding-20190701.xlsx")
        renamed_sheet("CASME2-coding-20140508 - Kopie.xlsx")(copy)
        assert read(copy.root, "casme2").sheet.stem == "CASME2-coding-20140508 - Kopie"

    def test_an_empty_one_with_the_better_name_is_passed_over(self, tmp_path):
        copy = self.copy(tmp_path)
        renamed_sheet("CASME2-coding-20190701.xlsx")(copy)
        openpyxl.Workbook().save(copy.root / copy.sheet)
        assert notes(copy) == [
            "CASME2-coding-20190701.xlsx is read as the label sheet, not "
            "CASME2-coding-20140508.xlsx (other columns)"
        ]

    def test_a_workbook_comes_before_the_same_table_as_text(self, tmp_path):
        copy = self.copy(tmp_path)
        original = (copy.root / copy.sheet).read_bytes()
        saved_as_text("CASME2-coding-20140508.csv")(copy)
        (copy.root / copy.sheet).write_bytes(original)
        assert read(copy.root, "casme2").sheet.suffix == ".xlsx"


def test_a_link_to_a_folder_above_is_not_followed_and_one_elsewhere_is(tmp_path):
    """A link to `/` would have the whole disk searched for subjects."""
    copy = Copy("casme2", "cropped", tmp_path / "d").write()
    (copy.root / "Cropped").rename(tmp_path / "elsewhere")
    (copy.root / "Cropped").symlink_to(tmp_path / "elsewhere")
    (copy.root / "disk").symlink_to("/")
    (copy.root / "again").symlink_to(".")
    reading = read(copy.root, "casme2")
    assert [clip.reason for clip in reading.clips] == [""] * 6
    assert reading.notes == (
        "again: a link to ., which holds it, is not followed",
        "disk: a link to /, which holds it, is not followed",
    )
