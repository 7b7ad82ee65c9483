"""Training ahead must leave nothing for `train` to do, and change no byte of what it writes."""

import shutil
from pathlib import Path

import pytest

from mer.commands import grid
from mer.core import params, paths
from mer.learning import store
from stages import balance, split, train
from tests.conftest import run_stage
from tests.mer.commands.running import run
from tests.training_fixture import folder

__all__ = ["folder"]

CELLS = ("ST", "DA", "SCB")


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
    first, *cells = capsys.readouterr().out.splitlines()
    assert first == "grid: 18 folds of 3 cells to train"
    assert {line.partition(",")[0] for line in cells} == {
        f"grid smic-{variant}: 6 folds" for variant in CELLS
    }
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
    chains = {}
    monkeypatch.setattr(grid.params, "load", lambda: settings)
    monkeypatch.setattr(grid, "train", lambda settings: None)
    monkeypatch.setattr(
        grid.repro,
        "side_by_side",
        lambda made, title, at_once=None: chains.update({title: dict(made)}),
    )
    run(grid)
    assert list(chains) == ["check", "prepare", "plan", "collect"]
    assert chains["check"] == {"parameters": ["parameters", "standin"]}
    assert chains["prepare"]["smic"] == ["extract@smic", "mask@smic"]
    assert chains["plan"] == {"plans": grid.PLANNING}
    assert chains["collect"] == {name: [f"train@{name}"] for name in settings.variants}
