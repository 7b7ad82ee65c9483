"""The script for Slurm, run as Slurm would: two tasks, one killed, give one process's bytes."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from stages import balance, split
from tests.conftest import ROOT, run_stage
from tests.training_fixture import folder

__all__ = ["folder"]

SCRIPT = ROOT / "scripts" / "slurm.sh"


def task(number: int, first: int = 1) -> subprocess.Popen:
    """Start a task; what it says is in the file that `said` reads."""
    slurm = {
        "SLURM_SUBMIT_DIR": str(Path.cwd()),
        "SLURM_ARRAY_TASK_ID": str(number),
        "SLURM_ARRAY_TASK_MIN": str(first),
        "SLURM_ARRAY_TASK_COUNT": "2",
    }
    environment = os.environ | slurm | {"PYTHONPATH": str(ROOT)}
    with Path(f"slurm-{number}.out").open("w", encoding="utf-8") as out:
        return subprocess.Popen(
            ["bash", SCRIPT], env=environment, stdout=out, start_new_session=True
        )


def said(number: int) -> str:
    return Path(f"slurm-{number}.out").read_text(encoding="utf-8")


def folds() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(".folds").glob("*.npz")}


@pytest.fixture
def planned(folder, small, monkeypatch) -> Path:
    small |= {"variants": ["ST", "DACWB"], "keep": "ST"}
    small["profiles"]["demo"]["train"] |= {"epochs": 20}
    small["execution"]["workers"] = 1
    Path("params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    return folder


def test_two_tasks_one_killed_and_resumed_give_what_one_process_gives(planned, monkeypatch):
    subprocess.run(
        ["python", "-m", "mer", "grid", "--folds-only"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
    alone = folds()
    shutil.rmtree(".folds")

    killed = task(1)
    while killed.poll() is None and not folds():
        time.sleep(0.01)
    other = task(2)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    kept = {path: path.stat().st_mtime_ns for path in Path(".folds").glob("*.npz")}
    assert other.wait() == 0
    assert len(alone) / 2 < len(folds()) < len(alone)
    assert task(1).wait() == 0
    assert "grid: part 1 of 2" in said(1)
    assert folds() == alone
    assert kept
    assert kept == {path: path.stat().st_mtime_ns for path in kept}, "it trained a fold again"


def test_an_array_need_not_start_at_one(planned):
    shutil.rmtree("data/plans")
    assert task(8, first=7).wait() == 0
    assert "grid: part 2 of 2, 0 folds of 0 cells to train" in said(8)
