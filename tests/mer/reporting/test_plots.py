"""Without these `dvc plots show` could be empty, or hide that its numbers are of a stand-in."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.reporting import plots
from tests.conftest import ROOT

SCORES = pd.DataFrame(
    [
        ("SMIC", "ST", 60.12341, 50.0, 70.0, True, 40.0, 30.12341),
        ("SMIC", "DA", 90.0, np.nan, np.nan, False, 40.0, 30.12341),
        ("SAMM", "ST", np.nan, np.nan, np.nan, False, 40.0, 30.12341),
    ],
    columns=["dataset", "variant", "value", "low", "high", "one_class", "majority", "stratified"],
)
HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2],
        "accuracy": [0.4, 2 / 3],
        "val_accuracy": [np.nan, 0.5],
        "loss": [1.2, 0.9],
        "val_loss": [np.nan, 1.00001],
    }
)
TABLES = {
    "accuracy": plots.scores({"printed": SCORES, "loso": SCORES}),
    "f1": plots.scores({"loso": SCORES}),
    "confusion": plots.confusions(
        {("SMIC", "ST"): [[2, 1, 0], [0, 0, 0], [0, 0, 1]]}, "STAND-IN", "loso"
    ),
    "learning": plots.learning({"SMIC": {"ST": HISTORY}}, "STAND-IN", "loso"),
}
DEFINED = {
    title: settings
    for plot in yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["plots"]
    if isinstance(plot, dict)
    for title, settings in plot.items()
}


def test_scores_are_listed_panel_by_panel_without_gaps():
    table = TABLES["accuracy"]
    assert table["panel"].tolist() == ["printed"] * 2 + ["loso"] * 2
    assert table["value"].tolist() == [60.1234, 90.0] * 2
    assert table["low"].isna().tolist() == [False, True] * 2
    assert table["one_class"].tolist() == [True, False] * 2
    assert table[["majority", "stratified"]].to_numpy().tolist() == [[40.0, 30.1234]] * 4


def test_every_count_of_a_confusion_has_its_row_and_share_and_a_class_without_clips_is_no_error():
    table = TABLES["confusion"].set_index(["true", "predicted"])
    assert len(table) == 9
    assert table.loc[("negative", "positive"), ["samples", "share"]].tolist() == [1, 0.3333]
    assert table.loc[("positive", "positive"), ["samples", "share"]].tolist() == [0, 0]


def test_balance_names_stages_without_what_they_do_and_classes_by_name():
    stages = pd.DataFrame(
        [("before", 0, 20, 20.0), ("DA\n3 copies", 2, 80, 80.12345)],
        columns=["stage", "label", "samples", "weight"],
    )
    table = plots.balance({"SMIC": stages}, "STAND-IN", "loso")
    assert table.drop(columns=["data", "protocol", "dataset"]).to_numpy().tolist() == [
        ["before", "negative", 20, 20.0], ["DA", "surprise", 80, 80.1235],
    ]  # fmt: skip


def test_curves_are_percent_and_epochs_without_validation_are_left_out():
    table = TABLES["learning"]
    assert table[["part", "epoch", "accuracy_percent", "loss"]].to_numpy().tolist() == [
        ["training", 1, 40.0, 1.2], ["training", 2, 66.6667, 0.9], ["validation", 2, 50.0, 1.0],
    ]  # fmt: skip


def fields(part) -> set[str]:
    """Name the columns that a template draws, computes or parses."""
    if isinstance(part, list):
        return set().union(*map(fields, part))
    if not isinstance(part, dict):
        return set()
    own = {part["field"]} if isinstance(part.get("field"), str) else set()
    return own.union(*map(fields, part.values()))


@pytest.mark.parametrize("title", DEFINED)
def test_a_template_draws_the_columns_of_its_table(title):
    """A misspelt column gives an empty plot and no error."""
    settings = DEFINED[title]
    ((path, y),) = settings["y"].items()
    table = TABLES[path.removeprefix("metrics/plots/").removesuffix(".csv")]
    content = json.loads(
        (ROOT / f".dvc/plots/{settings['template']}.json").read_text(encoding="utf-8")
    )
    computed = {step["as"] for step in content["transform"] if "as" in step} | {"order"}
    anchors = {"<DVC_METRIC_X>": settings["x"], "<DVC_METRIC_Y>": y}
    drawn = {anchors.get(name, name) for name in fields(content)} | set(
        content["data"]["format"]["parse"]
    )
    assert {settings["x"], y} <= drawn
    assert drawn - computed <= set(table)
    assert {"x_label", "y_label"} <= set(settings)


@pytest.mark.parametrize("name", ["confusions", "learning"])
def test_a_plot_of_the_stand_in_says_so(name):
    content = json.loads((ROOT / f".dvc/plots/{name}.json").read_text(encoding="utf-8"))
    assert "STAND-IN" in next(
        step["calculate"] for step in content["transform"] if step.get("as") == "column"
    )
    assert content["facet"]["column"]["field"] == "column"
