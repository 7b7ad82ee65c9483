"""A data set that the article lacks, added by the steps of docs/extending.md word for word.

Whoever follows that page must end at tables and figures, not at a traceback.
"""

import re
import shutil
import textwrap
from pathlib import Path

import openpyxl
import pytest
import yaml

from mer import standin
from tests.conftest import ROOT
from tests.mer.standin.settings import settings
from tests.test_pipeline import Project, new_project

pytestmark = pytest.mark.pipeline

KEY, TITLE = "example", "Example"
PAGE = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
VARIANTS = ["ST", "DACWB"]
SUBJECTS, CLIPS = 4, 4
HEADER = ["Subject", "Filename", "Onset Frame", "Apex Frame", "Offset Frame", "Estimated Emotion"]


def block(language: str) -> str:
    """Return the first block of code of a language on the page."""
    fenced = re.search(rf"^( *)```{language}\n(.*?)^\1```$", PAGE, re.DOTALL | re.MULTILINE)
    assert fenced, f"docs/extending.md has no block of {language}"
    return textwrap.dedent(fenced[2])


def follow_the_page(project: Project) -> None:
    """Add the data set as the page says."""
    code = project.folder / "mer/datasets" / f"{KEY}.py"
    code.write_text(block("python"), encoding="utf-8")
    asked = yaml.safe_load(block("yaml"))
    path = project.folder / "params.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["datasets"] = asked["datasets"]
    content["labels"] |= asked["labels"]
    content |= {"source": "licensed", "variants": VARIANTS, "keep": ""}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def write_copy(folder: Path, work: Path) -> None:
    """Write a copy of the data set: invented frames, in its own folders and with its own sheet."""
    invented = work / "samm"
    standin.write("samm", settings(subjects=SUBJECTS, clips=CLIPS), invented)
    for frame in (invented / "SAMM").rglob("*.jpg"):
        subject, clip = frame.parts[-3:-1]
        number = int(frame.stem.rpartition("_")[2])
        target = folder / "frames" / f"P{subject}" / clip / f"{number}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(frame, target)
    (source,) = openpyxl.load_workbook(invented / "SAMM_Micro_FACS_Codes_v2.xlsx").worksheets
    (header, *rows) = source.iter_rows(min_row=14, values_only=True)
    places = [header.index(name) for name in HEADER]
    book = openpyxl.Workbook()
    for row in (HEADER, *([row[place] for place in places] for row in rows)):
        book.active.append(row)
    book.save(folder / "labels.xlsx")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Project:
    """Make a project with the data set, in which nothing has run."""
    project = new_project(tmp_path_factory.mktemp("fifth"))
    follow_the_page(project)
    write_copy(project.folder / "data/licensed" / KEY, tmp_path_factory.mktemp("invented"))
    return project


@pytest.fixture(scope="module")
def finished(prepared) -> Project:
    """Run everything."""
    prepared.run("dvc", "repro")
    return prepared


def text(project: Project, path: str) -> str:
    return (project.folder / path).read_text(encoding="utf-8")


def test_the_check_knows_the_data_set_and_what_a_complete_copy_holds(prepared):
    done = prepared.run("python", "-m", "mer", "check", check=False)
    assert done.returncode == 1, "the stand-in of SAMM, of which the frames are, has clips to drop"
    assert f"{TITLE} ({KEY}): usable with losses" in done.stdout
    assert "compared with: 2026" in done.stdout


def test_it_has_no_stand_in_and_that_is_said_before_anything_runs(prepared, tmp_path):
    copy = Project(shutil.copytree(prepared.folder, tmp_path / "copy", symlinks=True))
    copy.change("source", "standin")
    done = copy.run("dvc", "repro", check=False)
    assert done.returncode != 0
    assert f"received {KEY}, which has no stand-in; use source: licensed" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_its_clips_reach_the_network(prepared):
    ran = prepared.repro("resize")
    assert ran == {"parameters", f"extract@{KEY}", f"mask@{KEY}", "resize"}
    assert not (prepared.folder / "data/standin").exists()
    rows = text(prepared, f"data/clips/{KEY}/rows.csv").splitlines()
    assert len(rows) == 1 + SUBJECTS * CLIPS


def test_it_has_a_table_of_its_own_that_says_that_it_is_not_in_the_article(finished):
    table = text(finished, f"metrics/tables/{KEY}.md")
    assert TITLE in table
    assert "not in the article" in table
    assert "STAND-IN" not in table


def test_it_is_in_the_pages_that_compare_data_sets(finished):
    for page in ("metrics/leakage.md", "metrics/clips.md", "metrics/report.html"):
        assert TITLE in text(finished, page)
        assert "STAND-IN" not in text(finished, page)
    assert TITLE in text(finished, "metrics/plots/accuracy.csv")
    names = {path.name for path in (finished.folder / "metrics/figures").iterdir()}
    assert {"figure6.png", "figure7.png", "confusion.png", "figure3.png"} <= names


def test_plain_repro_needs_no_stand_in_and_leaves_nothing_to_do(finished):
    note = (finished.folder / "data/standin").iterdir()
    assert [path.name for path in note] == ["NO-STAND-IN.txt"]
    assert finished.repro() == set()
