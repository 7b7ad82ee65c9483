"""`mer check`: what a user learns about their copy before a long run."""

import argparse
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mer.commands import check as command
from mer.commands.check import as_text, exit_status
from mer.core.params import load
from mer.datasets import completeness, dataset
from mer.datasets.completeness import Report
from mer.datasets.records import DataSet, Edition
from tests.mer.datasets.trees import Copy
from tests.mer.standin.census import write_census

PARAMS = Path(__file__).parents[3] / "params.yaml"
PAGE = PARAMS.with_name("docs") / "data.md"
LAYOUTS = {"casme_sq": "selectedpic", "smic": "raw", "samm": "frames", "casme2": "cropped"}


@pytest.fixture
def whole(tmp_path, monkeypatch):
    """Small copies of all four, taken for complete ones."""
    copies = {name: Copy(name, layout, tmp_path / name).write() for name, layout in LAYOUTS.items()}

    def tiny(key: str) -> DataSet:
        emotions = {spec.emotion.lower(): 2 for spec in copies[key].specs}
        return replace(dataset(key), editions=lambda labels: (Edition("tiny", 2, emotions),))

    monkeypatch.setattr(completeness, "dataset", tiny)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["complete", "complete"], 0),
        (["complete", "usable with losses"], 1),
        (["complete", "not found"], 1),
        (["complete", "not usable", "not found"], 2),
        (["not found", "not found"], 2),
    ],
)
def test_the_exit_status_is_that_of_the_worst_copy_and_2_where_there_is_none(statuses, expected):
    assert exit_status([Report("samm", "SAMM", "", status) for status in statuses]) == expected


def test_data_sets_that_are_not_listed_do_not_count():
    """Who holds one complete set and lists that one alone has nothing to mend."""
    reports = [Report("samm", "SAMM", "", "complete")]
    reports += [
        Report("smic", "SMIC", "", one, listed=False) for one in ("not found", "not usable")
    ]
    assert exit_status(reports) == 0
    text = as_text(reports)
    assert "(SMIC)      not found" in text
    assert "(in parentheses: not in `datasets` of params.yaml)" in text
    assert "exit status" not in text


def test_the_text_says_what_its_status_is_for_and_how_to_run_what_is_there():
    reports = [Report("samm", "SAMM", ""), Report("smic", "SMIC", "", "complete")]
    assert as_text(reports).splitlines()[-2:] == [
        "To run what is there: mer params source=licensed 'datasets=[smic]'",
        "exit status 1; of `datasets` in params.yaml: complete 1; not found 1.",
    ]


def test_make_takes_everything_but_a_data_set_that_does_not_load_for_an_answer():
    """`make: *** Error 2` below the answer that there is no data would look like a broken tool."""
    absent, lost, broken = (
        Report(name, name, "", status)
        for name, status in (
            ("samm", "not found"), ("smic", "usable with losses"), ("casme2", "not usable"),
        )
    )  # fmt: skip
    assert exit_status([absent], tolerant=True) == exit_status([absent, lost], tolerant=True) == 0
    assert exit_status([absent, lost, broken], tolerant=True) == 2
    assert as_text([absent], tolerant=True).splitlines()[-1] == (
        "No licensed data: everything runs on the stand-in (`make tables`)."
    )
    assert "casme2: does not load; see above." in as_text([broken, absent])


def test_what_is_not_there_is_said_once_and_the_table_fits(tmp_path):
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert text.count("expected a folder of each") == 1
    assert max(map(len, text.split("\n\n")[0].splitlines())) <= 100
    (tmp_path / "samm").symlink_to("nowhere")
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert "found a link to nowhere, which is not there" in text
    assert "not found: casme_sq (CAS(ME)²), smic (SMIC), casme2 (CASME II)" in text


def test_a_missing_subject_is_one_line(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "samm").write()
    for spec in copy.specs:
        if spec.subject == 2:
            shutil.rmtree(copy.folder(spec))
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert "subject without frames: 002 (3 label rows)" in text
    assert "lost: 002" not in text
    assert "SAMM (3 clips)" in text
    assert "2 subjects, 6 rows; compared with: version 2" in text


