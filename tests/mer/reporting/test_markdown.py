"""Without these a table could be unreadable, or round a number in another way than it says."""

from mer.reporting.markdown import fraction, grid, percent


def test_numbers_have_the_digits_of_the_article():
    assert percent(0.91304) == "91.30"
    assert percent(0.5, [0.25, 1]) == "50.00 [25.0, 100.0]"
    assert fraction(0.91271) == "0.9127"
    assert fraction(0.5, [0.25, 1]) == "0.5000 [0.25, 1.00]"


def test_what_is_not_defined_stays_empty():
    assert percent(None) == fraction(None) == ""


def test_a_bar_in_a_name_does_not_break_the_table():
    lines = grid(["a|b", "n"], [["x|y", "1"]], numbers=[1]).splitlines()
    assert len(lines) == 3
    assert r"x\|y" in lines[2]
    assert lines[1].endswith(":|")


def test_text_that_looks_like_a_number_keeps_its_zeros():
    assert "91.20" in grid(["n"], [["91.20"]])


def test_a_table_without_rows_still_has_its_header():
    assert "Year" in grid(["Year"], [])
