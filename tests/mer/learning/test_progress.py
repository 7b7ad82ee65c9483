"""Whoever waits for hours must see where the training stands."""

import itertools

import pandas as pd
import pytest

from mer.core import progress as core
from mer.learning.progress import Overall, Progress


class Fold:
    def __init__(self, protocol):
        self.protocol = protocol


RIGHT = pd.DataFrame({"label": [0, 1], "predicted": [0, 1]})
WRONG = pd.DataFrame({"label": [0, 1], "predicted": [1, 0]})


@pytest.fixture
def tasks():
    return [Fold("holdout"), Fold("loso"), Fold("loso")]


@pytest.fixture
def clock(monkeypatch):
    """A log of somebody who waits: each fold takes a minute."""
    now = itertools.count(0, 60)
    monkeypatch.setattr(core.time, "monotonic", lambda: float(next(now)))


def test_a_log_says_how_far_a_cell_is_how_good_and_how_long_it_takes(tasks, clock, capsys):
    with Progress("smic-ST", tasks) as cell:
        for fold, made in zip(tasks, [WRONG, RIGHT, WRONG], strict=True):
            cell.finished(fold, made)
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "train smic-ST: 1 of 3 folds, holdout 1/1 acc 0.00, about 2 min left",
        "train smic-ST: 2 of 3 folds, loso 1/2 acc 1.00, about 60 s left",
        "train smic-ST: 3 of 3 folds, loso 2/2 acc 0.50, 3 min",
    ]
    assert printed.out == ""


def test_a_bar_on_a_terminal_is_not_cut(tasks, capsys, monkeypatch):
    """The longest name and count of the demo; it was cut in the middle of a word."""
    monkeypatch.setattr(core, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    with Progress("casme_sq-DACWB", [Fold("holdout")] * 14) as cell:
        for _ in range(14):
            cell.finished(Fold("holdout"), RIGHT)
    last = capsys.readouterr().err.split("\r")[-1].rstrip()
    assert last.startswith("train casme_sq-DACWB: 100%|")
    assert last.endswith("14/14 folds [00:00<00:00, holdout 14/14 acc 1.00]")
    assert len(last) <= 80


def test_the_time_left_is_that_of_all_jobs_and_what_is_there_takes_none(tasks, clock, capsys):
    """Many short jobs, each with a clock of its own, would tell nobody how long it takes."""
    known, *missing = tasks
    others = [Fold("loso"), Fold("loso")]
    overall = Overall("controls", [*missing, *others])
    for name, folds in {
        "smic-ST": [known],
        "smic-DA": [known, *missing],
        "samm-ST": others,
    }.items():
        with overall.job(name, folds) as shown:
            for fold in folds:
                shown.finished(fold, RIGHT)
    overall.close()
    assert capsys.readouterr().err.splitlines() == [
        "controls: 1 of 4 folds, smic-DA, about 3 min left",
        "controls: 2 of 4 folds, smic-DA, about 2 min left",
        "controls: 3 of 4 folds, samm-ST, about 60 s left",
        "controls: 4 of 4 folds, samm-ST, 4 min",
    ]
