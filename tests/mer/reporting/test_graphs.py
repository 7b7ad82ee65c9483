"""Without these a figure could change with each run, hide that it is of a stand-in, or be empty."""

import numpy as np
import pandas as pd
import pytest

from mer.reporting import canvas, figures, graphs

SCORES = pd.DataFrame(
    [
        ("SMIC", "ST", 60.0, 50.0, 70.0, False, 40.0, 30.12341),
        ("SMIC", "DA", 90.0, np.nan, np.nan, False, 40.0, 30.12341),
        ("SAMM", "ST", np.nan, np.nan, np.nan, False, 40.0, 30.12341),
    ],
    columns=["dataset", "variant", "value", "low", "high", "one_class", "majority", "stratified"],
)
BALANCE = pd.DataFrame(
    [(stage, label, 4 - label, 4.0 - label) for stage in ("before", "SCB") for label in range(3)],
    columns=["stage", "label", "samples", "weight"],
)
HISTORY = pd.DataFrame({"epoch": [1, 2], "accuracy": [0.4, 0.6], "val_accuracy": [np.nan, np.nan]})
FACE = np.arange(256, dtype=np.uint8).reshape(16, 16)
FIGURES = {
    "scores": lambda standin: graphs.draw_scores(
        {"loso": SCORES}, "accuracy", "%", "Figure 6", standin
    ),
    "confusion": lambda standin: graphs.draw_confusions(
        {("SMIC", "ST"): [[2, 1, 0], [0, 0, 0], [0, 0, 1]]}, "c", standin
    ),
    "balance": lambda standin: graphs.draw_balance(
        {"SMIC": BALANCE, "SAMM": BALANCE, "x": BALANCE}, "b", standin
    ),
    "learning": lambda standin: graphs.draw_learning({"SMIC": {"ST": HISTORY}}, "l", standin),
    "images": lambda standin: figures.draw_images({"gray": FACE}, "Figure 5", standin),
}


def texts(figure) -> str:
    return " ".join(
        text.get_text() for text in figure.findobj(lambda one: hasattr(one, "get_text"))
    )


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_data_give_the_same_bytes_and_small_ones(name, tmp_path):
    for time in ("first", "second"):
        canvas.save(FIGURES[name](True), tmp_path / time / name)
    for kind in ("png", "svg"):
        first, second = (tmp_path / time / f"{name}.{kind}" for time in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
    assert first.with_suffix(".png").stat().st_size < 200_000


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_the_stand_in_says_so_and_no_other_does(name):
    assert "STAND-IN" in texts(FIGURES[name](True))
    assert "STAND-IN" not in texts(FIGURES[name](False))


@pytest.mark.parametrize("name", ["scores", "confusion", "balance", "learning"])
def test_axes_have_names_and_numbers_have_units(name):
    figure = FIGURES[name](False)
    assert figure.axes[0].get_ylabel()
    assert figure.axes[-1 if name == "learning" else 0].get_xlabel()
    if name != "confusion":
        assert "(%)" in figure.axes[0].get_ylabel()


def test_points_and_intervals_are_the_numbers():
    axis = FIGURES["scores"](False).axes[0]
    points = {bars.get_label(): bars[0].get_ydata() for bars in axis.containers}
    assert points["ST"][0] == 60
    assert points["DA"][0] == 90
    (low, high) = axis.containers[0][2][0].get_segments()[0][:, 1]
    assert (low, high) == (50, 70)
    assert "no numbers" in texts(axis)


def test_variants_differ_without_colour():
    axis = FIGURES["scores"](False).axes[0]
    looks = {(bars[0].get_marker(), bars[0].get_markerfacecolor()) for bars in axis.containers}
    assert len({marker for marker, _ in looks}) == 2


def test_every_count_of_a_confusion_is_written_and_a_class_without_clips_is_no_error():
    axis = FIGURES["confusion"](False).axes[0]
    assert [text.get_text() for text in axis.texts] == list("210000001")
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("predicted class", "true class")


def test_bars_are_shares_of_the_weight_and_carry_the_number_of_samples():
    axis = FIGURES["balance"](False).axes[0]
    assert [bar.get_height() for bar in axis.containers[0]] == pytest.approx([100 * 4 / 9] * 2)
    assert {text.get_text() for text in axis.texts} == {"4", "3", "2"}


def test_curves_of_no_clips_are_said_to_be_of_none():
    """Under loso nothing is held out by default: an empty panel would look like a failure."""
    table = HISTORY.assign(val_accuracy=np.nan)
    figure = graphs.draw_learning({"SMIC": {"ST": table}}, "l", False)
    titles = [axis.get_title() for axis in figure.axes]
    assert titles == ["SMIC, training", "SMIC: no validation clips"]


def test_a_cell_that_predicts_one_class_is_marked_and_the_mark_explained():
    collapsed = SCORES.assign(one_class=[True, False, False])
    figure = graphs.draw_scores({"loso": collapsed}, "accuracy", "%", "Figure 6", False)
    (mark,) = figure.axes[0].findobj(lambda one: type(one).__name__ == "Annotation")
    assert mark.get_text() == "†"
    assert mark.xy[1] == 60
    assert "† nearly all test samples are given one class" in texts(figure)
    assert "†" not in texts(FIGURES["scores"](False))
