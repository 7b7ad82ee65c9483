"""A number in a table must be of the data that the table says."""

from pathlib import Path

import pytest

from mer.core.errors import UserError
from mer.evaluation.results import read_cell, read_result


def test_a_result_of_other_data_is_refused(tmp_path):
    """A stand-in number must never end up in a table of licensed data."""
    path = tmp_path / "smic.json"
    path.write_text('{"data": "STAND-IN", "clips": {"used": 3}}', encoding="utf-8")
    assert read_result(path, "standin", "clips", "account")["clips"] == {"used": 3}
    with pytest.raises(
        UserError,
        match=r"smic\.json: expected results of licensed data .*, received STAND-IN; run `dvc",
    ):
        read_result(path, "licensed", "clips", "account")


@pytest.mark.parametrize("text", ['{"data"', "[]", '{"data": "STAND-IN"}', '"data"', "\xff"])
def test_a_broken_result_is_named_with_the_stage_that_writes_it(tmp_path, text):
    path = tmp_path / "smic.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(
        UserError, match=r"smic\.json: expected JSON with `data` and `clips`.*`dvc repro account`"
    ):
        read_result(path, "standin", "clips", "account")


def test_a_missing_result_says_what_to_run(tmp_path):
    with pytest.raises(
        UserError, match=r"smic\.json: expected a file, found none; run `dvc repro account@smic`"
    ):
        read_result(tmp_path / "smic.json", "standin", "clips", "account@smic")


def test_a_cell_that_was_not_computed_is_none(tmp_path, monkeypatch):
    """Not an error: the tables show a dash for it."""
    monkeypatch.chdir(tmp_path)
    Path("metrics/cells").mkdir(parents=True)
    Path("metrics/cells/smic-ST.json").write_text(
        '{"data": "STAND-IN", "protocols": {}}', encoding="utf-8"
    )
    assert read_cell("smic", "ST", "standin")["protocols"] == {}
    assert read_cell("smic", "DA", "standin") is None
