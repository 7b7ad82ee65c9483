"""Seconds of start-up, dozens of times per run, are minutes."""

import subprocess
import sys

from tests.conftest import ROOT


def test_no_stage_imports_keras_when_it_starts():
    """Not even `train`: its worker processes do."""
    names = sorted(path.stem for path in (ROOT / "stages").glob("[a-z]*.py"))
    assert len(names) >= 11
    code = f"import sys, {', '.join(f'stages.{name}' for name in names)}; print(*sys.modules)"
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


def test_every_stage_explains_itself():
    for name in sorted(path.stem for path in (ROOT / "stages").glob("[a-z]*.py")):
        done = subprocess.run(
            [sys.executable, "-m", f"stages.{name}", "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "usage:" in done.stdout
        assert ("data/" in done.stdout) or ("metrics/" in done.stdout), "what it reads and writes"
