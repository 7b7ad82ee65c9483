"""What is compared with what: the counts that a copy is judged by, and the judgement."""

import os
import shutil
import zlib
from dataclasses import replace

import pytest

from mer.core import params
from mer.core.errors import UserError
from mer.core.params import load
from mer.datasets import completeness, dataset
from mer.datasets.completeness import check, check_dataset, classes, closest
from mer.datasets.records import DataSet, Edition
from tests.mer.datasets.params import PARAMS, labels
from tests.mer.datasets.trees import Copy

LAYOUTS = {"casme_sq": "selectedpic", "smic": "raw", "samm": "frames", "casme2": "cropped"}


def editions(key: str, **settings: object) -> tuple[Edition, ...]:
    return dataset(key).editions(labels(key, **settings))


def test_the_editions_have_the_published_numbers_of_clips():
    assert [edition.clips for edition in editions("casme2")] == [255, 255]
    assert [edition.clips for edition in editions("samm")] == [159]
    for camera, clips in {"HS": 164, "VIS": 71, "NIR": 71}.items():
        short, *long = editions("smic", camera=camera)
        assert (short.clips, short.name) == (clips, f"{camera} camera")
        assert [edition.clips for edition in long] == ([166] if camera == "HS" else [])
    for kinds, clips in {("micro",): 57, ("macro",): 300, ("micro", "macro"): 357}.items():
        (edition,) = editions("casme_sq", expressions=list(kinds))
        assert (edition.clips, edition.name) == (clips, " and ".join(kinds))


@pytest.mark.parametrize(
    ("key", "settings", "edition", "excluded", "expected"),
    [
        ("casme2", {"rule": "paper"}, 0, (), (99, 32, 25)),
        ("casme2", {"rule": "paper"}, 1, (), (96, 32, 28)),
        ("casme2", {"rule": "megc2019"}, 0, ("disgust", "repression"), (88, 32, 25)),
        ("samm", {"rule": "megc2019"}, 0, (), (92, 26, 15)),
        ("samm", {"rule": "paper"}, 0, (), (80, 26, 15)),
        ("smic", {}, 0, (), (70, 51, 43)),
        ("smic", {"camera": "VIS"}, 0, (), (23, 28, 20)),
        ("casme_sq", {"expressions": ["micro"]}, 0, (), (21, 8, 9)),
        ("casme_sq", {"expressions": ["micro", "macro"]}, 0, (), (126, 124, 25)),
    ],
)
def test_the_rules_make_the_classes_known_from_the_literature(
    key, settings, edition, excluded, expected
):
    rules = labels(key, **settings)
    assert classes(editions(key, **settings)[edition], rules, excluded) == expected


def test_a_copy_is_compared_with_the_edition_it_is_closest_to():
    both = editions("casme2")
    assert closest({"surprise": 28, "sadness": 4}, both).name == "2019 sheet"
    assert closest({"surprise": 25, "sadness": 7}, both).name == "2014 sheet"
    assert closest({}, both).name == "2014 sheet"


@pytest.fixture
def whole(tmp_path, monkeypatch):
    """Small copies of all four, taken for complete ones."""
    copies = {name: Copy(name, layout, tmp_path / name).write() for name, layout in LAYOUTS.items()}

    def tiny(key: str) -> DataSet:
        emotions = {spec.emotion.lower(): 2 for spec in copies[key].specs}
        return replace(dataset(key), editions=lambda labels: (Edition("tiny", 2, emotions),))

    monkeypatch.setattr(completeness, "dataset", tiny)
    return copies


def reports(root):
    return {report.dataset: report for report in check(root, load(PARAMS))}


def test_complete_copies_are_called_complete(tmp_path, whole):
    found = reports(tmp_path)
    assert {report.status for report in found.values()} == {"complete"}
    assert found["casme2"].layouts == ["cropped"]
    assert found["casme2"].sheet.endswith("CASME2-coding-20140508.xlsx")
    assert found["smic"].sheet == ""
    assert [report.frame_sizes for report in found.values()] == [{"8x8": 6}] * 4


