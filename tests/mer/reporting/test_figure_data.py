"""Without these a figure could show other numbers than the results hold."""

import json

import numpy as np
import pandas as pd
import pytest

from mer.core import files, params, paths
from mer.core.seeds import generator
from mer.evaluation import protocols, results
from mer.reporting import figure_data
from tests.predictions_fixture import predictions

PLAN = [
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
TITLES = {"smic": "SMIC", "casme2": "CASME II", "mine": "My own data"}
ACCURACY, F1 = figure_data.SCORES


@pytest.fixture
def write_cell(project, small):
    """Evaluate invented predictions of a cell and write plan and history beside."""

    def write(dataset: str, variant: str) -> results.ProtocolResult:
        table = predictions(dataset)
        found = {
            name: protocols.evaluate(part, generator("bootstrap", 0, dataset, name), 20)
            for name, part in table.groupby("protocol", sort=False)
        }
        cell = paths.Cell(dataset, variant)
        results.write(
            cell.metrics,
            results.CellResult(
                data="STAND-IN",
                dataset=dataset,
                variant=variant,
                classes=["negative", "positive", "surprise"],
                confidence=0.95,
                protocols=found,
            ),
        )
        rows = [
            ("holdout", 0, 0, "train", "original", "a", "", "a", label, 1.0) for label in range(3)
        ]
        files.write_table(cell.plan, pd.DataFrame(rows, columns=PLAN))
        files.write_table(
            cell.history,
            pd.DataFrame(
                [
                    ("holdout", fold, epoch, accuracy, accuracy / 2)
                    for fold, accuracies in enumerate(((0.2, 0.4), (0.4, 0.8)))
                    for epoch, accuracy in enumerate(accuracies, start=1)
                ],
                columns=["protocol", "fold", "epoch", "accuracy", "val_accuracy"],
            ).assign(loss=1.0, val_loss=1.1),
        )
        return found["holdout"]

    return write


def settings(small, *datasets: str, **changes) -> params.Params:
    small["labels"]["mine"] = small["labels"]["samm"]
    return params.check(small | {"datasets": list(datasets)} | changes)


def test_numbers_are_those_of_the_cell_in_the_unit_of_the_axis(write_cell, small):
    result = write_cell("smic", "ST")
    data = figure_data.read(settings(small, "smic"), TITLES)
    accuracy = data.scores[ACCURACY]["STAND-IN, holdout"]
    low, high = result.intervals.accuracy
    guesses = [result.chance.majority.accuracy, result.chance.stratified.accuracy]
    assert accuracy.to_numpy().tolist() == [
        ["SMIC", "ST", *(100 * np.array([result.accuracy, low, high])), False]
        + [100 * value for value in guesses]
    ]
    assert data.scores[F1]["STAND-IN, holdout"]["value"].tolist() == [result.weighted_f1]
    assert data.confusions == {("SMIC", "ST"): result.confusion}
    assert data.standin


def test_chance_beside_the_tuning_grid_is_that_of_loso_which_the_grid_is_under(write_cell, small):
    write_cell("smic", "ST")
    cell = results.read_cell(paths.Cell("smic", "ST"), "standin")
    data = figure_data.read(settings(small, "smic", "casme2"), TITLES)
    guesses = cell.protocols["loso"].chance
    assert data.chance[F1] == {
        "SMIC": {
            "majority": guesses.majority.weighted_f1,
            "stratified": guesses.stratified.weighted_f1,
        }
    }


def test_printed_numbers_do_not_stand_beside_those_of_the_stand_in(write_cell, small):
    write_cell("casme2", "ST")
    data = figure_data.read(settings(small, "casme2"), TITLES)
    assert all(panel.startswith("STAND-IN, ") for panel in data.scores[F1])


def relabelled(dataset: str) -> None:
    """Let the metrics of a cell be of licensed data."""
    path = paths.Cell(dataset, "ST").metrics.path
    path.write_text(path.read_text("utf-8").replace("STAND-IN", "licensed"), "utf-8")


def test_real_numbers_stand_beside_printed_ones(write_cell, small):
    write_cell("casme2", "ST")
    relabelled("casme2")
    data = figure_data.read(settings(small, "casme2", source="licensed"), TITLES)
    assert list(data.scores[F1]) == ["printed", "leaky", "holdout", "loso"]
    assert data.scores[F1]["printed"]["value"].tolist() == [0.9127, 0.9263, 0.9321, 0.9361]
    assert not data.standin


def test_a_cell_that_predicts_one_class_is_known_to_the_figure(write_cell, small):
    write_cell("smic", "ST")
    path = paths.Cell("smic", "ST").metrics.path
    content = json.loads(path.read_text("utf-8"))
    content["protocols"]["loso"]["confusion"] = [[0, 0, 9], [0, 0, 9], [0, 0, 9]]
    path.write_text(json.dumps(content), "utf-8")
    panels = figure_data.read(settings(small, "smic"), TITLES).scores[ACCURACY]
    assert panels["STAND-IN, loso"]["one_class"].tolist() == [True]
    assert panels["STAND-IN, holdout"]["one_class"].tolist() == [False]


def test_a_data_set_that_the_article_lacks_has_its_numbers_and_no_printed_ones(write_cell, small):
    write_cell("smic", "ST")
    write_cell("mine", "ST")
    data = figure_data.read(settings(small, "mine", "smic"), TITLES)
    assert data.scores[ACCURACY]["STAND-IN, loso"]["dataset"].tolist() == ["My own data", "SMIC"]
    relabelled("mine")
    relabelled("smic")
    real = figure_data.read(settings(small, "mine", "smic", source="licensed"), TITLES)
    assert real.scores[ACCURACY]["printed"]["dataset"].unique().tolist() == ["SMIC"]
    assert list(data.balance) == list(data.learning) == ["My own data", "SMIC"]
    alone = figure_data.read(settings(small, "mine", source="licensed"), TITLES)
    assert list(alone.scores[ACCURACY]) == ["leaky", "holdout", "loso"]


def test_the_stages_of_figure_3_say_what_a_variant_does(write_cell, small):
    """A bar of `SCB` alone means nothing to a reader of the figure."""
    chosen = settings(small, "smic")
    write_cell("smic", chosen.variants[0])
    stages = figure_data.read(chosen, TITLES).balance["SMIC"]["stage"].unique().tolist()
    assert stages == ["before", "ST\nunchanged"]
    words = [figure_data.describe(chosen.recipe(name)) for name in ("DA", "SCB", "DACWB")]
    assert words == [["3 copies"], ["SMOTE"], ["3 copies", "class weight"]]


def test_a_protocol_that_no_cell_has_leaves_nothing_of_it(write_cell, small):
    write_cell("smic", "ST")
    path = paths.Cell("smic", "ST").metrics.path
    content = json.loads(path.read_text("utf-8"))
    del content["protocols"]["holdout"]
    path.write_text(json.dumps(content), "utf-8")
    data = figure_data.read(settings(small, "smic"), TITLES)
    assert (data.confusions, data.balance, data.learning) == ({}, {}, {})
    assert data.scores[ACCURACY]["STAND-IN, holdout"].empty
    assert len(data.scores[ACCURACY]["STAND-IN, loso"])


def test_curves_are_means_over_folds(write_cell, small):
    write_cell("smic", "ST")
    curves = figure_data.learning_curves("smic", settings(small, "smic"))
    assert list(curves) == ["ST"]
    assert curves["ST"]["epoch"].tolist() == [1, 2]
    assert curves["ST"]["accuracy"].tolist() == pytest.approx([0.3, 0.6])
    assert curves["ST"]["val_accuracy"].tolist() == pytest.approx([0.15, 0.3])


def test_before_balancing_there_are_windows_where_they_take_the_place_of_clips(project, small):
    """The bars would be empty otherwise, or count copies as what there was before."""
    kinds = np.repeat(["window", "copy"], 3)
    rows = [
        ("windows", 0, 0, "train", kind, "a", "", kind, place % 3, 1.0)
        for place, kind in enumerate(kinds)
    ]
    files.write_table(paths.Cell("smic", "DA").plan, pd.DataFrame(rows, columns=PLAN))
    small["profiles"]["demo"]["protocols"] = ["windows"]
    chosen = settings(small, "smic", protocol="windows")
    table = figure_data.class_balance("smic", chosen).set_index(["stage", "label"])
    assert table["samples"]["before"].tolist() == [1, 1, 1]
    assert table["samples"]["DA"].tolist() == [2, 2, 2]
