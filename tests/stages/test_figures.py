"""Without these a licensed face could end up in git, or a figure could be missing."""

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.core import files, params
from mer.evaluation.protocols import cell_path
from mer.learning.folds import HISTORY
from stages import balance, evaluate, extract, figures, mask, resize, split, standin
from tests.conftest import run_stage

PLOTS = {"accuracy.csv", "f1.csv", "confusion.csv", "learning.csv"}
FACES = {"figure2.png", "figure5.png"}
GRAPHS = {
    f"{name}.{kind}"
    for name in ("figure6", "figure7", "confusion", "balance", "learning")
    for kind in ("png", "svg")
}


@pytest.fixture
def folder(project, small, monkeypatch):
    """A project with one evaluated variant on one data set."""
    small["datasets"] = ["smic"]
    small["standin"] |= {"subjects": 3, "clips": 4}
    small["evaluate"]["bootstrap"] = 20
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    for stage in (standin, extract, mask, resize, split):
        run_stage(stage, monkeypatch, "smic")
    files.write_arrays(
        "data/augmented/smic-ST.npz",
        x=np.zeros((0, 4, 16, 16), np.uint8), clip=np.zeros(0, str), copy=np.zeros(0, np.int64),
    )  # fmt: skip
    run_stage(balance, monkeypatch, "smic", "ST")
    plan = pd.read_csv("data/plans/smic-ST.csv")
    test = plan[plan["role"] == "test"].assign(dataset="smic", predicted=0)
    test["subject"] = test["clip"].str.split("/").str[0]
    files.write_table("data/predictions/smic-ST.csv", test)
    history = [
        (protocol, 0, 0, epoch, 1.0, 0.5, 1.0, 0.4)
        for protocol in ("leaky", "holdout", "loso")
        for epoch in (1, 2)
    ]
    files.write_table("data/history/smic-ST.csv", pd.DataFrame(history, columns=HISTORY))
    run_stage(evaluate, monkeypatch, "smic", "ST")
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
    run_stage(evaluate, monkeypatch, "smic", "ST")
    run_stage(figures, monkeypatch)
    assert names(folder / "metrics/figures") == GRAPHS
    assert names(folder / "data/figures") == FACES
    assert "data/figures alone, out of git: they show licensed faces" in capsys.readouterr().out
    for path in (folder / "metrics/figures").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "STAND-IN" not in text
        if path.stem != "confusion":  # whose squares are pictures to a program
            assert "<image" not in text


def test_before_balancing_there_are_windows_where_they_take_the_place_of_clips(project, small):
    """The bars would be empty otherwise, or count copies as what there was before."""
    kinds = np.repeat(["window", "copy"], 3)
    rows = [
        ("windows", 0, 0, "train", kind, "a", "", kind, place % 3, 1.0)
        for place, kind in enumerate(kinds)
    ]
    columns = [
        "protocol",
        "seed",
        "fold",
        "role",
        "kind",
        "clip",
        "neighbour",
        "sample",
        "label",
        "weight",
    ]
    files.write_table("data/plans/smic-DA.csv", pd.DataFrame(rows, columns=columns))
    small |= {"protocol": "windows", "datasets": ["smic"]}
    counts = figures.balance_of("smic", params.check(small)).set_index(["stage", "label"])[
        "samples"
    ]
    assert counts["before"].tolist() == [1, 1, 1]
    assert counts["DA"].tolist() == [2, 2, 2]


def test_a_protocol_that_was_not_run_leaves_the_other_figures(folder, small, monkeypatch, capsys):
    content = cell_path("smic", "ST")
    text = content.read_text(encoding="utf-8").replace('"holdout": {', '"other": {')
    content.write_text(text, encoding="utf-8")
    run_stage(figures, monkeypatch)
    assert "no cell has the protocol holdout" in capsys.readouterr().out
    assert {"figure6.png", "figure7.png"} | FACES <= names(folder / "metrics/figures")
