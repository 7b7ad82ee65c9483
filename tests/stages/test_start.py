"""Seconds of start-up, dozens of times per run, are minutes."""

import importlib
import subprocess
import sys

import pytest

from tests.conftest import ROOT, run_stage

NAMES = sorted(path.stem for path in (ROOT / "stages").glob("[a-z]*.py"))


def test_no_stage_imports_keras_when_it_starts():
    """Not even `train`: its worker processes do."""
    assert len(NAMES) >= 11
    code = f"import sys, {', '.join(f'stages.{name}' for name in NAMES)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"keras", "tensorflow", "torch"} & set(done.stdout.split())


def test_a_worker_of_mask_does_not_load_pandas():
    """Each worker process imports the stage's file: 45 MB per process decide how many fit."""
    code = "import sys, stages.mask; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pandas" not in done.stdout.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_explains_itself(name, monkeypatch, capsys):
    with pytest.raises(SystemExit, match="0"):
        run_stage(importlib.import_module(f"stages.{name}"), monkeypatch, "--help")
    said = capsys.readouterr().out
    assert said.startswith("usage:")
    assert ("data/" in said) or ("metrics/" in said), "what it reads and writes"
