"""What it costs to be told that nothing is to be done. Needs a finished `dvc repro`."""

import subprocess
import sys

import pytest

from benchmarks import project


@pytest.mark.benchmark(group="nothing to do")
@pytest.mark.parametrize(
    "command", [("repro", "--quiet"), ("status", "--quiet"), ("--version",)], ids=" ".join
)
def test_nothing_to_do(benchmark, command):
    """Every stage up to date; `--version` is DVC's own start."""
    command = [sys.executable, "-m", "dvc", *command]
    if subprocess.run(
        [*command[:3], "status", "--quiet"], cwd=project.PROJECT, check=False
    ).returncode:
        pytest.skip("something is stale: run `dvc repro` first")
    quiet = {"cwd": project.PROJECT, "check": True, "stdout": subprocess.DEVNULL}
    benchmark.pedantic(subprocess.run, args=(command,), kwargs=quiet, rounds=3)
