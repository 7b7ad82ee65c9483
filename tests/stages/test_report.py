"""The page of other runs than the one in git: without these it could break, or say too much."""

import shutil

import pandas as pd
import pytest
import yaml

from mer.core import files, paths, vocabulary
from mer.evaluation import results
from stages import evaluate, headline, leakage, printed, report, tables, tuning
from tests.predictions_fixture import ROOT, predictions
from tests.report_fixture import Page
from tests.results_fixture import counts
from tests.stages.evaluated_fixture import evaluated, fail, start


@pytest.fixture
def folder(tmp_path, monkeypatch, content):
    """Two data sets and two variants; nobody ran controls, the tuning grid or the figures."""
    return evaluated(tmp_path, monkeypatch, variants=["ST", "DACWB"])


def made(monkeypatch) -> str:
    """Run the stages that the page is made from, and make it."""
    for stage in (tables, headline, printed, leakage, tuning, report):
        start(monkeypatch, stage)
    return paths.REPORT.path.read_text(encoding="utf-8")


def change(**changes) -> None:
    path = paths.PARAMS
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def as_licensed(monkeypatch) -> None:
    """Say that the predictions are of licensed data."""
    change(source="licensed")
    for variant in ("ST", "DACWB"):
        start(monkeypatch, evaluate, variant)
    found = {name: counts(name, "licensed") for name in ("smic", "casme2")}
    results.write(paths.LEDGER, results.Ledger(data="licensed", datasets=found))
    comparisons = results.Comparisons(data="licensed", datasets={})
    results.write(paths.COMPARISONS, comparisons)


def test_what_was_not_run_is_said_and_the_rest_is_there(folder, monkeypatch):
    text = made(monkeypatch)
    page = Page(text)
    for said in ("make tuning", "make controls", "dvc repro figures"):
        assert said in text
    assert text.count("Not run") >= 5
    assert len(page.rows("Table 2. SMIC (STAND-IN, computed)")) == 2 * 3 + 2 * 3
    assert "datasets</code> in params.yaml lacks <code>casme_sq" in text
    assert paths.ENVIRONMENT.path.is_file()


def test_real_numbers_stand_beside_printed_ones_and_nothing_says_stand_in(folder, monkeypatch):
    as_licensed(monkeypatch)
    text = made(monkeypatch)
    assert "STAND-IN" not in text
    assert "Licensed data" in text
    rows = Page(text).rows("Table 4. CASME II (computed)")
    assert {row["Variant"]: row["printed %"] for row in rows if row["Protocol"] == "loso"} == {
        "ST": "91.30", "DACWB": "93.66", "majority": "", "stratified random": "",
    }  # fmt: skip


def test_arms_of_further_inputs_are_rows_and_panels_of_their_own(tmp_path, monkeypatch):
    evaluated(tmp_path, monkeypatch, ["smic"], variants=["ST", "DACWB"])
    profiles = yaml.safe_load(paths.PARAMS.read_text(encoding="utf-8"))["profiles"]
    profiles["demo"]["network"]["also"] = ["gray"]
    change(profiles=profiles)
    table = predictions("smic")
    arms = table.assign(protocol=[vocabulary.arm(name, "gray") for name in table["protocol"]])
    for variant in ("ST", "DACWB"):
        files.write_table(paths.Cell("smic", variant).predictions, pd.concat([table, arms]))
        start(monkeypatch, evaluate, variant)
    page = Page(made(monkeypatch))
    rows = page.rows("Table 2. SMIC (STAND-IN, computed)")
    assert "loso+gray" in {row["Protocol"] for row in rows if row["Variant"] == "ST"}
    assert any(one.label.startswith("loso+gray. ") for one in page.drawings)


@pytest.mark.usefixtures("mmew")
def test_a_data_set_that_the_article_lacks_has_a_table_of_its_own(tmp_path, monkeypatch, content):
    labels = content["labels"] | {"mmew": content["labels"]["samm"]}
    evaluated(tmp_path, monkeypatch, ["mmew"], labels=labels, variants=["ST", "DACWB"])
    page = Page(made(monkeypatch))
    assert "mmew (STAND-IN, computed)" in page.tables
    assert [row["Data set"] for row in page.rows("Clips at each step as numbers")] == ["mmew"]


def test_a_curve_of_other_data_stops_the_page_with_a_sentence(folder, monkeypatch, capsys):
    made(monkeypatch)
    shutil.copytree(ROOT / paths.PLOTS.path, paths.PLOTS.path)
    as_licensed(monkeypatch)
    for stage in (tables, headline, printed, leakage, tuning):
        start(monkeypatch, stage)
    assert "received STAND-IN; run `dvc repro figures`" in fail(monkeypatch, capsys, report)


def test_a_chosen_protocol_that_was_not_run_is_said(folder, monkeypatch):
    for stage in (tables, headline, printed, leakage, tuning):
        start(monkeypatch, stage)
    profiles = yaml.safe_load(paths.PARAMS.read_text(encoding="utf-8"))["profiles"]
    profiles["demo"]["protocols"].append("kfold")
    change(protocol="kfold", profiles=profiles)
    start(monkeypatch, report)
    text = paths.REPORT.path.read_text(encoding="utf-8")
    assert "No cell was run under <code>kfold</code>." in text
