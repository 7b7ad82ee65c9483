"""A run of 33 stages must say how far it is, and never promise an end that it does not know."""

import pytest

from mer.core import tally
from mer.core.tally import Tally

SECONDS = {"standin": 10.0, "mask": 20.0, "folds": 100.0, "report": 5.0}
STAGES = ["standin", "mask", "report"]


@pytest.fixture
def clock(monkeypatch):
    """Let a test set the time."""
    now = [0.0]
    monkeypatch.setattr(tally.time, "monotonic", lambda: now[0])
    return now


def ran(counted: Tally, clock, stage: str, seconds: float) -> None:
    counted.started(stage)
    clock[0] += seconds
    counted.finished(stage)


def test_the_rest_takes_what_it_took_before_as_much_slower_as_this_machine_is(clock, capsys):
    with Tally("run", STAGES, SECONDS, also=["folds"]) as counted:
        assert counted.left is None
        ran(counted, clock, "standin", 20)
        assert counted.left == 2 * (20 + 100 + 5)
        ran(counted, clock, "mask", 40)
        ran(counted, clock, "folds", 200)
        ran(counted, clock, "report", 10)
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "run: 2 of 3 stages, 60 s so far, up to 4 min left, last mask",
        "run: 2 of 3 stages, 4 min so far, up to 10 s left, last folds",
    ]
    assert printed.out == "run: 3 of 3 stages, 3 of them run, 0 up to date; 4 min\n"


def test_a_blink_tells_nothing_of_the_speed(clock):
    with Tally("run", STAGES, SECONDS | {"standin": 0.2}, also=["folds"]) as counted:
        ran(counted, clock, "standin", 2)
        assert counted.left is None


def test_nothing_is_said_of_the_time_where_that_of_a_stage_is_unknown(clock, capsys):
    with Tally("run", STAGES, {"standin": 1.0, "mask": 1.0}) as counted:
        ran(counted, clock, "standin", 60)
    assert capsys.readouterr().err == "run: 1 of 3 stages, 60 s so far, last standin\n"


def test_a_stage_that_is_met_again_counts_once_and_one_that_is_no_part_does_not(clock, capsys):
    with Tally("run", STAGES) as counted:
        for stage in ("standin", "standin", "tuning", "mask"):
            counted.found(stage)
    said = "run: 2 stages, 0 of them run, 2 up to date; 0 s\n"
    assert capsys.readouterr().out == said, "a run that is over does not look as if it were not"


def test_a_run_that_fails_claims_nothing(capsys):
    with pytest.raises(KeyboardInterrupt), Tally("run", STAGES):
        raise KeyboardInterrupt
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_of_its_width_that_names_what_runs(clock, capsys, monkeypatch):
    monkeypatch.setattr(tally, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    with Tally("run", STAGES, SECONDS | {"mask@casme_sq": 1.0, "mask@smic": 1.0}) as counted:
        ran(counted, clock, "standin", 20)
        counted.started("mask@casme_sq")
        counted.started("mask@smic")
    shown = [part for part in capsys.readouterr().err.split("\r") if "mask@smic" in part]
    assert shown[-1].startswith("run: 1 of 3 stages |")
    assert "up to 50 s left, mask@casme_sq, mask@smic" in shown[-1]
    assert len(shown[-1].rstrip()) <= 80
