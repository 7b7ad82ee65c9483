"""CASME II: what only it has."""

import pytest

from mer.datasets import casme2
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import Copy, write_video


def read(copy):
    return {clip.clip: clip for clip in casme2.read(copy.root, labels("casme2")).clips}


def test_of_two_editions_of_the_sheet_that_of_2014_is_used(tmp_path):
    """The article's counts are those of the older sheet: a newer one must not replace it."""
    newer = Copy("casme2", "cropped", tmp_path / "d", sheet="CASME2-coding-20190701.xlsx")
    newer.specs[0].emotion = "surprise"
    newer.write()
    assert read(newer)["01/EP01_anger1f"].label == 2
    Copy("casme2", "cropped", tmp_path / "d").write()
    assert read(newer)["01/EP01_anger1f"].label == 0


@pytest.mark.parametrize(
    ("length", "first", "last", "note"),
    [
        (10, 11, 20, "taken as onset to offset"),
        (8, 11, 18, "taken as onset to offset; offset frame 20 is missing, the last is 18"),
        (20, 11, 20, "taken as the whole recording, counted from 1"),
        (30, 11, 20, "taken as the whole recording, counted from 1"),
    ],
)
def test_the_frames_of_a_video_get_the_sheets_numbers(tmp_path, length, first, last, note):
    copy = Copy("casme2", "video", tmp_path / "d").write()
    write_video(copy.folder(copy.specs[0]), list(range(length)))
    clip = read(copy)[copy.clip(copy.specs[0])]
    assert (clip.frames[0].number, clip.frames[-1].number) == (first, last)
    assert clip.note == f"video of {length} frames, {note}"
    shift = 11 if length <= 10 else 1
    assert all(frame.index == frame.number - shift for frame in clip.frames)


def test_a_video_of_an_impossible_length_is_dropped_instead_of_guessed(tmp_path):
    copy = Copy("casme2", "video", tmp_path / "d").write()
    write_video(copy.folder(copy.specs[0]), list(range(15)))
    assert read(copy)[copy.clip(copy.specs[0])].reason == (
        "no frames: CASME2_compressed/sub01/EP01_anger1f.avi has 15 frames, "
        "expected 10 (onset to offset) or at least 20 (the whole recording)"
    )


def test_a_video_that_cannot_be_decoded_costs_only_its_clip(tmp_path):
    copy = Copy("casme2", "video", tmp_path / "d").write()
    copy.folder(copy.specs[0]).write_bytes(b"no video")
    clips = read(copy)
    assert clips[copy.clip(copy.specs[0])].reason == (
        "unreadable video: CASME2_compressed/sub01/EP01_anger1f.avi cannot be decoded"
    )
    assert sum(not clip.reason for clip in clips.values()) == 5


def test_a_video_without_onset_is_dropped(tmp_path):
    copy = Copy("casme2", "video", tmp_path / "d")
    copy.specs[0].onset = "?"
    assert (
        read(copy.write())[copy.clip(copy.specs[0])].reason
        == "bad frame numbers: onset is '?' in the label sheet"
    )


def test_case_and_spaces_in_names_do_not_lose_a_clip(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d").write()
    folder = copy.folder(copy.specs[0])
    folder.rename(folder.with_name(folder.name.upper()))
    clips = read(copy)
    assert len(clips) == 6
    assert clips[copy.clip(copy.specs[0])].reason == ""


def test_the_kind_of_an_empty_copy_is_told_by_its_folder(tmp_path):
    for name in ("Cropped", "CASME2_RAW_selected", "CASME2-RAW"):
        (tmp_path / name / "sub01" / "EP01_1").mkdir(parents=True)
    copy = Copy("casme2", "cropped", tmp_path)
    for spec in copy.specs:
        spec.folder = False
    copy.write()
    assert casme2.read(tmp_path, labels("casme2")).layouts == (
        "cropped",
        "raw_selected",
        "raw_full",
    )


def test_numbers_come_as_whatever_the_reader_makes_of_them(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    copy.specs[0].onset, copy.specs[0].offset = "11", 20.0
    clip = read(copy.write())[copy.clip(copy.specs[0])]
    assert (clip.onset, clip.offset, clip.reason) == (11, 20, "")
