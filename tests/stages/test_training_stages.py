"""split, balance and train on real files: what a user would lose is the chain itself."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.core import files
from mer.core.errors import UserError
from mer.learning.folds import run
from stages import balance, split, train
from tests.conftest import run_stage


@pytest.fixture
def folder(project, arrays):
    files.write_arrays("data/clips/smic.npz", **arrays)
    for variant, copies in (("ST", 0), ("DA", 3), ("SCB", 0)):
        files.write_arrays(
            f"data/augmented/smic-{variant}.npz",
            x=np.repeat(arrays["x"], copies, axis=0),
            clip=np.repeat(arrays["clip"], copies),
            copy=np.tile(np.arange(1, copies + 1), len(arrays["clip"])),
        )
    return project


def test_from_clips_to_predictions(folder, monkeypatch, capsys):
    run_stage(split, monkeypatch, "smic")
    assert "smic: 24 clips; folds: leaky 1, holdout 1, loso 4" in capsys.readouterr().out
    for variant in ("ST", "DA", "SCB"):
        run_stage(balance, monkeypatch, "smic", variant)
        run_stage(train, monkeypatch, "smic", variant)
        plan = pd.read_csv(f"data/plans/smic-{variant}.csv")
        made = pd.read_csv(f"data/predictions/smic-{variant}.csv")
        assert len(made) == (plan["role"] == "test").sum()
        loso = made[made["protocol"] == "loso"]
        assert sorted(loso["clip"]) == sorted(files.read_arrays("data/clips/smic.npz")["clip"])
        assert len(pd.read_csv(f"data/history/smic-{variant}.csv")) == 2 * 6
    assert "smic-SCB: 144 original rows" in capsys.readouterr().out


def write_windows(arrays, x):
    """Write three windows of each clip."""
    clip, window = np.repeat(arrays["clip"], 3), np.tile([1, 2, 3], len(x))
    files.write_arrays("data/windows/smic.npz", x=np.repeat(x, 3, axis=0), clip=clip, window=window)


def choose(folder, small, protocols):
    small["profiles"]["demo"]["protocols"] = protocols
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")


def run_cell(monkeypatch, variant):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic", variant)
    run_stage(train, monkeypatch, "smic", variant)


def test_windows_are_samples_of_their_own_and_change_nothing_under_other_protocols(
    folder, small, arrays, monkeypatch
):
    write_windows(arrays, arrays["x"])
    made = []
    for protocols in (["leaky", "loso"], ["leaky", "windows", "loso"]):
        choose(folder, small, protocols)
        run_cell(monkeypatch, "SCB")
        made.append(pd.read_csv("data/predictions/smic-SCB.csv", dtype=str))
    windows = made[1]["protocol"] == "windows"
    pd.testing.assert_frame_equal(made[0], made[1][~windows].reset_index(drop=True))
    mine = made[1][windows]
    assert mine["sample"].str.match(r"window[123]$|smote\d+$").all()
    assert mine["sample"].str.startswith("window").sum() == 0.25 * 3 * 24
    for name in ("subject", "label"):
        known = dict(zip(arrays["clip"], arrays[name].astype(str), strict=True))
        assert (mine[name] == mine["clip"].map(known)).all()


def test_other_windows_retrain_their_own_folds_alone(folder, small, arrays, monkeypatch):
    choose(folder, small, ["windows", "holdout"])
    trained = []
    monkeypatch.setattr(
        "mer.learning.store.run", lambda fold: trained.append(fold.protocol) or run(fold)
    )
    for x in (arrays["x"], 255 - arrays["x"], arrays["x"]):
        write_windows(arrays, x)
        run_cell(monkeypatch, "ST")
    assert trained == ["windows", "holdout", "windows"]


def test_a_missing_input_names_the_stage_to_run(folder, monkeypatch):
    for module, arguments, sentence in [
        (split, ["samm"], "run `dvc repro resize@samm`"),
        (balance, ["smic", "ST"], "run `dvc repro split@smic`"),
        (train, ["smic", "ST"], "run `dvc repro balance@smic-ST`"),
        (train, ["smic", "XY"], "variant: expected one of"),
        (balance, ["fer", "ST"], "dataset: expected one of"),
    ]:
        with pytest.raises(UserError, match=sentence):
            run_stage(module, monkeypatch, *arguments)


def test_no_finished_fold_is_trained_twice(folder, monkeypatch, capsys):
    """Also not those that another worker of a killed run finished, in whatever order."""
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic", "ST")
    run_stage(train, monkeypatch, "smic", "ST")
    whole = [Path(f"data/{name}/smic-ST.csv").read_bytes() for name in ("predictions", "history")]
    entries = sorted(Path(".folds").iterdir())
    assert len(entries) == 6
    for entry in entries[1::2]:
        entry.unlink()
    entries[0].write_bytes(b"half")
    trained = []
    monkeypatch.setattr("mer.learning.store.run", lambda fold: trained.append(fold) or run(fold))
    run_stage(train, monkeypatch, "smic", "ST")
    assert len(trained) == 4
    assert [
        Path(f"data/{name}/smic-ST.csv").read_bytes() for name in ("predictions", "history")
    ] == whole


def test_a_new_seed_costs_only_its_own_folds(folder, small, monkeypatch):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic", "DA")
    run_stage(train, monkeypatch, "smic", "DA")
    small["profiles"]["demo"]["seeds"] = [0, 1]
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic", "DA")
    trained = []
    monkeypatch.setattr(
        "mer.learning.store.run", lambda fold: trained.append(fold.seed) or run(fold)
    )
    run_stage(train, monkeypatch, "smic", "DA")
    assert trained == [1] * 6


def test_two_processes_give_the_bytes_of_one(folder, small, monkeypatch):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic", "SCB")
    made = []
    for workers in (1, 2):
        small["execution"]["workers"] = workers
        (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
        shutil.rmtree(".folds", ignore_errors=True)
        run_stage(train, monkeypatch, "smic", "SCB")
        made.append(
            [Path(f"data/{name}/smic-SCB.csv").read_bytes() for name in ("predictions", "history")]
        )
    assert made[0] == made[1]
