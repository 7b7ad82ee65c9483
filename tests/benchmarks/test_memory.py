"""The memory benchmark: its numbers are worth nothing if the larger data set is not larger."""

import subprocess
import sys

import psutil
import pytest

from benchmarks import memory
from mer import standin
from mer.core.params import load
from mer.datasets import dataset
from tests.conftest import ROOT
from tests.mer.standin.settings import settings


def test_the_larger_data_set_has_as_many_times_the_clips_and_costs_no_disk(tmp_path):
    small, large = tmp_path / "small", tmp_path / "large"
    standin.write("smic", settings({"smic": "cropped"}, subjects=2, clips=3), small)
    memory.multiply(small, large, 3)
    labels = load(ROOT / "params.yaml").rules("smic")
    before, after = (
        [clip for clip in dataset("smic").read(root, labels).clips if not clip.reason]
        for root in (small, large)
    )
    assert len(after) == 3 * len(before)
    assert len({clip.subject for clip in after}) == 3 * len({clip.subject for clip in before})
    assert sorted(clip.label for clip in after) == sorted(3 * [clip.label for clip in before])
    assert {clip.frames[0].path.stat().st_nlink for clip in after} == {4}


def test_the_memory_of_child_processes_counts():
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(0, flush=True); input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()  # the grandchild runs
        watched = psutil.Process(process.pid)
        assert memory.resident(watched) > 1.5 * watched.memory_info().rss
        process.stdin.write(b"\n")
    assert memory.resident(watched) == 0


def test_a_stage_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(SystemExit, match="extract failed with status 2"):
        memory.measure("extract", tmp_path)
