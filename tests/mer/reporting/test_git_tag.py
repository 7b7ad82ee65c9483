"""Without these `make published` could eat uncommitted work, or fail in the clones of others."""

import json
import os
import subprocess
import sys

import pytest

from mer.core.command import run
from mer.core.errors import UserError
from mer.evaluation import published
from mer.reporting.git_tag import make_tag
from tests.predictions_fixture import project

CONTENT = {"metrics/tables.json": {"data": "printed", "cells": {"CAS(ME)²": 1}}}


@pytest.fixture(autouse=True)
def no_identity(tmp_path_factory, monkeypatch):
    """A machine on which nobody has told git who they are, and where git would rather sign than not."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\nuseConfigOnly = true\n[tag]\ngpgSign = true\n[commit]\ngpgSign = true\n[init]\ndefaultBranch = main\n",
        encoding="utf-8",
    )
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder, *arguments):
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder, message="work"):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgSign=false"]
    git(folder, "add", "-A")
    git(folder, *identity, "commit", "-q", "-m", message)


@pytest.fixture
def clone(tmp_path):
    """A project with a commit, a staged change, an unstaged one, and an untracked file."""
    folder = tmp_path / "clone"
    folder.mkdir()
    project(folder)
    (folder / "metrics").mkdir()
    (folder / "metrics/tables.json").write_text('{"data": "STAND-IN"}\n', encoding="utf-8")
    git(folder, "init", "-q")
    commit(folder)
    (folder / "staged.txt").write_text("staged", encoding="utf-8")
    git(folder, "add", "staged.txt")
    (folder / "metrics/tables.json").write_text('{"data": "changed"}\n', encoding="utf-8")
    (folder / "untracked.txt").write_text("untracked", encoding="utf-8")
    return folder


def state(folder):
    """Everything that a person would miss: status, index, HEAD, branches, files."""
    return (
        git(folder, "status", "--porcelain=v2", "--branch"),
        git(folder, "ls-files", "--stage"),
        git(folder, "rev-parse", "HEAD"),
        git(folder, "branch", "--list", "--all"),
        git(folder, "stash", "list"),
        {
            path.name: path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and ".git" not in path.parts
        },
    )


def test_the_tag_is_made_and_nothing_else_is_touched(clone, monkeypatch):
    monkeypatch.chdir(clone)
    before = state(clone)
    made = make_tag(CONTENT)
    assert state(clone) == before
    assert git(clone, "rev-parse", "published").strip() == made
    assert git(clone, "rev-parse", "published^").strip() == git(clone, "rev-parse", "HEAD").strip()
    assert (
        json.loads(git(clone, "show", "published:metrics/tables.json"))
        == CONTENT["metrics/tables.json"]
    )
    assert git(clone, "diff", "--name-only", "HEAD", "published", "--").split() == [
        "metrics/tables.json"
    ]


def test_making_it_twice_gives_the_same_commit_and_a_new_head_moves_it(clone, monkeypatch):
    monkeypatch.chdir(clone)
    first = make_tag(CONTENT)
    assert make_tag(CONTENT) == first
    commit(clone)
    second = make_tag(CONTENT)
    assert second != first
    assert git(clone, "rev-parse", "published").strip() == second


def test_it_works_from_a_folder_within_a_larger_repository(tmp_path, monkeypatch):
    """The benchmark may be a folder of somebody's own repository."""
    inner = tmp_path / "outer/inner"
    inner.mkdir(parents=True)
    (inner / "file.txt").write_text("x", encoding="utf-8")
    git(tmp_path / "outer", "init", "-q")
    commit(tmp_path / "outer")
    monkeypatch.chdir(inner)
    make_tag(CONTENT)
    assert "printed" in git(inner, "show", "published:inner/metrics/tables.json")


def test_it_works_in_a_shallow_and_detached_clone(clone, tmp_path, monkeypatch):
    """That is what a CI system checks out."""
    commit(clone)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", clone.as_uri(), str(shallow))
    git(shallow, "checkout", "-q", "--detach")
    monkeypatch.chdir(shallow)
    before = state(shallow)
    make_tag(CONTENT)
    assert state(shallow) == before


def test_no_repository_and_no_commit_are_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UserError, match="inside a clone"):
        make_tag(CONTENT)
    git(tmp_path, "init", "-q")
    with pytest.raises(UserError, match="no commit yet"):
        make_tag(CONTENT)


def test_a_machine_without_git_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="program `git`"):
        make_tag(CONTENT)


def test_the_command_tags_the_printed_tables(clone, monkeypatch, capsys):
    monkeypatch.chdir(clone)
    run(published.main)
    assert "now run `dvc metrics diff published`" in capsys.readouterr().out
    tables = json.loads(git(clone, "show", "published:metrics/tables.json"))
    assert tables["cells"]["CASME II"]["DACWB"] == {"accuracy_percent": 93.66, "f1": 0.9361}
    assert (
        json.loads(git(clone, "show", "published:metrics/headline/casme2.json"))["accuracy_percent"]
        == 93.66
    )


def test_dvc_prints_printed_against_reproduced(clone, monkeypatch):
    """The point of the tag: Tables 1-4 in one command, beside a folder that has the tag's name."""
    cells = {"CASME II": {"ST": {"accuracy_percent": 50.0, "f1": 0.5}}}
    content = {"data": "licensed", "cells": cells, "rows": [{"n": 1}]}
    (clone / "metrics/tables.json").write_text(json.dumps(content), encoding="utf-8")
    (clone / "dvc.yaml").write_text("metrics:\n- metrics/tables.json\n", encoding="utf-8")
    monkeypatch.chdir(clone)
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q"], check=True)
    commit(clone)
    run(published.main)
    arguments = [sys.executable, "-m", "dvc", "metrics", "diff", "published", "--json"]
    shown = json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)[
        "metrics/tables.json"
    ]
    assert shown["data"] == {"old": "printed", "new": "licensed"}
    assert shown["cells.CASME II.ST.accuracy_percent"] == {
        "old": 91.3,
        "new": 50.0,
        "diff": pytest.approx(-41.3),
    }
    assert shown["cells.CAS(ME)2.SCB.f1"]["old"] == 0.9263
    assert (
        len([name for name in shown if name.startswith("cells.")]) == 16
    )  # 2 tables x 4 variants x 2 metrics
