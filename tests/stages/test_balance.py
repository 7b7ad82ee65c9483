"""The stage `balance` loads what its recipe needs; tests/mer/planning says what it plans."""

import subprocess
import sys

import pandas as pd
import pytest

from mer.core import paths
from stages import balance, split
from tests.conftest import ROOT, run_stage, write_clips, write_copies


@pytest.fixture
def folder(project, arrays, monkeypatch):
    """A project whose clips are split, with copies for DA."""
    write_clips(arrays)
    for variant, copies in (("ST", 0), ("DA", 3), ("SCB", 0)):
        write_copies(arrays, paths.Cell("smic", variant), copies)
    run_stage(split, monkeypatch, "smic")
    return project


def test_the_plan_is_written_and_its_rows_are_counted(folder, monkeypatch, capsys):
    capsys.readouterr()
    run_stage(balance, monkeypatch, "smic", "SCB")
    plan = pd.read_csv(paths.Cell("smic", "SCB").plan.path)
    counts = plan["kind"].value_counts()
    assert capsys.readouterr().out == (
        f"smic-SCB: {counts['original']} original rows, 0 copy rows, {counts['smote']} smote rows\n"
    )


@pytest.mark.parametrize(("variant", "loaded"), [("ST", set()), ("SCB", {"sklearn", "imblearn"})])
def test_only_smote_loads_imbalanced_learn(folder, variant, loaded):
    """Two seconds for nothing, a dozen times per grid."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from stages import balance; "
    code += f"sys.argv = ['balance', 'smic', {variant!r}]; balance.main(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert {"sklearn", "imblearn", "imgaug", "cv2"} & set(done.stdout.split()) == loaded
