"""Without these a grid of other clips or parameters could stand on the page."""

import pytest

from mer.core import params, paths
from mer.evaluation import results
from stages import tuning as stage
from tests.conftest import run_stage
from tests.results_fixture import counts
from tests.tuning_fixture import CELL, tuned


@pytest.fixture
def folder(project):
    """A project with one tuned cell."""
    found = {name: counts(name) for name in params.load().datasets}
    results.write(paths.LEDGER, results.Ledger(data="STAND-IN", datasets=found))
    results.write(CELL.tuned, tuned(params.load()))
    return project


def show(monkeypatch) -> results.Tuning:
    run_stage(stage, monkeypatch)
    return results.read_tuning("standin")


def test_cells_that_were_tuned_are_shown_and_the_others_named(folder, monkeypatch):
    content = show(monkeypatch)
    assert [(cell.dataset, cell.variant, cell.table) for cell in content.cells] == [
        ("smic", "ST", 2)
    ]
    assert len(content.missing) == 15
    assert content.batch_size == params.load().current.tune.batch_size
    page = (folder / "metrics/tuning.md").read_text(encoding="utf-8")
    assert "## SMIC: every setting" in page


@pytest.mark.parametrize("key", ["clips", "settings"])
def test_a_grid_of_other_clips_or_parameters_is_not(folder, monkeypatch, key):
    record = tuned(params.load()).model_copy(update={key: "f" * 16})
    results.write(CELL.tuned, record)
    assert show(monkeypatch).cells == []


def test_without_any_grid_the_page_is_there(folder, monkeypatch):
    """`dvc repro` must not fail for those who never ran `mer tune`."""
    CELL.tuned.unlink()
    assert len(show(monkeypatch).missing) == 16
    assert "`make tuning`" in (folder / "metrics/tuning.md").read_text(encoding="utf-8")
