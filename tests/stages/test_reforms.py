"""Without these the sheet could praise what a plan contradicts, or name files that are missing."""

import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation import results
from stages import balance, compare, evaluate, reforms, split
from tests.conftest import ROOT, make_arrays, run_stage, write_clips, write_copies
from tests.predictions_fixture import write_predictions
from tests.results_fixture import counts, grid_rows
from tests.stages.preprocessing_fixture import write_params

VARIANTS = ("ST", "DA", "SCB", "DACWB")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project with plans and metrics of one data set, and its sheet."""
    folder = tmp_path_factory.mktemp("reforms")
    write_params(
        folder,
        datasets=["smic"],
        evaluate__bootstrap=20,
        split__test=0.25,
        profiles__demo__repeats=1,
    )
    arrays = make_arrays(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_clips(arrays)
        for variant, copies in zip(VARIANTS, (0, 3, 0, 3), strict=True):
            write_copies(arrays, paths.Cell("smic", variant), copies)
        run_stage(split, patch, "smic")
        run_stage(balance, patch, "smic")
        write_predictions(folder, ["smic"], VARIANTS)
        for variant in VARIANTS:
            run_stage(evaluate, patch, variant)
        run_stage(compare, patch)
        ledger = results.Ledger(data="STAND-IN", datasets={"smic": counts("smic")})
        results.write(paths.LEDGER, ledger)
        run_stage(reforms, patch)
    return folder


@pytest.fixture
def page(made, monkeypatch) -> str:
    monkeypatch.chdir(made)
    return paths.REFORMS_PAGE.path.read_text(encoding="utf-8")


def items(page: str) -> dict[str, list[str]]:
    rows = [row for row in grid_rows(page) if len(row) == 4 and row[0][0].isdigit()]
    return {row[0]: row[1:] for row in rows}


def test_all_questions_are_there_and_those_for_a_person_are_empty(page):
    found = items(page)
    sizes = {"1": 3, "2": 5, "3": 7, "4": 3, "5": 6, "6": 3, "7": 3, "8": 2}
    assert {key[0]: sum(one[0] == key[0] for one in found) for key in found} == sizes
    empty = [number for number, (_, answer, _) in found.items() if not answer]
    assert empty == ["1a", "1b", "1c", "3a", "3b", "3c", "3g", "5b", "6c", "8b"]
    assert all(found[number][2] == "to be answered by the authors" for number in empty)
    assert f"{len(empty)} of {len(found)} questions" in page
    assert "> **STAND-IN.**" in page


def test_every_file_that_is_named_is_in_the_project(page):
    named = {
        name.strip("`")
        for _, answer, shown in items(page).values()
        if answer
        for name in shown.split(", ")
    }
    assert len(named) > 20
    missing = {name for name in named if not (ROOT / name).exists()}
    assert missing <= {str(paths.ENVIRONMENT)}


def test_leaks_are_those_of_the_plans(page):
    found = items(page)
    assert "mixed test clips into training samples: under leaky" in found["6a"][1]
    assert "the tested clip trains: under leaky" in found["6b"][1]
    assert "under another name trains: under no protocol" in found["6b"][1]
    assert "train: under leaky, holdout; nothing of these: under loso" in found["6b"][1]
    kinds = {row[0]: row[2:] for row in grid_rows(page) if row[0].startswith("L")}
    assert list(kinds) == ["L1.1", "L1.2", "L1.3", "L1.4", "L2", "L3.1", "L3.2", "L3.3"]
    assert kinds["L1.1"] == ["none"] * 3
    assert kinds["L3.2"] == ["all", "all", "none"]
    assert kinds["L1.4"][1:] == ["none", "none"]
    assert kinds["L2"] == ["for a person"] * 3


def test_answers_are_computed(page):
    found = items(page)
    assert "clips: SMIC 6 of 3 subjects" in found["3e"][1]
    assert "95 % intervals from a bootstrap over subjects (20 resamples" in found["7b"][1]
    assert "loso: 5 folds, 30 test clips, 5 subjects" in found["5c"][1]
    assert "comparisons have too few subjects" in found["7c"][1]


def test_without_plans_one_sentence_says_what_to_run(page, monkeypatch):
    plan = paths.Cell("smic", "DA").plan
    monkeypatch.setattr(paths.Cell, "plan", paths.Output(plan.path.with_name("no.csv"), "balance"))
    with pytest.raises(UserError, match="run `dvc repro balance`"):
        run_stage(reforms, monkeypatch)
