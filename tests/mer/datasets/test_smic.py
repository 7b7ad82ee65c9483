"""SMIC: what only it has."""

import shutil

import openpyxl
import pytest

from mer.core.errors import UserError
from mer.datasets import smic
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import Copy, image


def read(root, **settings):
    return {clip.clip: clip for clip in smic.read(root, labels("smic", **settings)).clips}


@pytest.mark.parametrize("layout", ["raw", "cropped"])
def test_clips_without_expression_are_left_out(tmp_path, layout):
    copy = Copy("smic", layout, tmp_path / "d").write()
    subject = copy.folder(copy.specs[0]).parents[2]
    shutil.copytree(subject / "micro", subject / "non_micro")
    assert len(read(copy.root)) == 6


@pytest.mark.parametrize("camera", ["VIS", "NIR"])
def test_the_camera_of_the_parameters_is_read_and_no_other(tmp_path, camera):
    copy = Copy("smic", "raw", tmp_path / "d").write()
    folder = copy.root / "SMIC_all_raw" / camera / "s8" / "micro" / "surprise" / "s8_sur_02"
    folder.mkdir(parents=True)
    for number in (6524, 6525, 6526):
        (folder / f"{number:05d}.bmp").write_bytes(image(".bmp", number))
    clips = read(copy.root, camera=camera)
    assert list(clips) == ["08/s8_sur_02"]
    assert [frame.number for frame in clips["08/s8_sur_02"].frames] == [6524, 6525, 6526]
    assert len(read(copy.root)) == 6


def test_a_camera_that_is_not_there_is_named(tmp_path):
    copy = Copy("smic", "raw", tmp_path / "d").write()
    with pytest.raises(UserError, match=r"of the camera NIR \(params.yaml: labels.smic.camera\)"):
        read(copy.root, camera="NIR")


def test_the_root_may_be_the_folder_of_one_camera(tmp_path):
    copy = Copy("smic", "cropped", tmp_path / "d").write()
    assert len(read(copy.root / "SMIC_all_cropped" / "HS")) == 6


@pytest.mark.parametrize("name", ["s01_ne_01", "S1_NE_1", "s1_ne_01"])
def test_clip_names_are_normalised(name):
    assert smic.clip_id(name) == "01/s1_ne_01"


def test_a_name_of_another_form_is_no_clip(tmp_path):
    assert smic.clip_id("s1_non_01") == ""
    copy = Copy("smic", "raw", tmp_path / "d").write()
    copy.folder(copy.specs[0]).rename(copy.folder(copy.specs[0]).with_name("backup"))
    assert len(read(copy.root)) == 5


def test_the_folder_is_the_class_and_a_disagreeing_name_is_noted(tmp_path):
    copy = Copy("smic", "raw", tmp_path / "d").write()
    folder = copy.folder(copy.specs[0])
    folder.rename(folder.parents[1] / "positive" / folder.name)
    clip = read(copy.root)["01/s1_ne_01"]
    assert (clip.label, clip.note) == (1, "the clip's name says negative, its folder positive")


def test_the_kind_of_an_empty_clip_is_told_by_the_folders_above(tmp_path):
    copy = Copy("smic", "cropped", tmp_path / "d")
    copy.specs[0].frames = []
    assert smic.read(copy.write().root, labels("smic")).layouts == ("cropped",)
    copy = Copy("smic", "raw", tmp_path / "e")
    copy.specs[0].frames = []
    assert smic.read(copy.write().root, labels("smic")).layouts == ("raw",)


def test_a_clip_filed_under_two_emotions_is_noted(tmp_path):
    copy = Copy("smic", "raw", tmp_path / "d").write()
    folder = copy.folder(copy.specs[0])
    shutil.copytree(folder, folder.parents[1] / "positive" / folder.name)
    reading = smic.read(copy.root, labels("smic"))
    assert len(reading.clips) == 6
    assert reading.notes == (
        "01/s1_ne_01: filed under negative and under positive; "
        "SMIC_all_raw/HS/s1/micro/negative/s1_ne_01 is used",
    )