def test_a_lost_clip_is_named_with_its_reason_and_the_copy_stays_usable(tmp_path, whole):
    copy = whole["samm"]
    shutil.rmtree(copy.folder(copy.specs[0]))
    report = reports(tmp_path)["samm"]
    assert report.status == "usable with losses"
    assert report.lost == {"001/001_1_anger1": "no folder: looked for 001/001_1_anger1 in frames"}
    assert report.dropped == {"no folder": 1}
    assert str(report.classes["negative"]) == "1 of 2"


def test_missing_surplus_and_unlabelled_are_listed(tmp_path, whole):
    copy = whole["casme2"]
    copy.frame(copy.specs[0], 15).unlink()
    copy.frame(copy.specs[1], 11).rename(copy.frame(copy.specs[1], 40))
    shutil.copytree(copy.folder(copy.specs[0]), copy.folder(copy.specs[0]).with_name("EP99"))
    report = reports(tmp_path)["casme2"]
    assert report.missing_frames == {"01/EP01_anger1f": 1, "01/EP01_happy1f": 1}
    assert report.surplus_frames == {"01/EP01_happy1f": 1}
    assert report.unlabelled == ["01/EP99"]
    assert report.odd == {"01/EP01_happy1f": "onset frame 11 is missing, the first is 12"}
    assert report.status == "usable with losses"


def test_a_copy_without_a_frame_is_not_complete(tmp_path, whole):
    copy = whole["casme2"]
    copy.frame(copy.specs[0], 15).unlink()
    report = reports(tmp_path)["casme2"]
    assert (report.lost, report.status) == ({}, "usable with losses")


def test_a_subject_without_frames_is_not_counted_and_named(tmp_path, whole):
    copy = whole["samm"]
    for spec in copy.specs:
        if spec.subject == 2:
            shutil.rmtree(copy.folder(spec))
    report = reports(tmp_path)["samm"]
    assert (str(report.subjects), str(report.clips)) == ("1 of 2", "3 of 6")
    assert (report.sheet_subjects, report.sheet_clips) == (2, 6)
    assert report.absent_subjects == {"002": 3}


def test_every_folder_that_frames_are_taken_from_is_named(tmp_path, whole):
    copy = whole["casme2"]
    old = copy.root / "Cropped"
    (copy.root / "second").mkdir()
    (old / "sub02").rename(copy.root / "second" / "sub02")
    report = reports(tmp_path)["casme2"]
    assert sorted(report.folders) == ["Cropped (3 clips)", "second (3 clips)"]
    assert [reports(tmp_path)[key].folders for key in ("casme_sq", "smic", "samm")] == [
        ["selectedpic (6 clips)"], ["SMIC_all_raw/HS (6 clips)"], ["SAMM (6 clips)"],
    ]  # fmt: skip


def test_emotions_without_a_class_are_named_with_their_rule(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "casme2")
    for spec in copy.specs:
        spec.emotion = {"happiness": "happy"}.get(spec.emotion, spec.emotion)
    copy.write()
    report = reports(tmp_path)["casme2"]
    assert (report.classless, report.rule) == ({"happy": 2}, "paper")
    assert report.problem.endswith("0 positive, 2 surprise; dropped: 2 no class (2 happy).")


@pytest.mark.parametrize("number", [11, 15])
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(b""), "it is empty"),
        (
            lambda path: (path.unlink(), os.mkfifo(path)),
            "it is no file but a pipe, device or folder",
        ),
    ],
)
def test_an_empty_frame_or_a_pipe_costs_its_clip(tmp_path, whole, number, spoil, reason):
    copy = whole["samm"]
    spoil(copy.frame(copy.specs[0], number))
    report = reports(tmp_path)["samm"]
    assert report.lost == {"001/001_1_anger1": f"unreadable frame: 001_000{number}.jpg ({reason})"}
    assert report.dropped == {"unreadable frame": 1}
    assert str(report.classes["negative"]) == "1 of 2"


def test_a_header_that_promises_too_many_pixels_costs_its_clip(tmp_path, whole):
    copy = whole["samm"]
    size = (30000).to_bytes(4, "big")
    header = b"IHDR" + size + size + bytes([8, 0, 0, 0, 0])
    content = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + header
    content += zlib.crc32(header).to_bytes(4, "big")
    copy.frame(copy.specs[0], 11).write_bytes(content)
    assert reports(tmp_path)["samm"].lost["001/001_1_anger1"].startswith("unreadable frame: ")


