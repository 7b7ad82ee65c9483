"""Without these a picture could lose its marks, or a graph be missing or drawn from nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mer.reporting import figures, plots
from mer.reporting.figure_data import SCORES, FigureData

PANEL = pd.DataFrame(
    [("SMIC", "ST", 60.0, 50.0, 70.0, False, 55.0, 40.0)],
    columns=["dataset", "variant", "value", "low", "high", "one_class", "majority", "stratified"],
)
GRID = pd.DataFrame(
    [("ST", 16, 5, 50.0, False), ("ST", 24, 5, 60.0, False)],
    columns=["variant", "batch_size", "epochs", "value", "one_class"],
)
BALANCE = pd.DataFrame(
    [("before", label, 4, 4.0) for label in range(3)],
    columns=["stage", "label", "samples", "weight"],
)
HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2],
        "loss": [1.1, 0.9],
        "accuracy": [0.4, 0.6],
        "val_loss": [1.2, 1.0],
        "val_accuracy": [0.3, 0.5],
    }
)
DATA = FigureData(
    data="licensed",
    profile="demo",
    protocol="loso",
    variants=["ST"],
    scores={score: {"loso": PANEL} for score in SCORES},
    tuning={score: {"SMIC": GRID} for score in SCORES},
    chance={score: {"SMIC": {"majority": 52.0, "stratified": 41.0}} for score in SCORES},
    confusions={("SMIC", "ST"): [[2, 1, 0], [0, 0, 0], [0, 0, 1]]},
    balance={"SMIC": BALANCE},
    learning={"SMIC": {"ST": HISTORY}},
)
NOTHING = replace(DATA, confusions={}, balance={}, learning={})
SCORED = ["accuracy", "f1", "figure6", "figure7"]
FACE = np.zeros((16, 16), np.uint8)


def title(figure) -> str:
    return figure.get_suptitle()


def test_every_graph_and_every_table_is_there_and_says_of_what():
    drawn = figures.draw_graphs(DATA)
    assert list(drawn) == [*SCORED, "confusion", "figure3", "learning"]
    assert title(drawn["accuracy"]) == "accuracy with intervals, profile demo"
    expected = "Figure 7, test weighted F1 over the tuning grid, under loso"
    assert title(drawn["figure7"]) == expected
    assert all("under loso" in title(drawn[name]) for name in ("confusion", "figure3", "learning"))
    assert list(plots.tables(DATA)) == [
        "accuracy",
        "f1",
        "confusion",
        "balance",
        "learning",
    ]
    assert plots.tables(DATA)["confusion"]["data"].unique().tolist() == ["licensed"]


def heights(figure) -> dict[str, list[float]]:
    """Return guess -> the heights at which its line is drawn."""
    drawn: dict[str, list[float]] = {}
    for lines in figure.axes[0].collections:
        pieces = [float(piece[0, 1]) for piece in lines.get_segments()]
        drawn.setdefault(lines.get_gid(), []).extend(pieces)
    return {name: drawn[name] for name in ("majority", "stratified") if name in drawn}


def test_figures_of_scores_have_the_lines_of_chance_and_name_them():
    """A curve that looks high could lie below what guessing reaches."""
    drawn = figures.draw_graphs(DATA)
    assert heights(drawn["accuracy"]) == {"majority": [55.0], "stratified": [40.0]}
    for name in ("figure6", "figure7"):
        assert heights(drawn[name]) == {"majority": [52.0], "stratified": [41.0]}
    for name in SCORED:
        legend = [text.get_text() for text in drawn[name].legends[0].get_texts()]
        assert legend == ["ST", "majority", "stratified random"]


def test_chance_that_is_not_known_is_not_drawn():
    unknown = PANEL.assign(majority=np.nan, stratified=np.nan)
    none = replace(
        DATA,
        scores={score: {"loso": unknown} for score in SCORES},
        chance={score: {} for score in SCORES},
    )
    drawn = figures.draw_graphs(none)
    assert all(heights(drawn[name]) == {} for name in SCORED)


def test_graphs_of_the_stand_in_say_so():
    drawn = figures.draw_graphs(replace(DATA, data="STAND-IN"))
    assert all(title(figure).startswith("STAND-IN") for figure in drawn.values())


def test_a_protocol_that_no_cell_has_leaves_the_scores():
    assert list(figures.draw_graphs(NOTHING)) == SCORED
    assert list(plots.tables(NOTHING)) == ["accuracy", "f1"]


def test_points_are_marked_on_their_picture_alone():
    points = np.array([[3, 4], [5, 6]])
    figure = figures.draw_images(
        {"frame": FACE, "68 landmarks": FACE}, "", False, {"68 landmarks": points}
    )
    marked = [[one.get_offsets().tolist() for one in axis.collections] for axis in figure.axes]
    assert marked == [[], [points.tolist()]]


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 3)])
def test_a_picture_says_its_size(shape):
    figure = figures.draw_images({"crop": np.zeros(shape, np.uint8)}, "Figure 2", False)
    assert figure.axes[0].get_title() == "crop\n30 x 20 pixels"
