"""The workers benchmark.

A ratio of runs that did not take turns would measure what else the machine did.
"""

from types import SimpleNamespace

import pytest
import yaml

from benchmarks import workers


def test_one_and_all_workers_take_turns_and_medians_are_given(monkeypatch, tmp_path):
    runs = []
    times = iter([99, 4, 2, 3, 6, 5, 2])  # the first, which warms up, does not count

    def seconds(stage, count, folder, clips):
        runs.append(count)
        return next(times)

    monkeypatch.setattr(workers, "seconds", seconds)
    row = workers.compare("mask", 2, tmp_path, 6, 3)
    assert runs == [2, 1, 2, 2, 1, 1, 2]
    assert row[:5] == ["mask", 5, 2, 2.0, "2.00-2.50"]


@pytest.mark.parametrize("stage", workers.STAGES)
def test_a_stage_that_fails_is_no_measurement(tmp_path, stage):
    with pytest.raises(SystemExit, match=f"{stage} failed with status"):
        workers.seconds(stage, 1, tmp_path, 6)


@pytest.mark.parametrize("stage", workers.STAGES)
def test_the_count_reaches_the_stage(monkeypatch, tmp_path, stage):
    """Otherwise both sides would measure the same."""
    ran = []
    monkeypatch.setattr(
        workers.subprocess,
        "run",
        lambda command, **_: ran.append(command) or SimpleNamespace(returncode=0),
    )
    workers.seconds(stage, 3, tmp_path, 6)
    assert yaml.safe_load((tmp_path / "params.yaml").read_text())["execution"]["workers"] == 3
    assert (ran[0][-1] == "3") == (stage == "extract")


def test_extract_runs_with_as_many_readers_as_it_is_told(monkeypatch):
    from mer.preprocessing import frames
    from stages import extract

    monkeypatch.setattr(frames, "READERS", 4)
    monkeypatch.setattr("sys.argv", ["-c", "smic", "1"])
    monkeypatch.setattr(extract, "main", lambda: None)
    exec(workers.READ)
    assert frames.READERS == 1
