"""Data sets prepared at once must come out as if one after the other, and fail alone."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest
import yaml

from mer.core import repro
from mer.core.errors import UserError
from tests.conftest import ROOT

CHAINS = {name: [f"first@{name}", f"second@{name}"] for name in ("a", "b", "c")}
COPY = "python -c \"import pathlib, shutil; shutil.copyfile('{}', '{}'); print('copied {}')\""


@pytest.fixture
def pipeline(tmp_path, monkeypatch):
    """Make a DVC project with two stages per name, the second a copy of what the first copies."""
    monkeypatch.chdir(tmp_path)
    for command in (["git", "init", "-q"], ["dvc", "init", "-q"]):
        subprocess.run(command, check=True, env=repro._environment())
    stages = {}
    for stage, source, target in (
        ("first", "${item.name}.txt", "${item.name}.1"),
        ("second", "${item.name}.1", "${item.name}.2"),
    ):
        stages[stage] = {
            "matrix": {"name": list(CHAINS)},
            "cmd": COPY.format(source, target, "${item.name}"),
            "deps": [source],
            "outs": [target],
        }
    (tmp_path / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}), encoding="utf-8")
    for name in CHAINS:
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    return tmp_path


def test_chains_leave_nothing_for_dvc_to_do(pipeline, capfd):
    repro.side_by_side(CHAINS, "prepare")
    assert [(pipeline / f"{name}.2").read_text(encoding="utf-8") for name in CHAINS] == [
        "a",
        "b",
        "c",
    ]
    said = capfd.readouterr().out.split()
    assert sorted(said) == sorted(2 * ["copied"] * 3 + 2 * ["a", "b", "c"])
    status = subprocess.run(["dvc", "status", "-q"], check=False, env=repro._environment())
    assert status.returncode == 0


def test_a_chain_that_fails_is_named_with_its_message_and_stops_no_other(pipeline, capfd):
    (pipeline / "b.txt").unlink()
    with pytest.raises(UserError, match=r"^b: a stage failed; see its message above"):
        repro.side_by_side(CHAINS, "prepare")
    assert "b.txt" in capfd.readouterr().err
    assert {path.name for path in pipeline.glob("*.2")} == {"a.2", "c.2"}


def test_two_runs_train_at_once_and_dvc_lock_holds_both(pipeline):
    """Each stage waits until the other has begun: runs that took turns would end in an error."""
    meet = (
        "import pathlib, sys, time\n"
        "mine, other = (pathlib.Path(name + '.begun') for name in sys.argv[1:])\n"
        "mine.touch()\n"
        "end = time.monotonic() + 60\n"
        "while not other.exists():\n"
        "    time.sleep(0.01)\n"
        "    assert time.monotonic() < end, 'the other has not begun'\n"
        "pathlib.Path(sys.argv[1] + '.out').write_text(sys.argv[1])\n"
    )
    (pipeline / "meet.py").write_text(meet, encoding="utf-8")
    stages = {
        name: {"cmd": f"python meet.py {name} {other}", "deps": ["a.txt"], "outs": [f"{name}.out"]}
        for name, other in (("ST", "DA"), ("DA", "ST"))
    }
    (pipeline / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}), encoding="utf-8")
    runs = [
        subprocess.Popen(
            ["dvc", "--wait-for-lock", "repro", "--single-item", name], env=repro._environment()
        )
        for name in stages
    ]
    assert [run.wait() for run in runs] == [0, 0]
    lock = yaml.safe_load((pipeline / "dvc.lock").read_text(encoding="utf-8"))
    assert set(lock["stages"]) == {"ST", "DA"}
    status = subprocess.run(["dvc", "status", "-q"], check=False, env=repro._environment())
    assert status.returncode == 0


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no affinity on this system")
def test_cores_are_dealt_out_once(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2, 3, 4})
    assert sorted(map(sorted, repro._shares(2))) == [[0, 2, 4], [1, 3]]
    assert len(repro._shares(8)) == 5


@pytest.mark.skipif(os.name != "posix", reason="no groups of processes on this system")
def test_a_terminated_run_ends_dvc_and_its_stages_also_where_ctrl_c_is_ignored(pipeline):
    """In a background job, or under `nohup`, an ignored signal is ignored by all that it starts."""
    wait = "python -c \"import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(90)\""
    stages = {"wait": {"cmd": wait, "outs": ["pid"]}, "never": {"cmd": wait, "deps": ["pid"]}}
    (pipeline / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}), encoding="utf-8")
    code = (
        "import signal\n"
        "from mer.core import command, repro\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "command.run(lambda: repro.side_by_side({'a': ['wait', 'never']}, 'prepare'))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True
    )
    stage, deadline = pipeline / "pid", time.monotonic() + 60
    while not (stage.exists() and stage.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    started = [psutil.Process(int(stage.read_text()))]
    started += psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM
    assert said.startswith("interrupted: nothing half-written is left")
    assert not psutil.wait_procs(started, timeout=5)[1]


def test_a_downloaded_zip_file_says_what_dvc_needs(pipeline, capfd):
    """It has no .git, and DVC names only the folder, whichever command comes first."""
    shutil.rmtree(pipeline / ".git")
    with pytest.raises(UserError, match=r"expected a git repository.*`git init`.*core\.no_scm"):
        repro.side_by_side({"a": CHAINS["a"]}, "prepare")
    subprocess.run(["dvc", "config", "core.no_scm", "true"], check=True, env=repro._environment())
    repro.side_by_side({"a": CHAINS["a"]}, "prepare")
    assert (pipeline / "a.2").is_file()
