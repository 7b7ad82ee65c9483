"""Without these `dvc metrics show` could report another number than the cell, or crash."""

import pytest

from mer.core.errors import UserError
from mer.core.paths import Cell
from mer.evaluation.results import Headline
from mer.reporting.headline import headline
from tests.results_fixture import cell, evaluated, of_confusion

CELL = Cell("smic", "ST")


def test_the_headline_is_the_cell():
    one = evaluated("loso")
    result = one.protocols["loso"]
    assert headline(CELL, one, "loso", "demo") == Headline(
        data="STAND-IN",
        accuracy_percent=round(100 * result.accuracy, 4),
        f1=result.weighted_f1,
        uf1=result.macro_f1,
        uar=result.uar,
        clips=30,
        subjects=5,
        one_class=None,
    )


def test_a_cell_that_predicts_one_class_says_so():
    collapsed = cell(loso=of_confusion([[9, 0, 0], [6, 0, 0], [5, 0, 0]]))
    assert headline(CELL, collapsed, "loso", "demo").one_class == "negative"


def test_a_protocol_that_was_not_run_is_named_with_those_that_were():
    with pytest.raises(
        UserError, match=r"'holdout' .* found leaky, loso; .*profiles\.demo\.protocols"
    ):
        headline(CELL, evaluated("leaky", "loso"), "holdout", "demo")


def test_a_cell_that_was_not_computed_names_its_stage():
    with pytest.raises(
        UserError, match=r"ST/smic\.json: .* found none; run `dvc repro evaluate@ST`"
    ):
        headline(CELL, None, "holdout", "demo")
