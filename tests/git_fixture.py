"""A project in git, on a machine where nobody has told git who they are."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.predictions_fixture import project


def forget_identity(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave git no name of a user; it would also rather sign than not."""
    (home / ".gitconfig").write_text(
        "[user]\nuseConfigOnly = true\n[tag]\ngpgSign = true\n[commit]\ngpgSign = true\n"
        "[init]\ndefaultBranch = main\n",
        encoding="utf-8",
    )
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; return what it prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder: Path, message: str = "work") -> None:
    """Commit everything."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgSign=false"]
    git(folder, "add", "-A")
    git(folder, *identity, "commit", "-q", "-m", message)


def make_clone(folder: Path) -> Path:
    """Make a project with a commit, a staged change, an unstaged one, and an untracked file."""
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
