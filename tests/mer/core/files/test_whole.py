"""A killed or failed stage must not leave half a file, and bytes must not depend on the clock."""

import subprocess
import sys

import pytest

from mer.core import files, leftovers, paths
from mer.core.errors import UserError


class InterruptedWriteError(Exception):
    """Something that happens in mid-write."""


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(InterruptedWriteError), files.replacing(path) as temporary:
        temporary.write_text("half")
        raise InterruptedWriteError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_removed(tmp_path):
    path = tmp_path / "folder"
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    for name in (".folder.tmp", f".folder.{leftovers._HOST}-{killed.pid}-00000000.tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").write_text("")
    path.mkdir()
    (path / "old").write_text("")
    with files.replacing(path) as temporary:
        temporary.mkdir()
        (temporary / "new").write_text("")
    assert [one.name for one in path.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [path]


def test_json_refuses_what_json_cannot_hold(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(tmp_path / "a.json", {"uar": float("nan")})
    assert not list(tmp_path.iterdir())
    files.write_json(tmp_path / "a.json", {"name": "CAS(ME)²"})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "name": "CAS(ME)²"\n}\n'


def test_a_missing_output_names_the_stage_that_makes_it(tmp_path):
    missing = paths.Output(tmp_path / "t.csv", "split@smic")
    with pytest.raises(
        UserError, match=r"t\.csv: expected a file, found none; run `dvc repro split@smic`"
    ):
        files.read_table(missing)
    with pytest.raises(UserError, match="run `dvc repro split@smic`"):
        files.map_stack(missing)
    with pytest.raises(UserError, match="check the path"):
        files.digest(tmp_path / "t.npz")
