"""Without these a licensed face could end up in git, or a figure could be missing."""

import shutil

import pandas as pd
import pytest
import yaml

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning.fold_tables import HISTORY
from stages import augment, balance, evaluate, extract, figures, mask, resize, split, standin
from tests.conftest import ROOT, run_stage

CELL = paths.Cell("smic", "ST")
PLOTS = {"accuracy.csv", "f1.csv", "confusion.csv", "balance.csv", "learning.csv"}
FACES = {"figure2.png", "figure5.png"}
GRAPHS = {
    f"{name}.{kind}"
    for name in (
        *("figure1", "figure3", "figure4", "figure6", "figure7"),
        *("accuracy", "f1", "confusion", "learning"),
    )
    for kind in ("png", "svg")
}


@pytest.fixture
def folder(project, small, monkeypatch):
    """A project with one evaluated variant on one data set."""
    small |= {"datasets": ["smic"], "variants": ["ST"], "variant": "ST", "keep": ""}
    small["standin"] |= {"subjects": 3, "clips": 4}
    small["evaluate"]["bootstrap"] = 20
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    shutil.copyfile(ROOT / "dvc.yaml", project / "dvc.yaml")
    for stage in (standin, extract, mask, resize, split):
        run_stage(stage, monkeypatch, "smic")
    run_stage(augment, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    plan = pd.read_csv(CELL.plan)
    plan = plan.assign(dataset="smic", predicted=0, subject=plan["clip"].str.split("/").str[0])
    files.write_table(CELL.predictions, plan[plan["role"] == "test"])
    files.write_table(CELL.validation, plan[plan["role"] == "val"])
    history = [
        (protocol, 0, 0, epoch, 1.0, 0.5, 1.0, 0.4)
        for protocol in ("leaky", "holdout", "loso")
        for epoch in (1, 2)
    ]
    files.write_table(CELL.history, pd.DataFrame(history, columns=HISTORY))
    run_stage(evaluate, monkeypatch, "ST")
    return project


def names(path):
    return {file.name for file in path.glob("*")}


def test_figures_of_the_stand_in_are_in_git(folder, monkeypatch, capsys):
    run_stage(figures, monkeypatch)
    assert names(folder / "metrics/figures") == FACES | GRAPHS
    assert names(folder / "data/figures") == FACES
    assert names(folder / "metrics/plots") == PLOTS
    for name in FACES:
        assert (folder / "metrics/figures" / name).read_bytes() == (
            folder / "data/figures" / name
        ).read_bytes()
    assert "Figures 2 and 5 are in metrics/figures and data/figures." in capsys.readouterr().out


def test_faces_of_licensed_data_never_reach_git_and_the_stage_says_where_they_are(
    folder, small, monkeypatch, capsys
):
    small["source"] = "licensed"
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run_stage(evaluate, monkeypatch, "ST")
    run_stage(figures, monkeypatch)
    assert names(folder / "metrics/figures") == GRAPHS
    assert names(folder / "data/figures") == FACES
    assert "data/figures alone, out of git: they show licensed faces" in capsys.readouterr().out
    for path in (folder / "metrics/figures").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "STAND-IN" not in text
        if path.stem != "confusion":  # whose squares are pictures to a program
            assert "<image" not in text


def test_a_protocol_that_was_not_run_leaves_the_other_figures(folder, small, monkeypatch, capsys):
    path = CELL.metrics.path
    text = path.read_text(encoding="utf-8").replace('"holdout": {', '"other": {')
    path.write_text(text, encoding="utf-8")
    run_stage(figures, monkeypatch)
    assert "no cell has the protocol holdout" in capsys.readouterr().out
    assert {"figure6.png", "figure7.png"} | FACES <= names(folder / "metrics/figures")


def test_a_mistake_leaves_the_old_figures(folder, monkeypatch):
    """Whoever looks for the reason can still look at what there was."""
    run_stage(figures, monkeypatch)
    before = {path: path.read_bytes() for path in folder.glob("*/figures/*")}
    paths.masked_table("smic").path.unlink()
    with pytest.raises(UserError, match="run `dvc repro mask@smic`"):
        run_stage(figures, monkeypatch)
    assert {path: path.read_bytes() for path in folder.glob("*/figures/*")} == before
