"""Whoever waits for days on a CPU by mistake must learn why from one command."""

import os
import subprocess
from pathlib import Path

import pytest

from mer.commands import gpu
from tests.mer.commands.running import run

CARD = "NVIDIA A40, 550.54, 8.6"
NEW = "NVIDIA GeForce RTX 5090, 575.64, 12.0"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Return a function that sets up what the command finds; every part of it is a fake."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    monkeypatch.setattr(gpu.sys, "platform", "linux")
    (tmp_path / "bin").mkdir()
    (tmp_path / "dev").mkdir()
    monkeypatch.setattr(gpu, "DEVICES", tmp_path / "dev")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")

    def made(said: str | None, files=True, libraries=True, used=0, code=0) -> None:
        program = tmp_path / "bin/nvidia-smi"
        if said is not None:
            program.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n", encoding="utf-8")
            program.chmod(0o755)
        if files:
            (tmp_path / "dev/nvidia0").touch()
        monkeypatch.setattr(gpu, "_installed", lambda package: libraries)
        monkeypatch.setattr(gpu.devices, "training_gpus", lambda: used)

    return made


def reason(capsys) -> str:
    with pytest.raises(SystemExit) as ended:
        run(gpu)
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert "Training uses no GPUs." in out
    assert max(map(len, out.splitlines())) <= 100
    return " ".join(out.splitlines()[1:])


def test_a_gpu_that_is_used_is_named(machine, capsys):
    machine(CARD, used=1)
    run(gpu)
    assert capsys.readouterr().out == (
        "NVIDIA A40: driver 550.54, compute capability 8.6\nTraining uses 1 GPU.\n"
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"said": None}, "`nvidia-smi` is not there"),
        ({"said": "NVIDIA-SMI has failed", "code": 9}, "`nvidia-smi` is not there or fails"),
        ({"said": ""}, "knows no GPU"),
        ({"said": CARD, "files": False}, "--gres=gpu:1"),
        ({"said": CARD, "libraries": False}, "make setup LOCK=requirements-gpu.lock"),
        ({"said": NEW}, "RTX 5090 is newer than TensorFlow's kernels"),
        ({"said": CARD}, "TF_CPP_MIN_LOG_LEVEL=0 mer gpu"),
    ],
)
def test_the_first_thing_that_is_missing_is_named(machine, capsys, found, expected):
    machine(**found)
    assert expected in reason(capsys)


@pytest.mark.parametrize("hidden", ["", "-1", "-1,-1"])
def test_variables_that_hide_gpus_are_named(machine, capsys, monkeypatch, hidden):
    machine(CARD)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    assert f"CUDA_VISIBLE_DEVICES is {hidden!r}" in reason(capsys)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/cuda-11/lib")
    assert "'/opt/cuda-11/lib' and may put another CUDA first" in reason(capsys)


def test_the_kernels_end_where_tensorflow_says():
    """A new release of TensorFlow may have kernels for newer cards."""
    code = (
        "from mer.models.keras_compat import tf; "
        "print(*tf.sysconfig.get_build_info()['cuda_compute_capabilities'])"
    )
    done = subprocess.run(
        [gpu.sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    newest = max(int(name.rpartition("_")[2]) for name in done.stdout.split())
    assert newest == 10 * gpu.NEWEST[0] + gpu.NEWEST[1]