def test_a_frame_cut_short_is_found_where_every_frame_is_decoded(tmp_path, whole):
    copy = whole["smic"]
    frame = copy.frame(copy.specs[0], 15)
    frame.write_bytes(frame.read_bytes()[:-30])
    assert reports(tmp_path)["smic"].status == "complete"
    thorough = {one.dataset: one for one in check(tmp_path, load(PARAMS), thorough=True)}
    assert thorough["smic"].status == "usable with losses"
    assert "unreadable frame" in next(iter(thorough["smic"].lost.values()))


def test_only_listed_data_sets_are_marked_so(tmp_path, content):
    content["datasets"] = ["smic"]
    found = check(tmp_path, params.check(content))
    assert [report.dataset for report in found if report.listed] == ["smic"]


def test_a_frame_that_is_no_image_is_found_before_the_run(tmp_path, whole):
    copy = whole["samm"]
    copy.frame(copy.specs[0], 11).write_bytes(b"no image")
    report = reports(tmp_path)["samm"]
    assert report.lost == {"001/001_1_anger1": "unreadable frame: 001_00011.jpg (it is no image)"}
    assert report.status == "usable with losses"


def test_a_class_without_clips_is_not_usable(tmp_path, whole):
    copy = whole["smic"]
    for spec in copy.specs:
        if spec.emotion == "surprise":
            shutil.rmtree(copy.folder(spec))
    report = reports(tmp_path)["smic"]
    assert report.status == "not usable"
    assert "found 2 negative, 2 positive, 0 surprise" in report.problem


def test_a_data_set_that_does_not_load_says_where_it_looked(tmp_path, whole):
    (whole["casme2"].root / whole["casme2"].sheet).unlink()
    report = reports(tmp_path)["casme2"]
    assert report.status == "not usable"
    assert report.problem.startswith(
        f"{tmp_path / 'casme2'}: expected the label sheet CASME2-coding-20140508.xlsx"
    )


def test_some_of_the_four_are_checked_and_the_others_reported(tmp_path, whole):
    for name in ("smic", "samm", "casme2"):
        shutil.rmtree(tmp_path / name)
    found = list(reports(tmp_path).values())
    assert [report.status for report in found] == [
        "complete",
        "not found",
        "not found",
        "not found",
    ]
    assert found[2].problem.startswith(
        f"{tmp_path / 'samm'}: expected the folder of SAMM, found none"
    )


def test_a_small_copy_is_compared_with_the_real_counts(tmp_path):
    Copy("casme2", "cropped", tmp_path / "casme2").write()
    report = reports(tmp_path)["casme2"]
    assert report.edition == "2014 sheet"
    assert {name: str(count) for name, count in report.classes.items()} == {
        "negative": "2 of 99",
        "positive": "2 of 32",
        "surprise": "2 of 25",
    }


def test_clips_left_out_on_purpose_are_no_losses(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "casme2")
    copy.specs[0].subject, copy.specs[0].name = 4, "EP12_01f"
    copy.write()
    rules = load(PARAMS).labels.casme2.model_copy(update={"rule": "megc2019"})
    report = check_dataset(dataset("casme2"), copy.root, rules)
    assert report.lost == {}
    assert report.dropped == {"excluded": 1}
    assert (
        str(report.classes["negative"]) == "1 of 89"
    )  # 90 clips of disgust and repression, one of them left out here


def test_the_frames_of_videos_are_counted_without_decoding_them(tmp_path):
    Copy("casme2", "video", tmp_path / "casme2").write()
    assert reports(tmp_path)["casme2"].frame_sizes == {"video": 6}


def test_every_data_set_with_label_rules_is_checked(tmp_path, content):
    """A copy that is not looked at would be found out about in the middle of a long run."""
    content["labels"]["mmew"] = content["labels"]["samm"]
    content["datasets"] = ["smic"]
    assert list(reports(tmp_path)) == ["casme_sq", "smic", "samm", "casme2"]
    with pytest.raises(UserError, match=r"dataset mmew: expected its adapter in mer/datasets/mmew"):
        check(tmp_path, params.check(content))
