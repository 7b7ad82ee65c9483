"""split, balance and train on real files: what a user would lose is the chain itself."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning import store
from stages import balance, split, train
from tests.conftest import ROOT, run_stage
from tests.training_fixture import folder, write_windows

__all__ = ["folder"]

TRAIN = store.train


def outs(variant: str) -> list[bytes]:
    """Read what `train` writes."""
    cell = paths.Cell("smic", variant)
    return [Path(path).read_bytes() for path in (cell.predictions, cell.history)]


def test_from_clips_to_predictions(folder, monkeypatch, capsys):
    run_stage(split, monkeypatch, "smic")
    assert "smic: 24 clips; folds: leaky 1, holdout 1, loso 4" in capsys.readouterr().out
    run_stage(balance, monkeypatch, "smic")
    for variant in ("ST", "DA", "SCB"):
        run_stage(train, monkeypatch, variant, "smic")
        cell = paths.Cell("smic", variant)
        plan = pd.read_csv(cell.plan)
        made = pd.read_csv(cell.predictions)
        assert len(made) == (plan["role"] == "test").sum()
        loso = made[made["protocol"] == "loso"]
        assert sorted(loso["clip"]) == sorted(files.stack_rows(paths.clips("smic"))["clip"])
        assert len(pd.read_csv(cell.history)) == 2 * 6
    assert "; SCB 144 original + " in capsys.readouterr().out


def choose(folder, small, protocols):
    small["profiles"]["demo"]["protocols"] = protocols
    small["protocol"] = protocols[0]
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")


def run_cell(monkeypatch, variant):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    run_stage(train, monkeypatch, variant, "smic")


def test_windows_are_samples_of_their_own_and_change_nothing_under_other_protocols(
    folder, small, arrays, monkeypatch
):
    write_windows(arrays)
    made = []
    for protocols in (["leaky", "loso"], ["leaky", "windows", "loso"]):
        choose(folder, small, protocols)
        run_cell(monkeypatch, "SCB")
        made.append(pd.read_csv(paths.Cell("smic", "SCB").predictions, dtype=str))
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
    monkeypatch.setattr(store, "train", lambda fold: trained.append(fold.protocol) or TRAIN(fold))
    for x in (arrays["x"], 255 - arrays["x"], arrays["x"]):
        write_windows(arrays, x=x)
        run_cell(monkeypatch, "ST")
    assert trained == ["windows", "holdout", "windows"]


def test_a_missing_input_names_the_stage_to_run(folder, monkeypatch):
    for module, arguments, sentence in [
        (split, ["samm"], "run `dvc repro resize`"),
        (balance, ["smic"], "run `dvc repro split`"),
        (train, ["ST", "smic"], "run `dvc repro balance`"),
        (train, ["XY", "smic"], "variant: expected one of"),
        (train, ["ST", "fer"], "dataset: expected one of"),
    ]:
        with pytest.raises(UserError, match=sentence):
            run_stage(module, monkeypatch, *arguments)


def test_no_finished_fold_is_trained_twice(folder, monkeypatch, capsys):
    """Nor are those that another worker of a killed run finished, in whatever order."""
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    run_stage(train, monkeypatch, "ST", "smic")
    whole = outs("ST")
    entries = sorted(Path(".folds").iterdir())
    assert len(entries) == 6
    for entry in entries[1::2]:
        entry.unlink()
    entries[0].write_bytes(b"half")
    trained = []
    monkeypatch.setattr(store, "train", lambda fold: trained.append(fold) or TRAIN(fold))
    run_stage(train, monkeypatch, "ST", "smic")
    assert len(trained) == 4
    assert outs("ST") == whole


def test_a_new_seed_costs_only_its_own_folds(folder, small, monkeypatch):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    run_stage(train, monkeypatch, "DA", "smic")
    small["profiles"]["demo"]["seeds"] = [0, 1]
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    trained = []
    monkeypatch.setattr(store, "train", lambda fold: trained.append(fold.seed) or TRAIN(fold))
    run_stage(train, monkeypatch, "DA", "smic")
    assert trained == [1] * 6


def test_two_processes_give_the_bytes_of_one(folder, small, monkeypatch):
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    made = []
    for workers in (1, 2):
        small["execution"]["workers"] = workers
        (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
        shutil.rmtree(".folds", ignore_errors=True)
        run_stage(train, monkeypatch, "SCB", "smic")
        made.append(outs("SCB"))
    assert made[0] == made[1]


def test_a_docstring_trains_nothing_and_a_number_everything(folder, monkeypatch):
    """The stage as DVC starts it, on a copy of the project's code that is edited in between."""
    for name in ("mer", "stages"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    monkeypatch.delenv(
        "PYTHONPATH", raising=False
    )  # the copy in the current folder, not the project
    for stage in (["split", "smic"], ["balance", "smic"]):
        start(*stage)
    code = Path("mer/learning/training.py")
    edits = [
        ("", ""),
        ('"""Training one fold', '"""How one fold is trained'),
        (
            "for start in range(0, len(order), size):",
            "for start in range(0 * 1, len(order), size):",
        ),
    ]
    folds, made = [], []
    for before, after in edits:
        text = code.read_text(encoding="utf-8")
        assert before in text
        code.write_text(text.replace(before, after, 1), encoding="utf-8")
        start("train", "ST", "smic")
        folds.append(len(list(Path(".folds").iterdir())))
        made.append(outs("ST"))
    assert folds == [6, 6, 12]
    assert made == made[:1] * 3


def start(stage: str, *arguments: str) -> None:
    """Run a stage in a process of its own."""
    subprocess.run([sys.executable, "-m", f"stages.{stage}", *arguments], check=True)
