"""Training ahead must leave nothing for `train` to do, and change no byte of what it writes."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mer.commands import grid
from mer.core import params, paths
from mer.learning import store
from mer.learning.folds import Trained
from stages import balance, split, train
from tests.conftest import run_stage
from tests.mer.commands.running import run
from tests.training_fixture import folder

__all__ = ["folder"]

CELLS = ("ST", "DA", "SCB")
EPOCH = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]


@pytest.fixture
def planned(folder, monkeypatch):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    Path(paths.Cell("smic", "DACWB").plan).unlink()
    return folder


def outs() -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for name in ("predictions", "history")
        for path in Path("data", name).rglob("*.csv")
    }


def test_train_finds_every_fold_finished_and_writes_the_same(planned, monkeypatch, capsys):
    for variant in CELLS:
        run_stage(train, monkeypatch, variant, "smic")
    alone = outs()
    shutil.rmtree(".folds")
    shutil.rmtree("data/predictions")
    capsys.readouterr()
    run(grid, "--folds-only")
    assert capsys.readouterr().out == "grid: 18 folds of 3 cells to train\n"
    monkeypatch.setattr(
        store, "train", lambda fold: pytest.fail("a finished fold was trained again")
    )
    for variant in CELLS:
        run_stage(train, monkeypatch, variant, "smic")
    assert outs() == alone


def test_only_what_is_missing_is_trained_and_what_has_no_plan_is_left_out(
    planned, monkeypatch, capsys
):
    run_stage(train, monkeypatch, "ST", "smic")
    Path(paths.Cell("smic", "SCB").plan).unlink()
    next(Path(".folds").iterdir()).unlink()
    capsys.readouterr()
    run(grid, "--folds-only")
    assert capsys.readouterr().out.startswith("grid: 7 folds of 2 cells to train\n")
    run(grid, "--folds-only")
    assert capsys.readouterr().out == "grid: 0 folds of 0 cells to train\n"


def test_the_stages_of_each_data_set_are_a_chain_after_those_of_all(planned, monkeypatch):
    settings = params.load()
    steps = []
    monkeypatch.setattr(grid.params, "load", lambda: settings)
    monkeypatch.setattr(grid, "train", lambda *_: steps.append({}))
    monkeypatch.setattr(
        grid.repro, "side_by_side", lambda made, tally, at_once=None: steps.append(dict(made))
    )
    run(grid)
    first, prepare, plan, trained, collect = steps
    assert first == {"parameters": ("parameters", "standin")}
    assert prepare["smic"] == ["extract@smic", "mask@smic"]
    assert plan == {"plans": grid.PLANNING}
    assert trained == {}
    assert collect == {f"train@{name}": [f"train@{name}"] for name in settings.variants}


def test_parts_train_every_fold_once_whenever_each_starts(planned, monkeypatch, capsys):
    trained = []
    monkeypatch.setattr(store, "train", record_of(trained))
    for part in ("2/3", "1/3"):
        run(grid, "--shard", part)
    run(grid, "--shard", "2/3")  # nothing of its own is left, and it takes nothing of the third
    assert len(trained) == 12
    assert "grid: part 2 of 3, 0 folds" in capsys.readouterr().out
    run(grid, "--folds-only")
    assert len(trained) == 18
    assert len({(fold.copies, fold.protocol, fold.fold) for fold in trained}) == 18


def record_of(trained):
    def train(fold):
        trained.append(fold)
        count = len(fold.parts["test"])
        history = pd.DataFrame([[1, 1.0, 1.0, 1.0, 1.0]], columns=EPOCH)
        return Trained(np.full((count, 3), 1 / 3), history, 0, np.empty((0, 3)))

    return train


@pytest.mark.parametrize("part", ["0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/3/5"])
def test_what_is_no_part_is_refused(part, capsys):
    with pytest.raises(SystemExit):
        run(grid, f"--shard={part}")
    assert "expected a part such as 1/8" in capsys.readouterr().err


def test_plans_alone_train_nothing(planned, monkeypatch):
    steps = []
    monkeypatch.setattr(grid, "train", lambda *_: pytest.fail("a fold was trained"))
    monkeypatch.setattr(grid.repro, "side_by_side", lambda made, *_: steps.append(list(made)))
    run(grid, "--plans-only")
    assert steps == [["parameters"], params.load().datasets, ["plans"]]
