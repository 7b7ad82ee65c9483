"""CAS(ME)²: what only it has."""

import openpyxl
import pytest

from mer.core.errors import UserError
from mer.datasets import casme_sq
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import Copy, Spec, image, write_video


def read(copy, **settings):
    return {
        clip.clip: clip for clip in casme_sq.read(copy.root, labels("casme_sq", **settings)).clips
    }


def numbers(clip):
    return [frame.number for frame in clip.frames]


@pytest.mark.parametrize("layout", ["selectedpic", "cropped"])
def test_offset_0_is_the_last_frame_on_disk_where_clips_are_cut_out(tmp_path, layout):
    copy = Copy("casme_sq", layout, tmp_path / "d")
    copy.specs[0].offset = 0
    clip = read(copy.write())["s15/anger1_1"]
    assert (clip.reason, clip.offset, numbers(clip)) == ("", 20, list(range(11, 21)))
    assert clip.note == "offset is 0 in the label sheet; offset taken as the last frame on disk, 20"


def test_offset_0_in_a_long_video_mirrors_the_onset_at_the_apex(tmp_path):
    """A long video goes on after the expression: its last frame shows something else."""
    copy = Copy("casme_sq", "rawpic", tmp_path / "d")
    copy.specs[0].offset = 0
    clip = read(copy.write())["s15/anger1_1"]
    assert (clip.reason, clip.offset, numbers(clip)) == ("", 17, list(range(11, 18)))
    assert "offset is 0 in the label sheet; offset taken as far after the apex" in clip.note


@pytest.mark.parametrize("layout", ["selectedpic", "cropped", "rawpic", "rawvideo"])
def test_offset_0_is_the_apex_where_the_parameter_says_so(tmp_path, layout):
    """As public loaders read it: their numbers can be compared with the same frames only."""
    copy = Copy("casme_sq", layout, tmp_path / "d")
    copy.specs[0].offset = 0
    copy.specs[1].offset, copy.specs[1].apex = 0, 0
    clips = read(copy.write(), no_offset="apex")
    clip = clips["s15/anger1_1"]
    assert (clip.reason, clip.offset, numbers(clip)) == ("", 14, [11, 12, 13, 14])
    assert "offset is 0 in the label sheet; offset taken as the apex, 14" in clip.note
    without = clips[copy.clip(copy.specs[1])]
    if layout in ("selectedpic", "cropped"):
        assert without.note.endswith("offset taken as the last frame on disk, 20")
    else:
        assert without.reason == "bad frame numbers: no offset and no usable apex"


def test_a_long_video_is_counted_from_1_however_long_the_expression_is(tmp_path):
    copy = Copy("casme_sq", "rawvideo", tmp_path / "d").write()
    write_video(copy.folder(copy.specs[0]), list(range(1, 20)))
    copy.folder(copy.specs[1]).write_bytes(b"no video")
    clips = read(copy)
    clip = clips[copy.clip(copy.specs[0])]
    assert [(frame.number, frame.index) for frame in clip.frames[:2]] == [(11, 10), (12, 11)]
    assert clip.note == (
        "video of 19 frames, taken as the whole recording, counted from 1; "
        "offset frame 20 is missing, the last is 19"
    )
    assert clips[copy.clip(copy.specs[1])].reason == (
        "unreadable video: rawvideo/s15/15_0502words.avi cannot be decoded"
    )
    assert sum(not one.reason for one in clips.values()) == 5


def test_videos_come_after_all_frames(tmp_path):
    copy = Copy("casme_sq", "rawvideo", tmp_path / "d").write()
    Copy("casme_sq", "cropped", copy.root).write()
    assert casme_sq.read(copy.root, labels("casme_sq")).layouts == ("cropped", "rawvideo")


