"""Without these a value could be drawn at the place of another."""

import pytest

from mer.reporting.report.plot import PERCENT, Plot


def plot(**changes):
    settings = {
        "title": "t",
        "x_range": (0, 2),
        "y_range": (0, 100),
        "x_ticks": [(0, ["a"]), (1, ["b", "c"])],
        "y_ticks": PERCENT,
        "width": 256,
        "area": 200,
    }
    return Plot(**settings | changes)


def test_values_are_drawn_between_the_ends_of_the_axes():
    one = plot()
    one.mark((1, 50), "0", "half", (25, 75))
    panel = one.panel()
    (mark,) = panel.marks
    assert mark.x == pytest.approx((panel.left + panel.right) / 2)
    assert mark.y == pytest.approx((panel.top + panel.bottom) / 2)
    assert (mark.low, mark.high) == (panel.bottom - 50, panel.top + 50)


def test_higher_is_further_up_and_a_bar_stands_on_the_axis():
    one = plot()
    one.box((0, 1), (0, 40), "class0", "bar")
    (box,) = one.panel().boxes
    assert box.y + box.height == pytest.approx(one.panel().bottom)
    assert one.y(80) < one.y(20)


def test_a_band_of_chance_has_a_height_and_a_level_has_none():
    one = plot()
    one.rule((0, 1), (30, 40), "band")
    one.rule((0, 1), (30, 30), "level")
    band, level = one.panel().rules
    assert (band.height, level.height) == (20, 0)


def test_a_panel_has_room_for_the_lines_of_its_ticks():
    assert plot().panel().height == plot(x_ticks=[(0, ["a"])]).panel().height + 16
    assert plot(x_label="epoch").panel().height == plot().panel().height + 16
