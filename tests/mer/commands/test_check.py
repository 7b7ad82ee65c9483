"""`python -m mer.commands.check`: what a person learns about their copy before a long run."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from mer.commands import check as module
from mer.commands.check import as_text, check, exit_status
from mer.core.params import load
from mer.datasets.expected import Edition
from mer.standin.census import write_census
from tests.mer.datasets.trees import Copy

PARAMS = Path(__file__).parents[3] / "params.yaml"
PAGE = PARAMS.with_name("docs") / "data.md"
LAYOUTS = {"casme_sq": "selectedpic", "smic": "raw", "samm": "frames", "casme2": "cropped"}


@pytest.fixture
def whole(tmp_path, monkeypatch):
    """Small copies of all four, taken for complete ones."""
    copies = {name: Copy(name, layout, tmp_path / name).write() for name, layout in LAYOUTS.items()}

    def tiny(dataset, labels):
        return (Edition("tiny", 2, {spec.emotion.lower(): 2 for spec in copies[dataset].specs}),)

    monkeypatch.setattr(module, "editions", tiny)
    return copies


def reports(root):
    return {report.dataset: report for report in check(root, load(PARAMS))}


def test_complete_copies_are_called_complete(tmp_path, whole):
    found = reports(tmp_path)
    assert {report.status for report in found.values()} == {"complete"}
    assert exit_status(list(found.values())) == 0
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
    assert exit_status([report]) == 1


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
    assert report.status == "complete"  # every clip that counts is there


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
    assert exit_status([report]) == 2


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
    assert exit_status(found) == 1
    assert f"{tmp_path / 'samm'}: expected the folder of SAMM, found none" in as_text(found)


def test_nothing_at_all_is_not_usable(tmp_path):
    assert exit_status(list(reports(tmp_path).values())) == 2


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
    report = module.check_dataset("casme2", copy.root, rules)
    assert report.lost == {}
    assert report.dropped == {"excluded": 1}
    assert (
        str(report.classes["negative"]) == "1 of 89"
    )  # 90 clips of disgust and repression, one of them left out here


def test_the_frames_of_videos_are_counted_without_decoding_them(tmp_path):
    Copy("casme2", "video", tmp_path / "casme2").write()
    assert reports(tmp_path)["casme2"].frame_sizes == {"video": 6}


def test_the_text_lists_ten_clips_and_points_to_json_for_the_rest(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "samm")
    for index in range(12):
        copy.specs.append(type(copy.specs[0])(1, f"001_9_{index:02d}", "Anger", folder=False))
    copy.specs[0].apex = "/"
    copy.write()
    text = as_text(list(reports(tmp_path).values()))
    assert text.count("lost: 001/001_9_") == 10
    assert "lost: 2 more; --json lists all" in text
    assert "odd: 001/001_1_anger1 apex is '/' in the label sheet" in text
    assert "dropped: no folder 12" in text


class TestCommand:
    def run(self, monkeypatch, tmp_path, *arguments) -> int:
        (tmp_path / "project").mkdir()
        shutil.copy(PARAMS, tmp_path / "project")
        monkeypatch.chdir(tmp_path / "project")
        monkeypatch.setattr(sys, "argv", ["check", *arguments])
        with pytest.raises(SystemExit) as end:
            module.main()
        return end.value.code

    def test_the_table_and_the_status_0(self, tmp_path, whole, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split()[:4] == ["data", "set", "status", "layout"]
        assert lines[2].split()[:3] == ["CAS(ME)²", "complete", "selectedpic"]

    def test_json_has_every_count(self, tmp_path, whole, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path, str(tmp_path), "--json") == 0
        content = {report["dataset"]: report for report in json.loads(capsys.readouterr().out)}
        assert content["smic"]["classes"]["surprise"] == {"found": 2, "expected": 2}

    def test_the_licensed_folder_is_the_default(self, tmp_path, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path) == 2
        assert (
            "data/licensed/smic: expected the folder of SMIC, found none" in capsys.readouterr().out
        )

    def test_full_size_copies_are_complete_and_one_lost_clip_is_the_status_1(
        self, tmp_path, monkeypatch, capsys
    ):
        """The counts of the literature, not those of a test."""
        for dataset in LAYOUTS:
            write_census(dataset, tmp_path / dataset)
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:6]]
        assert [row[-5:-1] for row in rows] == [
            ["357", "126", "124", "25"],
            ["164", "70", "51", "43"],
            ["159", "80", "26", "15"],
            ["255", "99", "32", "25"],
        ]
        shutil.rmtree(next((tmp_path / "samm" / "SAMM").glob("*/*")))
        shutil.rmtree(tmp_path / "project")
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 1
        assert "usable with losses" in capsys.readouterr().out

    def test_the_page_about_the_data_shows_what_the_command_prints(
        self, tmp_path, monkeypatch, capsys
    ):
        """A sample that the command no longer prints would send a reader looking for a mistake of theirs."""
        root = tmp_path / "project" / "data" / "licensed" / "casme2"
        write_census("casme2", root)
        shutil.rmtree(root / "Cropped" / "sub03" / "EP20_98f")
        (root / "Cropped" / "sub01" / "EP20_00f" / "reg_img41.jpg").unlink()
        shutil.copy(PARAMS, tmp_path / "project")
        monkeypatch.chdir(tmp_path / "project")
        monkeypatch.setattr(sys, "argv", ["check"])
        with pytest.raises(SystemExit, match="1"):
            module.main()
        shown = PAGE.read_text(encoding="utf-8").split("## What the check says")[1].split("```")[1]
        printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert printed == shown.strip("\n").splitlines()
