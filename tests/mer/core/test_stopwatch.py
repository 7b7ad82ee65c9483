"""Without these nobody could say what a run has cost, or a full disk would fail one."""

import os
import subprocess
import sys

import pytest

from mer.core import paths, stopwatch
from tests.conftest import ROOT


def start(folder, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stage_leaves_what_it_took_under_its_name(project):
    done = start(project, "stages.parameters")
    assert done.returncode == 0, done.stderr
    found = stopwatch.read()
    assert list(found) == ["parameters"]
    assert 0.05 < found["parameters"] < 60


def test_an_instance_is_named_as_dvc_names_it_and_a_stage_that_fails_leaves_nothing(
    project, monkeypatch
):
    assert start(project, "stages.extract", "smic").returncode == 2
    assert stopwatch.read() == {}
    spec = type("spec", (), {"name": "stages.extract"})
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", spec)
    monkeypatch.setattr(sys, "argv", ["extract.py", "smic"])
    assert stopwatch.stage() == "extract@smic"


def test_what_is_no_stage_has_no_name():
    assert stopwatch.stage() is None


@pytest.mark.parametrize("name", [None, "train@../../x", "train@a b/c"])
def test_what_is_no_name_of_a_stage_is_not_written(project, name):
    stopwatch.write(name)
    assert not paths.SECONDS.exists()


def test_a_disk_that_takes_no_file_fails_no_stage(project):
    paths.DATA.write_text("a file where the folder should be", encoding="utf-8")
    stopwatch.write("resize")
    assert stopwatch.read() == {}


def test_what_is_no_such_file_is_left_out(project):
    stopwatch.write("mer grid")
    (paths.SECONDS / "half.json").write_text('{"name": "resi', encoding="utf-8")
    assert list(stopwatch.read()) == ["mer grid"]
