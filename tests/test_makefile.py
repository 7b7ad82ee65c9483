"""Every target finds the programs of the environment that is named; `make help` has them all."""

import re
import subprocess

import pytest

from tests.conftest import ROOT


def make(*words: str) -> str:
    done = subprocess.run(
        ["make", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.mark.parametrize(
    ("venv", "folder"), [(".venv", ROOT / ".venv"), ("/scratch/mer", "/scratch/mer")]
)
def test_programs_are_those_of_the_environment_wherever_it_lies(venv, folder):
    """docs/install.md puts it on a larger disk; there packages were installed and not found."""
    (first,) = re.findall("^PATH := ([^:]+):", make("-pn", "help", f"VENV={venv}"), re.MULTILINE)
    assert first == f"{folder}/bin"


def test_help_has_a_line_for_every_target_that_is_explained():
    explained = re.findall("^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert len(explained) > 15
    assert [line.split(maxsplit=1) for line in make("-s", "help").splitlines()] == [
        [name, text.strip()] for name, text in explained
    ]
