"""Chains side by side must say what their stages said, and which of them failed."""

import os
import sys

import pytest

from mer.core import repro
from mer.core.errors import UserError

DVC = """#!/bin/sh
# called with: -m dvc --wait-for-lock repro --single-item STAGE...
shift 5
for stage in "$@"; do
  echo "Running stage '$stage':"
  echo "> python -m stages.mask"
  if [ "$stage" = bad@samm ]; then echo "error: no face"; exit 255; fi
  echo "$stage: done"
  touch "$stage"
done
echo "Use \\`dvc push\\` to send your updates to remote storage."
"""


@pytest.fixture
def dvc(tmp_path, monkeypatch):
    """Put a program in the place of DVC that runs every stage but one."""
    program = tmp_path / "python"
    program.write_text(DVC, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_stages_say_is_shown_and_what_dvc_adds_is_not(dvc, capfd):
    repro.side_by_side({"smic": ["mask@smic", "resize@smic"], "samm": ["mask@samm"]}, "prepare")
    shown = capfd.readouterr().out.splitlines()
    assert sorted(shown) == ["mask@samm: done", "mask@smic: done", "resize@smic: done"]
    assert shown.index("mask@smic: done") < shown.index("resize@smic: done")


def test_a_failure_is_shown_and_named_and_the_others_run_to_their_end(dvc, capfd):
    with pytest.raises(UserError, match=r"^samm: a stage failed; .*run the same command again"):
        repro.side_by_side({"samm": ["bad@samm", "resize@samm"], "smic": ["mask@smic"]}, "prepare")
    assert "error: no face" in capfd.readouterr().err
    assert (dvc / "mask@smic").exists()
    assert not (dvc / "resize@samm").exists()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no affinity on this system")
def test_cores_are_dealt_out_once(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2, 3, 4})
    assert sorted(map(sorted, repro._shares(2))) == [[0, 2, 4], [1, 3]]
    assert len(repro._shares(8)) == 5
