"""A number in a table must be of the data that the table says, to the last byte."""

from pathlib import Path

import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation import results
from mer.evaluation.results.maps import MapsResult
from tests.predictions_fixture import ROOT
from tests.results_fixture import cell, counts, evaluated, result

CELL = paths.Cell("smic", "ST")
MODELS = {
    "metrics/cells/*/*.json": results.CellResult,
    "metrics/headline.json": results.Headline,
    "metrics/clips.json": results.Ledger,
    "metrics/comparisons.json": results.Comparisons,
    "metrics/environment.json": results.Environment,
    "metrics/tables.json": results.TablesSummary,
    "metrics/audit.json": results.PrintedAudit,
    "metrics/leakage.json": results.Leakage,
    "metrics/tuning.json": results.Tuning,
    "metrics/maps/*.json": MapsResult,
    "controls/*.json": results.ControlResult,
    "tuning/*.json": results.TunedCell,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("pattern", MODELS)
def test_every_result_in_git_is_read_and_written_byte_for_byte(tmp_path, pattern):
    """Key order, nulls, whole numbers and rounding: git must show changes of numbers alone."""
    found = sorted(ROOT.glob(pattern))
    assert found
    for path in found:
        results.write(tmp_path / "again.json", results.read(path, MODELS[pattern], ""))
        assert (tmp_path / "again.json").read_bytes() == path.read_bytes(), path


def test_no_result_in_git_is_without_a_model():
    known = {path for pattern in MODELS for path in ROOT.glob(pattern)}
    folders = ("metrics/**", "controls", "tuning")
    assert {path for name in folders for path in ROOT.glob(f"{name}/*.json")} <= known


def test_a_result_of_other_data_is_refused(folder):
    """A stand-in number must never end up in a table of licensed data."""
    results.write(paths.LEDGER, results.Ledger(data="STAND-IN", datasets={"smic": counts()}))
    assert results.read_ledger("standin").datasets["smic"].clips["used"] == 6
    with pytest.raises(
        UserError,
        match=r"clips\.json: expected results of licensed data .*, received STAND-IN; run `dvc",
    ):
        results.read_ledger("licensed")


@pytest.mark.parametrize(
    "text",
    ['{"data"', "[]", '{"data": "STAND-IN"}', '{"data": 1, "datasets": {}}', '"data"', "\xff"],
)
def test_a_broken_result_is_named_with_the_stage_that_writes_it(folder, text):
    Path("metrics").mkdir()
    Path("metrics/clips.json").write_text(text, encoding="latin-1")
    with pytest.raises(
        UserError, match=r"metrics/clips\.json: expected JSON as the pipeline.*`dvc repro ledger`"
    ):
        results.read_ledger("standin")


def test_a_key_too_many_or_too_few_is_named(folder):
    results.write(paths.LEDGER, results.Ledger(data="STAND-IN", datasets={"smic": counts()}))
    text = Path("metrics/clips.json").read_text(encoding="utf-8")
    Path("metrics/clips.json").write_text(text.replace('"digest"', '"digset"'), encoding="utf-8")
    with pytest.raises(UserError, match=r"\(datasets\.smic\.digest: Field required\)"):
        results.read_ledger("standin")


def test_a_missing_result_says_what_to_run(folder):
    with pytest.raises(
        UserError, match=r"tables\.json: expected a file, found none; run `dvc repro tables`"
    ):
        results.read_tables()
    with pytest.raises(UserError, match="run `dvc repro compare`"):
        results.read_comparisons("standin")


def test_a_cell_that_was_not_computed_is_none(folder):
    """Not an error: the tables show a dash for it."""
    one = evaluated("loso")
    results.write(CELL.metrics, one)
    assert results.read_cell(CELL, "standin") == one
    assert results.read_cell(paths.Cell("smic", "DA"), "standin") is None
    assert results.read_cells(["samm", "smic"], ["ST", "DA"], "standin") == {CELL: one}


def test_what_is_not_a_number_is_not_written():
    with pytest.raises(ValueError, match="finite number"):
        cell().model_copy().model_validate(cell().model_dump() | {"confidence": float("nan")})


def test_results_do_not_change_after_they_were_judged():
    with pytest.raises(ValueError, match="frozen"):
        cell().data = "licensed"


@pytest.mark.parametrize(
    ("confusion", "expected"),
    [
        ([[0, 24, 0], [0, 50, 0], [0, 26, 0]], ("positive", 1.0)),
        ([[0, 0, 48], [0, 0, 26], [1, 0, 24]], ("surprise", 98 / 99)),
        ([[48, 0, 0], [30, 0, 0], [17, 5, 0]], None),  # 95 % of them, no more
        ([[9, 1, 0], [1, 8, 1], [0, 0, 9]], None),
        ([[0, 0, 0], [0, 0, 0], [0, 0, 0]], None),
    ],
)
def test_a_cell_predicts_one_class_where_one_column_holds_nearly_all(confusion, expected):
    found = result(confusion=confusion).one_class
    assert (found and tuple(found)) == expected


def test_macro_precision_leaves_out_a_class_that_is_never_predicted():
    precision = {"negative": 0.5, "positive": None, "surprise": 1.0}
    assert result(precision=precision).macro_precision == 0.75
    assert result(precision=dict.fromkeys(precision)).macro_precision is None
