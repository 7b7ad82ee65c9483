"""Without these Figures 6 and 7 could join other settings than they name, or be empty."""

import pytest

from mer.evaluation import tuning
from mer.evaluation.results import Tuning
from mer.reporting import canvas, tuning_graph
from mer.reporting.one_class import MARK
from tests.mer.reporting.test_graphs import texts
from tests.tuning_fixture import tuned

TITLES = {"smic": "SMIC", "samm": "SAMM"}
VARIANTS = ["ST", "DA"]


@pytest.fixture
def content(checked) -> Tuning:
    cell = tuning.examine(tuned(checked))
    return Tuning(
        data="STAND-IN",
        protocol="loso",
        input="difference",
        seeds=[0],
        confidence=0.95,
        batch_size=[16, 24],
        epochs=[5, 10],
        cells=[cell, cell.model_copy(update={"variant": "DA", "grid": cell.grid[::-1]})],
        missing=["samm-ST", "samm-DA"],
    )


def draw(content, standin=True):
    panels = tuning_graph.panels(content, "accuracy", 100, TITLES)
    return tuning_graph.draw(panels, VARIANTS, "accuracy (%)", "Figure 6", standin)


def test_a_panel_has_the_test_score_of_every_setting(content):
    panels = tuning_graph.panels(content, "accuracy", 100, TITLES)
    assert list(panels) == ["SMIC", "SAMM"]
    assert len(panels["SAMM"]) == 0
    first = panels["SMIC"].iloc[0]
    value = 100 * content.cells[0].grid[0].test.accuracy
    assert first.tolist() == ["ST", 16, 5, value, False]
    assert panels["SMIC"]["variant"].tolist() == ["ST"] * 4 + ["DA"] * 4


def test_the_settings_are_on_the_axis_and_every_variant_has_a_line(content):
    figure = draw(content)
    axis = figure.axes[0]
    assert [text.get_text() for text in axis.get_xticklabels()] == [
        "16\n5",
        "24\n5",
        "16\n10",
        "24\n10",
    ]
    grid = content.cells[0].grid
    assert [line.get_label() for line in axis.lines] == VARIANTS
    assert axis.lines[0].get_ydata().tolist() == [100 * point.test.accuracy for point in grid]
    assert len({line.get_marker() for line in axis.lines}) == 2
    assert [text.get_text() for text in figure.legends[0].get_texts()] == VARIANTS
    assert (axis.get_ylabel(), axis.get_title()) == ("accuracy (%)", "SMIC")


def test_a_data_set_that_was_not_tuned_says_how(content):
    figure = draw(content)
    assert "`make tuning`" in texts(figure.axes[1])
    assert "`make tuning`" not in texts(figure.axes[0])


def test_a_setting_that_gives_nearly_all_clips_one_class_is_marked(content):
    assert MARK not in texts(draw(content))
    first, *others = content.cells[0].grid
    collapsed = first.test.model_copy(update={"one_class": "negative"})
    grid = [first.model_copy(update={"test": collapsed}), *others]
    cells = [content.cells[0].model_copy(update={"grid": grid})]
    figure = draw(content.model_copy(update={"cells": cells}))
    (mark,) = figure.axes[0].texts
    assert mark.get_text() == MARK
    assert mark.xy == (0, 100 * first.test.accuracy)
    assert "nearly all test clips are given one class" in texts(figure)


def test_without_any_grid_all_panels_say_so():
    figure = draw(None)
    assert all("`make tuning`" in texts(axis) for axis in figure.axes)
    assert not figure.legends


def test_a_variant_looks_the_same_whichever_others_were_tuned(content):
    one = content.model_copy(update={"cells": content.cells[1:]})
    (line,) = draw(one).axes[0].lines
    assert line.get_marker() == draw(content).axes[0].lines[1].get_marker()


def test_a_figure_of_the_stand_in_says_so_and_its_bytes_repeat(content, tmp_path):
    assert "STAND-IN" in texts(draw(content))
    assert "STAND-IN" not in texts(draw(content, standin=False))
    for time in ("first", "second"):
        canvas.save(draw(content), tmp_path / time)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()
