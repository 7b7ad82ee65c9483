"""The written trees: a loader that reads them must be a loader that reads the licensed ones."""

import re
from functools import cache

import numpy as np
import openpyxl
import pandas as pd
import pytest

from mer import standin
from mer.core.errors import UserError
from mer.core.params import load
from mer.core.params.model import Layouts
from mer.datasets import dataset as data_set
from mer.preprocessing.decoding import UndecodableError, decode
from mer.preprocessing.faces import detect
from tests.mer.standin.settings import LAYOUTS, PARAMS, settings

SUBJECTS, CLIPS = 2, 3
PATTERNS = {
    ("casme_sq", "selectedpic"): r"selectedpic/s\d\d/(anger|disgust|happy)\d_\d+/img\d+\.jpg",
    ("casme_sq", "rawpic"): r"rawpic/s\d\d/\d\d_0[145]0\d[a-z]+/img\d{3,4}\.jpg",
    ("casme_sq", "cropped"): r"cropped/\d\d/(anger|disgust|happy)\d_\d+/img\d+\.jpg",
    (
        "smic",
        "cropped",
    ): r"SMIC_all_cropped/HS/s(\d+)/(non_)?micro/(negative|positive|surprise)/s\1_(ne|po|sur)_\d\d/"
    r"reg_image\d{5,8}\.bmp",
    (
        "smic",
        "raw",
    ): r"SMIC_all_raw/HS/s(\d+)/(non_)?micro/(negative|positive|surprise)/s\1_(ne|po|sur)_\d\d/"
    r"image\d{5,8}\.bmp",
    (
        "smic",
        "long",
    ): r"SMIC-E_raw image/HS_long/SMIC-HS-E/s\d\d/s\d+_(ne|po|sur)_\d\d/image\d{6,8}\.jpg",
    ("samm", "frames"): r"SAMM/(\d{3})/\1_\d_\d+/\1_\d{4,5}\.jpg",
    ("casme2", "cropped"): r"Cropped/sub\d\d/EP\d\d\w*/reg_img\d+\.jpg",
    ("casme2", "raw_selected"): r"CASME2_RAW_selected/sub\d\d/EP\d\d\w*/img\d+\.jpg",
    ("casme2", "raw_full"): r"CASME2-RAW/sub\d\d/EP\d\d\w*/img\d+\.jpg",
    ("casme2", "video"): r"CASME2_compressed/sub\d\d/EP\d\d\w*\.avi",
}
SIZES = {
    "casme_sq": (480, 640, 3),
    "smic": (480, 640, 3),
    "samm": (560, 960),
    "casme2": (480, 640, 3),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write each layout once."""

    @cache
    def write(dataset, layout):
        root = tmp_path_factory.mktemp("standin") / dataset
        standin.write(dataset, settings({dataset: layout}, subjects=SUBJECTS, clips=CLIPS), root)
        return root

    return write


def read(root, dataset, **changes):
    return data_set(dataset).read(root, load(PARAMS).rules(dataset).model_copy(update=changes))


def images(root):
    return [path for path in sorted(root.rglob("*")) if path.suffix in (".jpg", ".bmp", ".avi")]


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
def test_names_follow_the_licensed_pattern(written, dataset, layout):
    root = written(dataset, layout)
    names = [path.relative_to(root).as_posix() for path in images(root)]
    assert len(names) > 10
    assert [name for name in names if not re.fullmatch(PATTERNS[dataset, layout], name)] == []
    assert (root / "STAND-IN.txt").read_text().startswith("STAND-IN, not the licensed data set.")


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
def test_exactly_the_clips_asked_for_can_be_used_and_show_a_face(written, dataset, layout):
    """Six subjects with eight clips are 48 clips in every table made from them."""
    root = written(dataset, layout)
    if layout == "video":
        kept = [clip for clip in read(root, dataset).clips if not clip.reason]
        assert len(kept) == SUBJECTS * CLIPS + 1, "and one that shows a wall"
        return
    usable, labels = 0, set()
    for clip in read(root, dataset).clips:
        if clip.reason:
            continue
        assert clip.layout == layout
        ends = [clip.frames[0].path.read_bytes(), clip.frames[-1].path.read_bytes()]
        try:
            first, last = map(decode, ends)
        except UndecodableError:
            continue
        if detect(first) is None:
            continue
        assert detect(last) is not None
        if layout != "cropped":
            assert first.shape == SIZES[dataset]
        usable += 1
        labels.add(clip.label)
    assert usable == SUBJECTS * CLIPS
    assert labels == {0, 1, 2}


@pytest.mark.parametrize(("dataset", "layout"), [LAYOUTS[index] for index in (0, 3, 6, 7, 10)])
def test_the_same_settings_give_the_same_bytes(written, tmp_path, dataset, layout):
    """Otherwise everything is recomputed whenever the stage runs."""
    first = written(dataset, layout)
    standin.write(dataset, settings({dataset: layout}, subjects=SUBJECTS, clips=CLIPS), tmp_path)
    names = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    assert names == sorted(path.relative_to(first) for path in first.rglob("*"))
    different = [
        name
        for name in names
        if (tmp_path / name).is_file()
        and (tmp_path / name).read_bytes() != (first / name).read_bytes()
    ]
    assert different == []


REASONS = {
    "casme_sq": {"no class", "no folder", "no label", "no frames"},
    "smic": {"no frames"},
    "samm": {"no class", "no folder", "no label", "no frames"},
    "casme2": {"no class", "no folder", "no label", "no frames"},
}


@pytest.mark.parametrize(
    ("dataset", "layout"), [one for one in LAYOUTS if one[1] not in ("rawpic", "long", "video")]
)
def test_every_oddity_of_the_data_set_occurs(written, dataset, layout):
    """What the stand-in does not show, the loaders meet for the first time on the licensed data."""
    reading = read(written(dataset, layout), dataset)
    assert {clip.reason.split(":")[0] for clip in reading.clips if clip.reason} == REASONS[dataset]
    assert any(clip.missing for clip in reading.clips if not clip.reason)
    litter = {path.name for path in reading.root.rglob("*")}
    assert {".DS_Store", "Thumbs.db", "Shortcut to frames.lnk"} <= litter


def test_frames_before_and_after_are_there_where_recordings_are_whole(written):
    clips = read(written("casme2", "raw_full"), "casme2").clips
    for clip in (clip for clip in clips if not clip.reason):
        numbers = [
            int(re.findall(r"\d+", path.stem)[-1])
            for path in clip.frames[0].path.parent.glob("*.jpg")
        ]
        assert min(numbers) == 1
        assert max(numbers) > clip.offset


def test_smic_folders_beside_micro_are_no_clips(written):
    root = written("smic", "cropped")
    assert any(root.rglob("non_micro/*/*/*.bmp"))
    assert len(read(root, "smic").clips) == SUBJECTS * CLIPS + 4


@pytest.mark.parametrize(("camera", "name"), [("VIS", r"\d{5}"), ("NIR", r"\d{5}")])
def test_the_other_cameras_have_their_own_names(tmp_path, camera, name):
    standin.write("smic", settings({"smic": "raw"}, subjects=1, clips=3, camera=camera), tmp_path)
    files = list((tmp_path / "SMIC_all_raw" / camera).rglob("*.bmp"))
    plain = [path for path in files if len(path.stem) == 5 and re.fullmatch(name, path.stem)]
    assert len(plain) > 0.5 * len(files)
    assert all(path.stem.isdigit() for path in files)
    assert (
        len([clip for clip in read(tmp_path, "smic", camera=camera).clips if not clip.reason]) >= 3
    )


def test_a_row_of_the_long_smic_sheet_can_hold_two_expressions(tmp_path):
    root = tmp_path
    standin.write("smic", settings({"smic": "long"}, subjects=1, clips=7), root)
    sheet = pd.read_excel(root / "SMIC-HS-E_annotation.xlsx")
    assert sheet["Onset2F"].notna().sum() == 1
    assert sheet["Subject"].isna().any(), "free text follows the rows"
    second = next(clip for clip in read(root, "smic").clips if clip.clip.endswith("-2"))
    assert not second.reason


def test_the_casme2_sheets_are_as_documented(written):
    """Blank columns, `/`, and codes and action units that are numbers or text."""
    old = pd.read_excel(written("casme2", "cropped") / "CASME2-coding-20140508.xlsx", dtype=object)
    assert [name for name in old if not name.startswith("Unnamed")] == [
        "Subject",
        "Filename",
        "OnsetFrame",
        "ApexFrame",
        "OffsetFrame",
        "Action Units",
        "Estimated Emotion",
    ]
    assert old.columns.get_loc("OnsetFrame") == 3
    assert old.iloc[:, [2, 6]].isna().all(axis=None)
    assert (old["ApexFrame"] == "/").sum() == 1
    assert {type(cell) for cell in old["Subject"]} == {int, str}
    assert (old["ApexFrame"] == old["OnsetFrame"]).sum() == 1
    assert (old["Estimated Emotion"] == "others").sum() == 2
    new = pd.read_excel(written("casme2", "video") / "CASME2-coding-20190701.xlsx")
    assert "Objective Classes" in new


def test_the_samm_sheet_has_thirteen_rows_before_its_header(written):
    path = written("samm", "frames") / "SAMM_Micro_FACS_Codes_v2.xlsx"
    sheet = openpyxl.load_workbook(path)["MICRO_ONLY"]
    assert [row for row in range(1, 20) if sheet.cell(row, 1).value == "Subject"] == [14]
    assert sheet.cell(15, 7).value == "=SUM(F15-D15)+1"
    table = pd.read_excel(path, header=13)
    assert {"Other", "Contempt", "Happiness", "Surprise"} <= set(table["Estimated Emotion"])
    assert (table["Apex Frame"] > table["Offset Frame"]).sum() == 1


def test_the_casme_sq_workbook_has_three_sheets_without_header(written):
    path = written("casme_sq", "selectedpic") / "CAS(ME)^2code_final.xlsx"
    first, second, third = pd.read_excel(path, sheet_name=None, header=None, dtype=object).values()
    assert first.shape == (SUBJECTS * CLIPS + 7, 9)
    assert second.shape == (len(first), 3)
    assert list(second[2]) == list(first[0])
    assert third.shape == (9, 2)
    assert third.loc[0, 0] == "0101", "text, or it becomes 101"
    assert set(first[7]) == {"micro-expression", "macro-expression"}
    macro = first[first[7] == "macro-expression"]
    assert (macro[4] == 0).sum() == (first[4] == 0).sum() == 1
    assert (macro[3] == 0).sum() == (first[3] == 0).sum() == 1


def test_long_videos_go_past_frame_999_and_one_is_filed_under_another_subject(written):
    """Names then have four digits, and sorting them as text goes wrong."""
    root = written("casme_sq", "rawpic")
    folders = {path.parent for path in root.rglob("*.jpg")}
    assert any(
        (folder / "img1000.jpg").exists() and (folder / "img001.jpg").exists() for folder in folders
    )
    assert sum(folder.parent.name != f"s{folder.name[:2]}" for folder in folders) == 1


def test_size_is_a_parameter(tmp_path):
    standin.write("smic", settings(subjects=3, clips=1), tmp_path)
    clips = read(tmp_path, "smic").clips
    assert len({clip.subject for clip in clips}) == 3
    assert len(clips) == 3 + 4


def test_without_jitter_a_face_at_rest_stands_still(tmp_path):
    """Jitter is what makes raw motion hard to see; at 0 nothing but noise may be left of it."""
    for jitter, still in ((0.0, True), (2.0, False)):
        root = tmp_path / str(jitter)
        standin.write("smic", settings(subjects=1, clips=1, jitter=jitter), root)
        rest = [
            decode(path.read_bytes()).astype(float)
            for path in sorted(root.rglob("non_micro/*/*/*.bmp"))
        ]
        assert bool(np.abs(rest[0] - rest[1]).mean() < 3) == still


def test_every_data_set_with_a_stand_in_has_its_layout_in_the_parameters():
    """`source: standin` is refused for the others."""
    assert set(standin.WRITERS) == set(Layouts.model_fields)


def test_a_data_set_without_a_stand_in_is_a_sentence(tmp_path):
    with pytest.raises(
        UserError,
        match="dataset: expected one of casme_sq, smic, samm, casme2, received 'fer2013', which",
    ):
        standin.write("fer2013", settings(), tmp_path)
