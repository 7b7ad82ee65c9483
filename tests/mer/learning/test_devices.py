"""A fold that was trained on GPUs must not pass for one of a CPU, and none must share a GPU."""

import fnmatch

import pytest

from mer.core.params import Execution
from mer.learning import devices


def test_one_process_trains_where_there_are_gpus(monkeypatch):
    assert devices.training_workers(Execution(workers=8, address=""), 5) == 5
    monkeypatch.setattr(devices, "training_gpus", lambda: 2)
    assert devices.training_workers(Execution(workers=0, address=""), 5) == 1
    assert devices.training_workers(Execution(workers=2, address=""), 5) == 2


def refuse(*_, **__) -> None:
    pytest.fail("a process was started")


@pytest.fixture
def anew():
    """Forget what was asked before."""
    devices.training_gpus.cache_clear()
    yield
    devices.training_gpus.cache_clear()


def test_where_no_device_file_is_tensorflow_is_not_asked_for_gpus(monkeypatch, anew):
    """Every stage `train` would wait seconds for it."""
    monkeypatch.setattr("pathlib.Path.glob", lambda self, pattern: iter(()))
    monkeypatch.setattr(devices, "ProcessPoolExecutor", refuse)
    assert devices.training_gpus() == 0


@pytest.mark.parametrize("file", ["nvidia0", "dxg"])
def test_a_device_file_alone_is_no_gpu_of_tensorflow(monkeypatch, anew, file):
    """Without CUDA's libraries training takes the CPU: its folds must not pass for a GPU's."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    monkeypatch.setattr(
        "pathlib.Path.glob",
        lambda self, pattern: iter([self / file] if fnmatch.fnmatch(file, pattern) else []),
    )
    assert devices.training_gpus() == 0
    monkeypatch.setattr(devices, "ProcessPoolExecutor", refuse)
    assert devices.training_gpus() == 0, "asked once per process"
