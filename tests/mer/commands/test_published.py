"""`mer published`: printed numbers beside ours in one command, in any clone."""

import json
import subprocess
import sys

import pytest

from mer import __main__ as mer
from mer.commands import published
from tests.git_fixture import commit, forget_identity, git, make_clone
from tests.predictions_fixture import project

HEADER = "year,method,reference,accuracy_percent,f1\n"


@pytest.fixture(autouse=True)
def no_identity(tmp_path_factory, monkeypatch):
    forget_identity(tmp_path_factory.mktemp("home"), monkeypatch)


@pytest.fixture
def clone(tmp_path):
    return make_clone(tmp_path / "clone")


def make_published(clone, monkeypatch):
    monkeypatch.chdir(clone)
    monkeypatch.setattr(sys, "argv", ["mer", "published"])
    mer.run()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path))
    return tmp_path


def test_the_tag_holds_what_is_printed_and_nothing_else(folder):
    (folder / "published/table2_smic.csv").write_text(
        HEADER + "2024,MER-SCB3DCNNST,,,0.5\n", encoding="utf-8"
    )
    content = published.contents("SCB")
    tables = content["metrics/tables.json"]
    assert tables["data"] == "printed"
    assert tables["cells"]["CASME II"]["ST"] == {"accuracy_percent": 91.3, "f1": 0.9127}
    assert tables["cells"]["SMIC"] == {"SCB": {"f1": 0.5}}
    assert "SAMM" not in tables["cells"]
    assert content["metrics/headline.json"] == {
        "data": "printed",
        "of": "SCB printed",
        "casme_sq": {"test_acc": 92.67},
        "casme2": {"test_acc": 93.25},
    }


def test_the_command_tags_the_printed_tables(clone, monkeypatch, capsys):
    make_published(clone, monkeypatch)
    assert "dvc metrics diff published --targets metrics/tables.json" in capsys.readouterr().out
    tables = json.loads(git(clone, "show", "published:metrics/tables.json"))
    assert tables["cells"]["CASME II"]["DACWB"] == {"accuracy_percent": 93.66, "f1": 0.9361}
    headline = json.loads(git(clone, "show", "published:metrics/headline.json"))
    assert headline["casme2"] == {"test_acc": 93.66}


def test_dvc_prints_printed_against_reproduced(clone, monkeypatch):
    """The point of the tag: Tables 1-4 in two commands, beside a folder that has the tag's name."""
    cells = {"CASME II": {"ST": {"accuracy_percent": 50.0, "f1": 0.5}}}
    content = {"data": "licensed", "cells": cells, "rows": [{"n": 1}]}
    headline = {"data": "licensed", "of": "DACWB loso", "casme2": {"test_acc": 60.0}}
    (clone / "metrics/tables.json").write_text(json.dumps(content), encoding="utf-8")
    (clone / "metrics/headline.json").write_text(json.dumps(headline), encoding="utf-8")
    (clone / "dvc.yaml").write_text("metrics:\n- metrics/headline.json\n", encoding="utf-8")
    monkeypatch.chdir(clone)
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q"], check=True)
    commit(clone)
    make_published(clone, monkeypatch)
    assert diff()["metrics/headline.json"] == {
        "data": {"old": "printed", "new": "licensed"},
        "of": {"old": "DACWB printed", "new": "DACWB loso"},
        "casme2.test_acc": {"old": 93.66, "new": 60.0, "diff": pytest.approx(-33.66)},
        "casme_sq.test_acc": {"old": 92.75, "new": None},
    }
    shown = diff("--targets", "metrics/tables.json")["metrics/tables.json"]
    assert shown["data"] == {"old": "printed", "new": "licensed"}
    assert shown["cells.CASME II.ST.accuracy_percent"] == {
        "old": 91.3,
        "new": 50.0,
        "diff": pytest.approx(-41.3),
    }
    assert shown["cells.CAS(ME)2.SCB.f1"]["old"] == 0.9263
    # 2 tables x 4 variants x 2 metrics
    assert len([name for name in shown if name.startswith("cells.")]) == 16


def diff(*arguments):
    """Compare with the tag; DVC may be given a file that is no metric of dvc.yaml."""
    command = [sys.executable, "-m", "dvc", "metrics", "diff", "published", "--json", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
