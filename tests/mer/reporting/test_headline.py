"""Without these `dvc metrics show` could report another number than the cell, or crash."""

import pytest

from mer.core.errors import UserError
from mer.core.paths import Cell
from mer.evaluation.results import Headline, ValidationResult
from mer.reporting.headline import headline
from tests.results_fixture import cell, evaluated, of_confusion, result

CELL = Cell("smic", "ST")


def test_the_headline_is_the_cell():
    one = evaluated("loso")
    known = one.protocols["loso"]
    assert headline(CELL, one, "loso", "demo") == Headline(
        data="STAND-IN",
        variant="ST",
        protocol="loso",
        accuracy_percent=round(100 * known.accuracy, 4),
        f1=known.weighted_f1,
        uf1=known.macro_f1,
        uar=known.uar,
        validation_accuracy_percent=None,
        validation_uf1=None,
        clips=30,
        subjects=5,
        one_class=None,
    )


def test_a_cell_that_predicts_one_class_says_so():
    collapsed = cell(loso=of_confusion([[9, 0, 0], [6, 0, 0], [5, 0, 0]]))
    assert headline(CELL, collapsed, "loso", "demo").one_class == "negative"


def test_validation_metrics_stand_beside_so_that_none_is_chosen_by_the_test_clips():
    known = ValidationResult(accuracy=0.625, macro_f1=0.5, clips=8, samples=8)
    shown = headline(CELL, cell(holdout=result(0.9, validation=known)), "holdout", "demo")
    assert (shown.validation_accuracy_percent, shown.validation_uf1) == (62.5, 0.5)
    assert shown.accuracy_percent == 90


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
