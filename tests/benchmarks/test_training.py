"""The training benchmarks: a ratio is worth nothing if the two sides do different work."""

import re
import subprocess
import sys

import pandas as pd
import pytest

from benchmarks import bench_training, paper_size, peak, project
from mer.core import paths
from mer.core.params import Network
from mer.learning import training
from mer.models import cnn3d


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


def small_loso(content: dict) -> None:
    bench_training.demo_loso(content)
    demo = content["profiles"]["demo"]
    demo["clip"] |= {"frames": 4, "size": 16}
    demo["network"] |= {"filters": [4], "dense": 8}
    demo["train"] |= {"epochs": 2}
    content["execution"]["workers"] = 1


@pytest.fixture
def folder(tmp_path):
    project.make(tmp_path, small_loso)
    project.write_clips(tmp_path, "smic", 3, 6, (4, 16, 16))
    for stage in ("split", "augment", "balance"):
        project.run(tmp_path, f"stages.{stage}", "smic")
    return tmp_path


def test_the_plain_script_tests_the_clips_that_the_stage_tests(folder, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project.PROJECT))
    command = [sys.executable, "-m", "benchmarks.plain_keras", "smic-ST"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"smic-ST: 18 clips, accuracy [01]\.\d{3}", done.stdout.strip())
    project.run(folder, "stages.train", "smic", "ST")
    assert len(pd.read_csv(folder / paths.Cell("smic", "ST").predictions.path)) == 18


def test_memory_is_that_of_all_processes(tmp_path):
    child = "import subprocess, sys\nx = bytearray(10**8)\n"
    child += "subprocess.run([sys.executable, '-c', sys.argv[1]])\n"
    (tmp_path / "two.py").write_text(child)
    grandchild = "x = bytearray(10**8); import time; time.sleep(1)"
    seconds, resident, proportional = paper_size.watch(tmp_path, "two", grandchild)
    assert seconds > 1
    assert 200 < proportional <= resident < 400
    with pytest.raises(SystemExit, match="nothing failed with status 1"):
        paper_size.watch(tmp_path, "nothing")


def test_each_fold_of_the_paper_size_has_a_process(content):
    paper_size.paper(epochs=3, folds=2, micro_batch=4, workers=0, content=content)
    profile = content["profiles"]["paper"]
    assert (profile["repeats"], profile["protocols"]) == (2, ["holdout"])
    assert (profile["train"]["epochs"], profile["train"]["micro_batch"]) == (3, 4)
    assert content["profile"] == "paper"


def test_the_operations_are_those_of_the_layer():
    small = Network(
        input="gray",
        also=[],
        filters=[4, 6],
        kernel=3,
        pool=2,
        dropout=0.0,
        dense=4,
        dense_dropout=0.0,
    )
    layer = cnn3d.build((4, 16, 16), small).get_layer("conv2")
    shapes = {name: tuple(run().shape) for name, run in peak.operations(layer).items()}
    assert shapes == {
        "forward": (peak.CLIPS, 2, 8, 8, 6),
        "gradient of weights": (3, 3, 3, 4, 6),
        "gradient of input": (peak.CLIPS, 2, 8, 8, 4),
    }
