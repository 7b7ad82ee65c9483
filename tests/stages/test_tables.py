"""Without these Tables 1-4 could be missing, stale or from the wrong data."""

import json

import pytest

from mer.core import paths
from mer.evaluation import results
from stages import evaluate, tables
from tests.predictions_fixture import DATASETS, VARIANTS, predictions, project
from tests.results_fixture import counts
from tests.stages.evaluated_fixture import evaluated, fail, read, start


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project whose two SMIC and two CASME II cells were evaluated."""
    return evaluated(tmp_path, monkeypatch)


def text(name):
    return paths.table_page(name).path.read_text(encoding="utf-8")


def test_all_four_tables_are_written_also_for_data_sets_that_were_not_chosen(folder, monkeypatch):
    start(monkeypatch, tables)
    texts = [text(number) for number in (1, 2, 3, 4)]
    assert [one.splitlines()[0] for one in texts] == [
        "# Table 1. CAS(ME)²", "# Table 2. SMIC", "# Table 3. SAMM", "# Table 4. CASME II",
    ]  # fmt: skip
    assert all("STAND-IN" in one for one in texts)
    assert "casme_sq is not among `datasets`" in texts[0]
    assert "92.75" in texts[0]
    assert "93.66" in texts[3]
    assert len(list((folder / "metrics/tables").iterdir())) == 4


@pytest.mark.usefixtures("mmew")
def test_a_data_set_that_the_article_lacks_has_a_table_of_its_own(tmp_path, monkeypatch, content):
    labels = content["labels"]
    evaluated(tmp_path, monkeypatch, ["mmew"], labels=labels | {"mmew": labels["samm"]})
    start(monkeypatch, tables)
    shown = text("mmew")
    assert shown.startswith("# mmew (not in the article)")
    assert "9 labelled" in shown
    assert "larger than chance" in shown
    rows = read(tmp_path / "metrics/tables.json")["rows"]
    assert {row["table"] for row in rows if row["dataset"] == "mmew"} == {None}
    assert list(read(tmp_path / "metrics/tables.json")["cells"]) == ["mmew"]


def test_the_account_of_a_chosen_data_set_is_under_its_table(folder, monkeypatch):
    found = {name: counts(name) for name in ("smic", "samm")}  # samm is not among `datasets`
    results.write(paths.LEDGER, results.Ledger(data="STAND-IN", datasets=found))
    start(monkeypatch, tables)
    assert [number for number in (1, 2, 3, 4) if "9 labelled" in text(number)] == [2]


def test_a_ledger_that_was_not_made_names_its_stage(folder, monkeypatch, capsys):
    paths.LEDGER.path.unlink()
    assert "run `dvc repro ledger`" in fail(monkeypatch, capsys, tables)


def test_the_json_has_only_what_was_computed(folder, monkeypatch):
    start(monkeypatch, tables)
    content = read(folder / "metrics/tables.json")
    assert {key: list(values) for key, values in content["cells"].items()} == {
        "SMIC": ["ST", "DACWB"], "CASME II": ["ST", "DACWB"],
    }  # fmt: skip
    cell = read(folder / "metrics/cells/ST/smic.json")["protocols"]["holdout"]
    assert content["cells"]["SMIC"]["ST"]["accuracy_percent"] == pytest.approx(
        100 * cell["accuracy"], abs=0.005
    )
    ours = [(row["dataset"], row["variant"]) for row in content["rows"] if row["kind"] == "ours"]
    assert ours == [(dataset, variant) for dataset in DATASETS for variant in VARIANTS]


def test_the_tables_say_which_differences_are_larger_than_chance(folder, monkeypatch, capsys):
    start(monkeypatch, tables)
    path = folder / "metrics/comparisons.json"
    content = read(path)
    said = content["datasets"]["smic"]["sentences"]
    assert "larger than chance" in said[0]
    assert all(sentence in text(2) for sentence in said)
    assert "larger than chance" not in text(3)
    path.write_text(json.dumps(content | {"data": "licensed"}), encoding="utf-8")
    assert "expected results of STAND-IN data" in fail(monkeypatch, capsys, tables)
    path.write_text("[]", encoding="utf-8")
    assert "comparisons.json: expected JSON as the pipeline writes it" in fail(
        monkeypatch, capsys, tables
    )
    path.unlink()
    assert "run `dvc repro compare`" in fail(monkeypatch, capsys, tables)


def test_a_cell_that_collapses_is_marked_from_its_predictions_on(folder, monkeypatch):
    """A network that learns nothing reports the majority class, and looks as good as others."""
    path = paths.Cell("smic", "ST").predictions.path
    table = predictions("smic").assign(predicted=1, p_negative=0.0, p_positive=1.0, p_surprise=0.0)
    table.to_csv(path, index=False)
    start(monkeypatch, evaluate, "ST")
    start(monkeypatch, tables)
    marked = [line for line in text(2).splitlines() if line.startswith("|") and "†" in line]
    assert {line.split("|")[1].strip() for line in marked} == {"ST"}
    assert {line.split("|")[2].strip() for line in marked} == {"leaky", "holdout", "loso"}
    assert "† ST under loso predicts positive for 100 % of the test samples" in text(2)
    assert "†" not in text(4)
    rows = read(folder / "metrics/tables.json")["rows"]
    said = {
        (row["dataset"], row["variant"], protocol): found["one_class"]
        for row in rows
        if row["kind"] == "ours"
        for protocol, found in row["reproduced"].items()
    }
    assert said["smic", "ST", "loso"] == "positive"
    assert said["smic", "DACWB", "loso"] is None


def test_the_bytes_are_the_same_every_time(folder, monkeypatch):
    def written():
        start(monkeypatch, tables)
        return {
            path.name: path.read_bytes()
            for path in (folder / "metrics").rglob("table*")
            if path.is_file()
        }

    first = written()
    assert len(first) == 5
    assert written() == first


def test_a_broken_printed_table_stops_with_its_line(folder, monkeypatch, capsys):
    broken = "year,method,reference,accuracy_percent,f1\n2024,A,,x,\n"
    (folder / "published/table3_samm.csv").write_text(broken, encoding="utf-8")
    assert "table3_samm.csv: line 2: accuracy_percent" in fail(monkeypatch, capsys, tables)
    assert not (folder / "metrics/tables.json").exists()
    assert not (folder / "metrics/tables").exists()


def test_without_any_result_one_sentence_says_what_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(project(tmp_path))
    assert "found none; run `dvc repro" in fail(monkeypatch, capsys, tables)
