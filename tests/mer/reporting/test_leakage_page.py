"""Without these a reader could miss which numbers are invented, or which controls are missing."""

from mer.evaluation.leakage import examine, pool
from mer.evaluation.results import Leakage
from mer.reporting.leakage_page import render
from tests.results_fixture import cell, control, grid_rows, of_confusion, result, settings

BLIND = [[16, 4, 4], [11, 3, 2], [6, 1, 1]]
SEEING = [[22, 1, 1], [1, 14, 1], [0, 0, 8]]
RUN = cell(leaky=result(0.9), holdout=result(0.5), loso=result(0.4))


def page(cells, data="STAND-IN", **pooled):
    return render(Leakage(data=data, cells=cells, pooled=pooled), settings().standin)


def records(*nulls):
    extra = control(seed=None, windows=result(0.95), leaky=result(0.1))
    return [
        examine("casme_sq", "DA", 92.5, [RUN, extra], nulls),
        examine("smic", "ST", None, [None, None], []),
    ]


def row(text, variant):
    header, *rows = grid_rows(text)
    return dict(zip(header, next(line for line in rows if line[1] == variant), strict=True))


def test_the_page_names_the_stand_in_and_has_no_printed_numbers_beside_it():
    null = control(
        leaky=of_confusion(SEEING), windows=of_confusion(SEEING), loso=of_confusion(BLIND)
    )
    text = page(records(null), DA=pool([null]))
    shown = row(text, "DA")
    assert "> **STAND-IN.**" in text
    assert "printed %" not in shown
    assert shown["STAND-IN leaky %"] == "90.00"
    assert shown["STAND-IN windows %"] == "95.00"
    assert (shown["leaky - loso"], shown["holdout - loso"]) == ("+50.00", "+10.00")
    assert shown["windows - loso"] == "+55.00"
    assert shown["STAND-IN null-windows %"].endswith("above**")
    assert shown["STAND-IN null-leaky %"].startswith("**91.67 (chance")
    assert shown["STAND-IN null-leaky %"].endswith("above**")
    assert shown["STAND-IN null-loso %"].startswith("41.67 (chance")
    assert shown["STAND-IN null-holdout %"] == ""
    assert "null-leaky: of 1 cells 1 above chance, 0 within, 0 below." in text
    assert "null-loso: of 1 cells 0 above chance, 1 within, 0 below." in text


def test_cells_that_were_not_run_are_empty_and_the_page_says_how_to_run_them():
    text = page(records(), "licensed")
    assert "STAND-IN" not in text
    assert list(row(text, "DA"))[2] == "printed %"
    assert set(list(row(text, "ST").values())[2:]) == {""}
    assert "`mer controls` runs them" in text
    assert "the profile's `protocols`" in text


def test_a_page_without_windows_says_who_runs_them():
    lacking = page([examine("casme_sq", "DA", None, [RUN, None], [])], "licensed")
    assert "Empty cells of windows were not run" in lacking
    assert row(lacking, "DA")["windows %"] == ""
    assert "Empty cells of windows" not in page(records()[:1], "licensed")


def test_controls_of_all_data_sets_together_have_a_row():
    weak = of_confusion([[4, 1, 1], [1, 2, 1], [0, 1, 2]])
    shown = row(page(records(), SCB=pool([control(leaky=weak)] * 4)), "SCB")
    assert shown["Data set"] == "all"
    assert shown["STAND-IN null-leaky %"].endswith("above**")
    assert shown["STAND-IN leaky %"] == ""
