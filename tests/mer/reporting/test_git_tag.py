"""Without these `mer published` could eat uncommitted work, or fail in the clones of others."""

import json

import pytest

from mer.core.errors import UserError
from mer.reporting.git_tag import make_tag
from tests.git_fixture import commit, forget_identity, git, make_clone

CONTENT = {"metrics/tables.json": {"data": "printed", "cells": {"CAS(ME)²": 1}}}


@pytest.fixture(autouse=True)
def no_identity(tmp_path_factory, monkeypatch):
    forget_identity(tmp_path_factory.mktemp("home"), monkeypatch)


@pytest.fixture
def clone(tmp_path):
    return make_clone(tmp_path / "clone")


def state(folder):
    """Everything that a user would miss: status, index, HEAD, branches, files."""
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
