"""Data sets prepared at once must come out as if one after the other, and fail alone."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest
import yaml

from mer.core import processes, repro
from mer.core.errors import UserError
from mer.core.tally import Tally
from tests.conftest import ROOT

NAMES = [f"{stage}@{name}" for name in ("a", "b", "c") for stage in ("first", "second")]
CHAINS = {name: [f"first@{name}", f"second@{name}"] for name in ("a", "b", "c")}
COPY = "python -c \"import pathlib, shutil; shutil.copyfile('{}', '{}'); print('copied {}')\""


@pytest.fixture
def pipeline(tmp_path, monkeypatch):
    """Make a DVC project with two stages per name, the second a copy of what the first copies."""
    monkeypatch.chdir(tmp_path)
    for command in (["git", "init", "-q"], ["dvc", "init", "-q"]):
        subprocess.run(command, check=True, env=processes.environment())
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


def test_chains_and_what_is_left_leave_nothing_to_do_and_are_counted_in_silence(pipeline, capfd):
    """DVC itself says of each stage that it runs, or did not change, and five lines around that."""
    assert not repro.is_up_to_date()
    with Tally("run", NAMES) as tally:
        repro.side_by_side({name: CHAINS[name] for name in ("a", "b")}, tally)
        repro.stale([], tally)
    made = [(pipeline / f"{name}.2").read_text(encoding="utf-8") for name in CHAINS]
    assert made == ["a", "b", "c"]
    out, err = capfd.readouterr()
    *said, last = out.splitlines()
    assert sorted(said) == sorted(f"copied {name}" for name in 2 * ["a", "b", "c"])
    assert last.startswith("run: 6 of 6 stages, 6 of them run, 0 up to date; ")
    assert err == ""
    assert repro.is_up_to_date()
    with Tally("run", CHAINS["a"]) as tally:
        repro.stale(["second@a"], tally)
    assert capfd.readouterr().out.startswith("run: 2 of 2 stages, 0 of them run, 2 up to date; ")


def test_chains_that_fail_are_named_with_their_messages_and_stop_no_other(pipeline, capfd):
    (pipeline / "b.txt").unlink()
    (pipeline / "c.txt").unlink()
    (pipeline / "c.txt").mkdir()
    (pipeline / "c.txt/file").touch()
    with pytest.raises(UserError, match=r"^b, c: a stage failed; see its message above"):
        with Tally("prepare", NAMES) as tally:
            repro.side_by_side(CHAINS, tally)
    out, err = capfd.readouterr()
    assert out.splitlines() == 2 * ["copied a"]
    assert re.search(r"ERROR: failed to reproduce 'first@b': .*b\.txt", err)
    assert "Traceback (most recent call last)" in err
    assert "IsADirectoryError" in err, "all that a failing stage says"
    assert "ERROR: failed to reproduce 'first@c': failed to run" in err
    assert {path.name for path in pipeline.glob("*.2")} == {"a.2"}


def test_a_pipeline_that_cannot_be_read_says_so_on_stderr(pipeline, capfd):
    (pipeline / "dvc.yaml").write_text("stages: [}", encoding="utf-8")
    with pytest.raises(UserError, match=r"^pipeline: a stage failed"):
        repro.stale([], Tally("run", NAMES))
    out, err = capfd.readouterr()
    assert out == ""
    assert "dvc.yaml' is invalid" in err


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
            ["dvc", "--wait-for-lock", "repro", "--single-item", name], env=processes.environment()
        )
        for name in stages
    ]
    assert [run.wait() for run in runs] == [0, 0]
    lock = yaml.safe_load((pipeline / "dvc.lock").read_text(encoding="utf-8"))
    assert set(lock["stages"]) == {"ST", "DA"}
    status = subprocess.run(["dvc", "status", "-q"], check=False, env=processes.environment())
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
        "from mer.core import command, repro, tally\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "counted = tally.Tally('prepare', ['wait', 'never'])\n"
        "command.run(lambda: repro.side_by_side({'a': ['wait', 'never']}, counted))\n"
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
        repro.side_by_side({"a": CHAINS["a"]}, Tally("prepare", NAMES))
    subprocess.run(
        ["dvc", "config", "core.no_scm", "true"], check=True, env=processes.environment()
    )
    repro.side_by_side({"a": CHAINS["a"]}, Tally("prepare", NAMES))
    assert (pipeline / "a.2").is_file()
