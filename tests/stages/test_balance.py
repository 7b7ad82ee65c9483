"""The stage `balance` loads what its recipe needs; tests/mer/planning says what it plans."""

import shutil
import subprocess
import sys

import pandas as pd
import pytest
import yaml

from mer.core import paths
from mer.core.errors import UserError
from stages import balance, split
from tests.conftest import ROOT, run_stage, write_clips, write_copies, write_windows
from tests.stages.preprocessing_fixture import snapshot


@pytest.fixture
def folder(project, arrays, monkeypatch):
    """A project whose clips are split, with copies for DA."""
    write_clips(arrays)
    for variant, copies in (("ST", 0), ("DA", 3), ("SCB", 0), ("DACWB", 3)):
        write_copies(arrays, paths.Cell("smic", variant), copies)
    run_stage(split, monkeypatch, "smic")
    return project


def choose(folder, small, *variants):
    """Let the project have these variants alone."""
    small |= {"variants": list(variants), "variant": variants[0], "keep": ""}
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")


def test_the_plan_of_each_variant_is_written_and_its_rows_are_counted(folder, monkeypatch, capsys):
    capsys.readouterr()
    run_stage(balance, monkeypatch, "smic")
    said = []
    for variant in ("ST", "DA", "SCB", "DACWB"):
        kinds = pd.read_csv(paths.Cell("smic", variant).plan.path)["kind"].value_counts()
        counts = [
            f"{kinds[kind]} {kind}" for kind in ("original", "copy", "smote") if kind in kinds
        ]
        said.append(f"{variant} {' + '.join(counts)}")
    assert capsys.readouterr().out == f"balance smic, rows: {'; '.join(said)}\n"


def test_windows_are_counted_where_there_are_any(folder, small, arrays, monkeypatch, capsys):
    write_windows(arrays, 3)
    small["profiles"]["demo"]["protocols"] = ["windows"]
    small["protocol"] = "windows"
    choose(folder, small, "ST")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    assert "balance smic, rows: ST 72 window\n" in capsys.readouterr().out


def test_plans_appear_together_or_not_at_all(folder, small, monkeypatch):
    """A plan of new folds beside plans of old ones would compare variants on different tests."""
    run_stage(balance, monkeypatch, "smic")
    plans = paths.Cell("smic", "DA").plan.path.parent.parent
    before = snapshot(plans)
    shutil.rmtree(paths.Cell("smic", "DACWB").copies.path)
    small["split"]["validation"] = 0.2
    choose(folder, small, "ST", "DA", "SCB", "DACWB")
    run_stage(split, monkeypatch, "smic")
    with pytest.raises(UserError, match="augment"):
        run_stage(balance, monkeypatch, "smic")
    assert snapshot(plans) == before


@pytest.mark.parametrize(
    ("variants", "loaded"), [(["ST", "DA", "DACWB"], set()), (["SCB"], {"sklearn", "imblearn"})]
)
def test_only_smote_loads_imbalanced_learn(folder, small, variants, loaded):
    """Two seconds for nothing."""
    choose(folder, small, *variants)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from stages import balance; "
    code += "sys.argv = ['balance', 'smic']; balance.main(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert {"sklearn", "imblearn", "imgaug", "cv2"} & set(done.stdout.split()) == loaded
