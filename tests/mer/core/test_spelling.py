"""A terminal without ² must get CAS(ME)2, not an error in the middle of a run."""

import os
import subprocess
import sys

import pytest

from mer.core import spelling
from tests.conftest import ROOT

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


def test_what_has_a_likeness_is_written_so_and_nothing_fails():
    assert spelling.spelled("CAS(ME)² 89.5† \u2013 3 \u00d7 3 → Ångström") == (
        "CAS(ME)2 89.5+ - 3 x 3 -> Angstrom"
    )
    assert spelling.spelled("顔\udcff²") == "\\u9854\\udcff2"


@pytest.mark.parametrize(
    "command",
    [
        ("tables",),
        ("environment",),
        ("check",),
        ("check", "--json"),
    ],
    ids=" ".join,
)
def test_commands_work_in_an_ascii_locale_on_a_dumb_terminal_within_100_columns(command):
    done = subprocess.run(
        [sys.executable, "-m", "mer", *command],
        cwd=ROOT,
        env=os.environ | ASCII | {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80"},
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode("ascii")
    assert done.stderr == b""
    assert "\x1b" not in said
    if "--json" in command:
        assert "CAS(ME)\\u00b2" in said
    else:
        assert "\\u" not in said
        assert "\\x" not in said
    if command[0] == "tables":
        assert max(map(len, said.splitlines())) <= 100