def test_a_mirrored_offset_stops_before_the_next_expression_and_at_the_end_of_the_video(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d")
    copy.specs[0].offset, copy.specs[0].apex = 0, 18
    copy.specs.append(Spec(1, "anger1_2", "negative", onset=19, apex=40, offset=0, frames=[]))
    clips = read(copy.write())
    assert clips["s15/anger1_1"].offset == 18
    assert clips["s15/anger1_2"].offset == 29  # the last frame of the video


def test_neither_apex_nor_offset_drops_a_clip_of_a_long_video(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d")
    copy.specs[0].offset, copy.specs[0].apex = 0, 0
    clip = read(copy.write())["s15/anger1_1"]
    assert clip.reason == "bad frame numbers: no offset and no usable apex"
    assert "apex is 0 in the label sheet" in clip.note


def test_only_the_wanted_kinds_of_expressions_are_selected(tmp_path):
    copy = Copy("casme_sq", "selectedpic", tmp_path / "d")
    copy.specs[0].kind = "macro-expression"
    copy.write()
    assert read(copy)["s15/anger1_1"].reason == ""
    clips = read(copy, expressions=["micro"])
    assert clips["s15/anger1_1"].reason == "not selected: macro-expression, micro wanted"
    assert clips["s15/anger1_1"].label is None
    assert sum(not clip.reason for clip in clips.values()) == 5


def test_a_long_video_filed_under_another_subject_and_misspelt_is_found_by_its_numbers(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d").write()
    folder = copy.folder(copy.specs[0])
    folder.rename(folder.parents[1] / "s16" / "15_0401dsgustingtooth")
    assert read(copy)["s15/anger1_1"].reason == ""


def test_of_two_long_videos_with_the_same_numbers_that_of_its_own_subject_is_used(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d").write()
    wrong = copy.root / "rawpic" / "s16" / "15_0401aaa"
    wrong.mkdir()
    (wrong / "img011.jpg").write_bytes(image(".jpg", 11))
    clip = read(copy)["s15/anger1_1"]
    assert clip.frames[0].path.parent == copy.folder(copy.specs[0])


def test_several_expressions_of_one_long_video_and_two_digit_counters(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d")
    copy.specs.append(Spec(1, "anger1_12", "surprise", onset=13, apex=15, offset=17, frames=[]))
    clips = read(copy.write())
    assert numbers(clips["s15/anger1_12"]) == [13, 14, 15, 16, 17]
    assert numbers(clips["s15/anger1_1"]) == list(range(11, 21))


def test_a_subject_or_stimulus_that_the_naming_sheets_lack_costs_only_its_clips(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d").write()
    book = openpyxl.load_workbook(copy.root / copy.sheet)
    book.worksheets[0].append(
        [7, "anger1_1", 11, 14, 20, "NULL", "negative", "micro-expression", "happyiness"]
    )
    book.worksheets[0].append(
        [1, "sad9_1", 11, 14, 20, "null", "negative", "micro-expression", "anger"]
    )
    book.save(copy.root / copy.sheet)
    clips = read(copy)
    assert (
        clips["index7/anger1_1"].reason
        == "no folder: the second sheet names none for the subject index 7"
    )
    assert clips["s15/sad9_1"].reason == "no folder: looked for s15/sad9_1 in rawpic"
    assert sum(not clip.reason for clip in clips.values()) == 6


def test_a_re_saved_sheet_with_a_header_and_blank_columns_still_loads(tmp_path):
    copy = Copy("casme_sq", "selectedpic", tmp_path / "d").write()
    book = openpyxl.load_workbook(copy.root / copy.sheet)
    page = book.worksheets[0]
    for row in page.iter_rows():
        row[5].value = None  # no action units
    page.insert_cols(1)
    page.insert_rows(1)
    page["B1"] = "participant"
    book.save(copy.root / copy.sheet)
    assert [clip.label for clip in read(copy).values()] == [0, 2, 1, 0, 2, 1]


@pytest.mark.parametrize("kept", [1, 2])
def test_a_workbook_without_the_naming_sheets(tmp_path, kept):
    """The second is needed; the third only where clips must be found in long videos."""
    copy = Copy("casme_sq", "selectedpic", tmp_path / "d").write()
    book = openpyxl.load_workbook(copy.root / copy.sheet)
    for page in book.worksheets[kept:]:
        book.remove(page)
    book.save(copy.root / copy.sheet)
    if kept == 2:
        assert sum(not clip.reason for clip in read(copy).values()) == 6
    else:
        with pytest.raises(UserError, match="other columns"):
            read(copy)


def test_a_single_page_that_is_not_the_label_sheet_is_refused(tmp_path):
    copy = Copy("casme_sq", "selectedpic", tmp_path / "d").write()
    book = openpyxl.load_workbook(copy.root / copy.sheet)
    book.worksheets[0].delete_cols(7, 3)
    book.save(copy.root / copy.sheet)
    with pytest.raises(UserError, match="three sheets without header"):
        read(copy)


def test_a_lost_clip_says_what_it_is_called_in_each_layout(tmp_path):
    copy = Copy("casme_sq", "rawpic", tmp_path / "d")
    copy.specs[0].folder = False
    copy.write()
    Copy("casme_sq", "selectedpic", copy.root, specs=copy.specs).write()
    assert read(copy)["s15/anger1_1"].reason == (
        "no folder: looked for s15/anger1_1 in selectedpic, s15/0401 in rawpic"
    )


def test_folders_of_unnamed_copies_are_told_apart_by_the_subjects_names(tmp_path):
    copy = Copy("casme_sq", "cropped", tmp_path / "d").write()
    (copy.root / "Cropped").rename(copy.root / "pictures")
    assert casme_sq.read(copy.root, labels("casme_sq")).layouts == ("cropped",)
