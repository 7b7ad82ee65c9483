"""A run of `train` that is killed, wherever it is, must cost nothing but its unfinished folds."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import yaml

from mer.core import paths
from stages import balance, split
from tests.conftest import ROOT, run_stage
from tests.training_fixture import folder

__all__ = ["folder"]

KILLS = 10
CELL = paths.Cell("smic", "DA")
OUTS = [Path(CELL.predictions), Path(CELL.history)]


def start() -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "stages.train", "DA", "smic"], env=environment)


def entries() -> dict[str, tuple[int, int]]:
    """Identify the finished folds: one that is written again is another file."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in Path(".folds").glob("*.npz")
    }


def shoot(process: subprocess.Popen, luck: random.Random, after_a_fold: bool) -> bool:
    """Kill the run at a random moment after its start, or after its next fold.

    Returns:
        Whether it was still running.
    """
    before = len(entries())
    while after_a_fold and process.poll() is None and len(entries()) == before:
        time.sleep(0.01)
    time.sleep(luck.uniform(0, 0.3 if after_a_fold else 4))
    running = process.poll() is None
    workers = psutil.Process(process.pid).children(recursive=True) if running else []
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not psutil.wait_procs(workers, timeout=30)[1], "a worker outlived the run"
    return running


def test_ten_kills_change_nothing_and_cost_no_finished_fold(folder, small, monkeypatch):
    small["profiles"]["demo"] |= {"seeds": [0, 1, 2, 3]}
    small["profiles"]["demo"]["train"] |= {"epochs": 20}
    small["execution"]["workers"] = 2
    Path("params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    assert start().wait() == 0
    whole = [out.read_bytes() for out in OUTS]
    folds = len(entries())
    assert folds == 24
    shutil.rmtree(".folds")
    for out in OUTS:
        out.unlink()

    luck = random.Random(0)
    finished, killed, in_mid_run = {}, 0, 0
    for number in range(KILLS):
        killed += shoot(start(), luck, after_a_fold=number % 2 == 1)
        now = entries()
        assert finished.items() <= now.items(), "a finished fold was lost or trained again"
        in_mid_run += 0 < len(now) < folds
        finished = now
    assert killed == KILLS
    assert in_mid_run >= KILLS // 2
    assert not any(out.exists() for out in OUTS)
    assert start().wait() == 0
    assert [out.read_bytes() for out in OUTS] == whole
    assert finished.items() <= entries().items()
    assert len(entries()) == folds