class TestLongRelease:
    def copy(self, tmp_path, edit=None) -> Copy:
        copy = Copy("smic", "long", tmp_path / "d").write()
        if edit:
            book = openpyxl.load_workbook(copy.root / copy.sheet)
            edit(book.worksheets[0])
            book.save(copy.root / copy.sheet)
        return copy

    def test_a_second_expression_of_a_row_is_a_clip_of_its_own(self, tmp_path):
        def edit(page):
            page["E2"], page["F2"] = 21, 22

        clip = read(self.copy(tmp_path, edit).root)["01/s1_ne_01-2"]
        assert ([frame.number for frame in clip.frames], clip.label) == ([21, 22], 0)
        assert clip.note == "expression 2 of its row in the label sheet"

    def test_expressions_outside_of_the_recording_and_repeated_ones_are_no_clips(self, tmp_path):
        """Leftovers of a formula, and one interval twice, of which one copy could be tested."""

        def edit(page):
            page["J1"], page["K1"] = "Onset3F", "Offset3F"
            page["E2"], page["F2"] = 21, 22
            page["J2"], page["K2"] = 21, 22  # the second again
            page["E3"], page["F3"] = 143077, 1  # the offset is FirstF
            page["E4"], page["F4"] = 90, 120  # LastF is 99

        clips = read(self.copy(tmp_path, edit).root)
        assert len(clips) == 7
        one, two, three = (clips[f"01/s1_{token}_01"].note for token in ("ne", "po", "sur"))
        assert one == "expression 3 of its row repeats an interval and is left out"
        assert two == "expression 2 of its row is left out: 143077..1 ends before it begins"
        assert three == (
            "expression 2 of its row is left out: 90..120 is outside of the recording's 1..99"
        )

    def test_a_wrong_first_frame_is_noted_and_costs_nothing_that_the_sheet_counts(self, tmp_path):
        def edit(page):
            page["J1"], page["J2"] = "TotalMF2", 2
            page["E2"], page["F2"], page["G2"] = 21, 22, 50

        clips = read(self.copy(tmp_path, edit).root)
        first, second = clips["01/s1_ne_01"], clips["01/s1_ne_01-2"]
        assert (first.reason, second.reason) == ("", "")
        assert first.note == "11..20 is outside of the recording's 50..99"
        assert second.note.endswith("; 21..22 is outside of the recording's 50..99")

    def test_without_the_recordings_bounds_expressions_are_believed(self, tmp_path):
        def edit(page):
            page["E2"], page["F2"] = 21, 22
            page.delete_cols(7, 2)

        assert len(read(self.copy(tmp_path, edit).root)) == 7

    def test_text_below_the_table_is_no_clip(self, tmp_path):
        def edit(page):
            page.append(["Notes: frames are counted from 0", None])
            page.append([None, None, "s3"])
            page.append([3, "second session"])

        assert len(read(self.copy(tmp_path, edit).root)) == 6

    def test_the_clips_name_decides_where_the_emotion_is_a_code(self, tmp_path):
        def edit(page):
            for row in range(2, 8):
                page.cell(row, 9).value = row

        assert sorted(clip.label for clip in read(self.copy(tmp_path, edit).root).values()) == [
            0,
            0,
            1,
            1,
            2,
            2,
        ]

    def test_the_short_release_comes_first(self, tmp_path):
        copy = self.copy(tmp_path)
        Copy("smic", "raw", copy.root).write()
        assert smic.read(copy.root, labels("smic")).layouts == ("raw",)

    def test_videos_without_expression_beside_it_are_left_out(self, tmp_path):
        copy = self.copy(tmp_path)
        other = copy.root / "HS_non_micro" / "s01" / "s1_ne_09"
        other.mkdir(parents=True)
        assert len(read(copy.root)) == 6

    def test_the_sheet_of_another_camera_is_not_used(self, tmp_path):
        copy = self.copy(tmp_path)
        (copy.root / copy.sheet).rename(copy.root / "SMIC-NIR-E_annotation.xlsx")
        with pytest.raises(UserError, match=r"HS-E_annotation.xlsx of the camera HS .*SMIC-NIR-E"):
            read(copy.root)