def test_emotions_without_a_class_point_to_their_key(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "casme2")
    copy.specs[0].emotion = "disgusted"
    copy.write()
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert "without a class: disgusted 1 (params.yaml: labels.casme2.rules.paper)" in text


def test_the_text_says_where_a_missing_data_set_was_looked_for(tmp_path):
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert f"{tmp_path}: expected a folder of each, with that name, found none" in text
    assert f"`ln -s /path/to/it {tmp_path / 'casme_sq'}`" in text


def test_the_text_lists_ten_clips_and_points_to_json_for_the_rest(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "samm")
    for index in range(12):
        copy.specs.append(type(copy.specs[0])(1, f"001_9_{index:02d}", "Anger", folder=False))
    copy.specs[0].apex = "/"
    copy.write()
    text = as_text(completeness.check(tmp_path, load(PARAMS)))
    assert text.count("lost: 001/001_9_") == 10
    assert "lost: 2 more; --json lists all" in text
    assert "odd: 001/001_1_anger1 apex is '/' in the label sheet" in text
    assert "dropped: no folder 12" in text


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


class TestCommand:
    def run(self, monkeypatch, tmp_path, *arguments) -> int:
        (tmp_path / "project").mkdir()
        shutil.copy(PARAMS, tmp_path / "project")
        monkeypatch.chdir(tmp_path / "project")
        with pytest.raises(SystemExit) as end:
            command.main(parsed(*arguments))
        return end.value.code

    def test_the_table_and_the_status_0(self, tmp_path, whole, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split()[:4] == ["data", "set", "status", "subjects"]
        assert lines[2].split()[:2] == ["CAS(ME)²", "complete"]
        assert any("layout: selectedpic; frames from: " in line for line in lines)

    def test_json_has_every_count(self, tmp_path, whole, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path, str(tmp_path), "--json") == 0
        content = {report["dataset"]: report for report in json.loads(capsys.readouterr().out)}
        assert content["smic"]["classes"]["surprise"] == {"found": 2, "expected": 2}

    def test_the_licensed_folder_is_the_default(self, tmp_path, monkeypatch, capsys):
        assert self.run(monkeypatch, tmp_path) == 2
        assert "data/licensed: expected a folder of each" in capsys.readouterr().out

    def test_the_folder_that_a_variable_names_is_the_default(
        self, tmp_path, whole, monkeypatch, capsys
    ):
        """It is where the run finds them: docs/scaling.md."""
        monkeypatch.setenv("MER_DATA", str(tmp_path))
        assert self.run(monkeypatch, tmp_path) == 0

    def test_full_size_copies_are_complete_and_one_lost_clip_is_the_status_1(
        self, tmp_path, monkeypatch, capsys
    ):
        """The counts of the literature, not those of a test."""
        for key in LAYOUTS:
            write_census(key, tmp_path / key)
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:6]]
        assert [row[-5:-1] for row in rows] == [
            ["357", "126", "124", "25"],
            ["164", "70", "51", "43"],
            ["159", "80", "26", "15"],
            ["255", "99", "32", "25"],
        ]
        shutil.rmtree(tmp_path / "samm" / "SAMM" / "001" / "001_1_0")
        shutil.rmtree(tmp_path / "project")
        assert self.run(monkeypatch, tmp_path, str(tmp_path)) == 1
        assert "usable with losses" in capsys.readouterr().out

    def test_the_page_about_the_data_shows_what_the_command_prints(
        self, tmp_path, monkeypatch, capsys
    ):
        """A sample that is no longer printed would send a reader looking for their mistake."""
        root = tmp_path / "project" / "data" / "licensed" / "casme2"
        write_census("casme2", root)
        shutil.rmtree(root / "Cropped" / "sub03" / "EP20_98f")
        (root / "Cropped" / "sub01" / "EP20_00f" / "reg_img41.jpg").unlink()
        shutil.copy(PARAMS, tmp_path / "project")
        monkeypatch.chdir(tmp_path / "project")
        with pytest.raises(SystemExit, match="1"):
            command.main(parsed())
        shown = PAGE.read_text(encoding="utf-8").split("## What the check says")[1].split("```")[1]
        printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert printed == shown.strip("\n").splitlines()
