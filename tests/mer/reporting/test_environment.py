"""Without these a number could be taken for that of other code, settings or machines."""

import shutil
import subprocess
import sys

import pytest
import yaml

from mer.core import params, paths, stopwatch
from mer.evaluation import results
from mer.reporting import environment, machine
from tests.conftest import ROOT
from tests.git_fixture import commit, forget_identity, git
from tests.predictions_fixture import project as make_project


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A project in git with a stage's code, the versions and the lock of the real one."""
    forget_identity(tmp_path, monkeypatch)
    folder = tmp_path / "clone"
    folder.mkdir()
    monkeypatch.chdir(make_project(folder))
    for name in ("stages/train.py", "dvc.lock", "requirements.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "-q")
    commit(folder)
    return folder


def collected() -> results.Environment:
    return environment.collect(params.load())


def test_a_clean_tree_is_its_commit(clone):
    found = collected()
    assert found.commit == git(clone, "rev-parse", "HEAD").strip()
    assert found.changed == environment.recomputed() == []
    assert "unchanged" in environment.describe(found)["commit"]


def test_code_and_settings_that_differ_from_the_commit_are_named_and_results_are_not(clone):
    """Otherwise every run would call its own tree dirty, or hide that its code is nobody else's."""
    (clone / "metrics").mkdir()
    (clone / "metrics/tables.json").write_text("{}", encoding="utf-8")
    (clone / "dvc.lock").write_text("schema: '2.0'\n", encoding="utf-8")
    assert collected().changed == []
    assert environment.recomputed() == ["dvc.lock", "metrics/tables.json"]
    (clone / "stages/train.py").write_text("# mine\n", encoding="utf-8")
    (clone / "stages/my own.py").write_text("# new\n", encoding="utf-8")
    git(clone, "mv", "requirements.txt", "published/other.txt")
    found = collected()
    assert {"stages/my own.py", "stages/train.py"} <= set(found.changed)
    assert all((clone / name).exists() or name == "requirements.txt" for name in found.changed)
    assert "and changed: " in environment.describe(found)["commit"]


def test_without_git_or_a_commit_it_is_unknown(clone, monkeypatch):
    """Whoever downloads a zip archive has no repository."""
    shutil.rmtree(clone / ".git")
    found = collected()
    assert (found.commit, found.changed) == ("unknown", None)
    git(clone, "init", "-q")
    assert collected().changed is None
    monkeypatch.setenv("PATH", str(clone))
    found = collected()
    assert (found.commit, found.changed) == ("unknown", None)
    assert "unknown" in environment.describe(found)["commit"]


def test_the_digest_of_the_lock_changes_with_a_training_and_with_nothing_else(clone):
    """`dvc repro` is still writing the file when the stage `report` looks at it."""
    lock = yaml.safe_load(paths.LOCK.read_text(encoding="utf-8"))
    first = environment.predictions(["ST", "DA"])
    del lock["stages"]["tables"], lock["stages"]["train@SCB"]
    paths.LOCK.write_text(yaml.safe_dump(lock), encoding="utf-8")
    assert environment.predictions(["ST", "DA"]) == first
    assert environment.predictions(["ST", "SCB"]) == "unknown"
    lock["stages"]["train@DA"]["outs"][0]["md5"] = "0" * 32
    paths.LOCK.write_text(yaml.safe_dump(lock), encoding="utf-8")
    assert environment.predictions(["ST", "DA"]) not in (first, "unknown")
    paths.LOCK.unlink()
    assert environment.predictions(["ST"]) == "unknown"


def test_versions_are_those_of_the_installed_packages(clone):
    import numpy as np

    found = environment.libraries()
    assert found["numpy"] == np.__version__
    assert "tensorflow" in found
    assert "pytest" not in found
    paths.REQUIREMENTS.write_text("no-such-package==1  # why\n# a comment\n", encoding="utf-8")
    assert environment.libraries() == {"no-such-package": "not installed"}
    paths.REQUIREMENTS.unlink()
    assert environment.libraries() == {}


def test_the_file_holds_what_was_found_and_how_long_the_stages_took(clone):
    stopwatch.write("resize")
    environment.write(params.load())
    found = results.read(paths.ENVIRONMENT, results.Environment, "")
    assert found.data == "STAND-IN"
    assert list(found.seconds) == ["resize"]
    assert found.python == ".".join(map(str, sys.version_info[:3]))
    assert found.params_sha256 == _sha256("params.yaml")
    assert found.processor.cores >= found.processor.cores_allowed >= 1
    assert {one.used_by for one in found.blas} >= {"numpy"}


def _sha256(name: str) -> str:
    done = subprocess.run(["sha256sum", name], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_neither_tensorflow_nor_keras_is_loaded():
    """It costs seconds, and on a GPU memory."""
    code = (
        "import sys; from mer.core import params; from mer.reporting import environment\n"
        "environment.collect(params.load()); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"tensorflow", "keras", "torch"} & set(done.stdout.split())


def test_flags_of_blas_and_onednn_are_told_and_folders_are_not(monkeypatch):
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.setenv("ONEDNN_VERBOSE_FILE", "/home/somebody/log")
    monkeypatch.setenv("AWS_SECRET", "secret")
    found = machine.variables()
    assert found["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert found["ONEDNN_VERBOSE_FILE"] == "(a path)"
    assert "secret" not in found.values()


def program(folder, text: str) -> None:
    path = folder / "nvidia-smi"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_gpus_are_those_that_the_driver_knows(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.gpus() == []
    program(tmp_path, "echo 'NVIDIA H100 80GB HBM3, 570.86.15, 81559 MiB'")
    assert machine.gpus() == [
        results.Gpu(name="NVIDIA H100 80GB HBM3", driver="570.86.15", memory="81559 MiB")
    ]
    program(tmp_path, "echo 'No devices were found'; exit 6")
    assert machine.gpus() == []
