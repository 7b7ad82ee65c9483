"""Without these `dvc metrics show` could report another number than the cell, or crash."""

import pytest

from mer.core.errors import UserError
from mer.core.paths import Cell
from mer.evaluation.results import HeadlineScores, ValidationResult
from mer.reporting import headline
from tests.results_fixture import cell, evaluated, result

CELL = Cell("smic", "ST")


def test_the_headline_is_the_cell():
    one = evaluated("loso")
    known = one.protocols["loso"]
    assert headline.scores(CELL, one, "loso", "demo") == HeadlineScores(
        test_acc=round(100 * known.accuracy, 4),
        test_uf1=round(known.macro_f1, 4),
        val_acc=None,
        val_uf1=None,
    )


def test_validation_metrics_stand_beside_so_that_none_is_chosen_by_the_test_clips():
    known = ValidationResult(accuracy=0.625, macro_f1=0.5, clips=8, samples=8)
    shown = headline.scores(CELL, cell(holdout=result(0.9, validation=known)), "holdout", "demo")
    assert (shown.val_acc, shown.val_uf1) == (62.5, 0.5)
    assert shown.test_acc == 90


def test_the_mean_is_over_the_data_sets_and_none_where_one_lacks_validation():
    one = HeadlineScores(test_acc=60, test_uf1=0.5, val_acc=50, val_uf1=0.4)
    other = HeadlineScores(test_acc=70, test_uf1=0.8, val_acc=None, val_uf1=None)
    made = headline.headline("STAND-IN", "ST", "loso", {"smic": one, "samm": other})
    shown = made.model_dump()
    assert (shown["data"], shown["of"]) == ("STAND-IN", "ST loso")
    assert list(shown)[2:] == ["smic", "samm", "mean"]
    assert shown["mean"] == {"test_acc": 65, "test_uf1": 0.65, "val_acc": None, "val_uf1": None}


def test_a_protocol_that_was_not_run_is_named_with_those_that_were():
    with pytest.raises(
        UserError, match=r"'holdout' .* found leaky, loso; .*profiles\.demo\.protocols"
    ):
        headline.scores(CELL, evaluated("leaky", "loso"), "holdout", "demo")


def test_a_cell_that_was_not_computed_names_its_stage():
    with pytest.raises(
        UserError, match=r"ST/smic\.json: .* found none; run `dvc repro evaluate@ST`"
    ):
        headline.scores(CELL, None, "holdout", "demo")
