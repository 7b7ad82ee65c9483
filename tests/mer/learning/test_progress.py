"""Whoever waits for hours must see where the training stands."""

import pandas as pd
import pytest

from mer.learning import progress
from mer.learning.progress import Overall, Progress


class Fold:
    def __init__(self, protocol):
        self.protocol = protocol


RIGHT = pd.DataFrame({"label": [0, 1], "predicted": [0, 1]})
WRONG = pd.DataFrame({"label": [0, 1], "predicted": [1, 0]})


@pytest.fixture
def tasks():
    return [Fold("holdout"), Fold("loso"), Fold("loso")]


def test_a_log_gets_one_line_a_protocol(tasks, capsys):
    with Progress("smic-ST", tasks) as cell:
        for fold, made in zip(tasks, [WRONG, RIGHT, WRONG], strict=True):
            cell.finished(fold, made)
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0].startswith("smic-ST holdout: 1 folds, accuracy 0.000")
    assert lines[1].startswith("smic-ST loso: 2 folds, accuracy 0.500")
    assert len(lines) == 2
    assert printed.err == ""


def test_a_terminal_gets_a_bar_with_fold_accuracy_and_time_left(tasks, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Progress("smic-ST", tasks) as cell:
        cell.finished(tasks[0], RIGHT)
        cell.finished(tasks[1], WRONG)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "loso fold 1/2, accuracy so far 0.000" in printed.err
    assert "2/3" in printed.err


def test_the_time_left_is_that_of_all_jobs_and_what_is_there_takes_none(tasks, capsys, monkeypatch):
    """Many short jobs, each with a clock of its own, would tell nobody how long it takes."""
    now = iter([0.0, 60.0, 200.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
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
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "controls: smic-DA is done; 2 of 4 folds, 60 s so far, about 60 s left",
        "controls: samm-ST is done; 4 of 4 folds, 3 min so far, about 0 s left",
    ]
    assert printed.err == ""
