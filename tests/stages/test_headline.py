"""Without these `dvc metrics show` could report another cell than the chosen one."""

import pytest

from stages import headline
from tests.stages.evaluated_fixture import evaluated, fail, read, start


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return evaluated(tmp_path, monkeypatch, ["smic"])


def test_the_headline_is_the_chosen_variant_under_the_chosen_protocol(folder, monkeypatch):
    start(monkeypatch, headline)
    cell = read(folder / "metrics/cells/DACWB/smic.json")["protocols"]["holdout"]
    shown = read(folder / "metrics/headline.json")
    assert shown["smic"]["test_uf1"] == round(cell["macro_f1"], 4)
    assert shown["mean"] == shown["smic"]
    assert (shown["data"], shown["of"]) == ("STAND-IN", "DACWB holdout")


def test_a_headline_without_its_cell_says_what_to_run(folder, monkeypatch, capsys):
    (folder / "metrics/cells/DACWB/smic.json").unlink()
    assert "DACWB/smic.json: expected the metrics of the chosen variant" in fail(
        monkeypatch, capsys, headline
    )
    assert not (folder / "metrics/headline.json").exists()
