"""split, balance and train on real files: what a user would lose is the chain itself."""

import numpy as np
import pandas as pd
import pytest

from mer import files
from mer.errors import UserError
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
