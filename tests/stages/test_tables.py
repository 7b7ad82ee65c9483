"""Without these Tables 1-4, the headline and the audit could be missing, stale or from the wrong data."""

import json
import sys

import pytest

from mer.core.command import run
from stages import audit, compare, evaluate, headline, tables
from tests.predictions_fixture import DATASETS, VARIANTS, project, write_predictions


def start(monkeypatch, stage, *arguments):
    monkeypatch.setattr(sys, "argv", ["stage", *arguments])
    run(stage.main)


def fail(monkeypatch, capsys, stage, *arguments):
    with pytest.raises(SystemExit, match="2"):
        start(monkeypatch, stage, *arguments)
    return capsys.readouterr().err


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project whose two SMIC and two CASME II cells were evaluated."""
    evaluation = {"confidence": 0.95, "bootstrap": 20, "seed": 0}
    monkeypatch.chdir(
        project(tmp_path, evaluate=evaluation, datasets=["smic", "casme2"], protocol="holdout")
    )
    write_predictions(tmp_path, ["smic", "casme2"], ["ST", "DACWB"])
    for dataset in ("smic", "casme2"):
        for variant in ("ST", "DACWB"):
            start(monkeypatch, evaluate, dataset, variant)
    start(monkeypatch, compare)
    return tmp_path


def test_all_four_tables_are_written_also_for_data_sets_that_were_not_chosen(folder, monkeypatch):
    start(monkeypatch, tables)
    texts = [
        (folder / f"metrics/table{number}.md").read_text(encoding="utf-8")
        for number in (1, 2, 3, 4)
    ]
    assert [text.splitlines()[0] for text in texts] == [
        "# Table 1. CAS(ME)²", "# Table 2. SMIC", "# Table 3. SAMM", "# Table 4. CASME II",
    ]  # fmt: skip
    assert all("STAND-IN" in text for text in texts)
    assert "casme_sq is not among `datasets`" in texts[0]
    assert "92.75" in texts[0]
    assert "93.66" in texts[3]


def test_the_account_of_a_chosen_data_set_stands_under_its_table(folder, monkeypatch):
    steps = {"labelled": 9, "mapped": 6, "with_frames": 6, "with_face": 6, "used": 6}
    account = {
        "data": "STAND-IN",
        "clips": steps,
        "subjects": {"used": 3},
        "classes": {},
        "dropped": {},
    }
    (folder / "metrics/clips").mkdir()
    for dataset in ("smic", "samm"):  # samm is not among `datasets`: of an earlier run
        (folder / f"metrics/clips/{dataset}.json").write_text(json.dumps(account), encoding="utf-8")
    start(monkeypatch, tables)
    shown = [
        number
        for number in (1, 2, 3, 4)
        if "9 labelled" in (folder / f"metrics/table{number}.md").read_text()
    ]
    assert shown == [2]


def test_the_json_has_only_what_was_computed(folder, monkeypatch):
    start(monkeypatch, tables)
    content = read(folder / "metrics/tables.json")
    assert {key: list(values) for key, values in content["cells"].items()} == {
        "SMIC": ["ST", "DACWB"], "CASME II": ["ST", "DACWB"],
    }  # fmt: skip
    cell = read(folder / "metrics/cells/smic-ST.json")["protocols"]["holdout"]
    assert content["cells"]["SMIC"]["ST"]["accuracy_percent"] == pytest.approx(
        100 * cell["accuracy"], abs=0.005
    )
    ours = [(row["dataset"], row["variant"]) for row in content["rows"] if row["kind"] == "ours"]
    assert ours == [(dataset, variant) for dataset in DATASETS for variant in VARIANTS]


def test_the_tables_say_which_differences_are_larger_than_chance(folder, monkeypatch, capsys):
    start(monkeypatch, tables)
    said = read(folder / "metrics/comparisons.json")["datasets"]["smic"]["sentences"]
    assert "larger than chance" in said[0]
    texts = {
        number: (folder / f"metrics/table{number}.md").read_text(encoding="utf-8")
        for number in (2, 3)
    }
    assert all(sentence in texts[2] for sentence in said)
    assert "larger than chance" not in texts[3]
    content = read(folder / "metrics/comparisons.json")
    (folder / "metrics/comparisons.json").write_text(
        json.dumps(content | {"data": "licensed"}), encoding="utf-8"
    )
    assert "expected results of STAND-IN data" in fail(monkeypatch, capsys, tables)
    (folder / "metrics/comparisons.json").write_text("[]", encoding="utf-8")
    assert "comparisons.json: expected JSON with `data` and `datasets`" in fail(
        monkeypatch, capsys, tables
    )
    (folder / "metrics/comparisons.json").unlink()
    assert "run `dvc repro compare`" in fail(monkeypatch, capsys, tables)


def test_variants_are_compared_under_every_protocol_on_the_same_clips(folder):
    protocols = read(folder / "metrics/comparisons.json")["datasets"]["casme2"]["protocols"]
    assert list(protocols) == ["leaky", "holdout", "loso"]
    for result in protocols.values():
        (pair,) = result["pairs"]
        assert (pair["first"], pair["second"]) == ("ST", "DACWB")
        assert result["clips"] == 30


def test_the_bytes_are_the_same_every_time(folder, monkeypatch):
    def written():
        start(monkeypatch, tables)
        return {path.name: path.read_bytes() for path in (folder / "metrics").glob("table*")}

    assert written() == written()


def test_a_broken_printed_table_stops_with_its_line(folder, monkeypatch, capsys):
    broken = "year,method,reference,accuracy_percent,f1\n2024,A,,x,\n"
    (folder / "published/table3_samm.csv").write_text(broken, encoding="utf-8")
    assert "table3_samm.csv: line 2: accuracy_percent" in fail(monkeypatch, capsys, tables)
    assert not (folder / "metrics/tables.json").exists()


def test_the_headline_is_the_chosen_variant_under_the_chosen_protocol(folder, monkeypatch):
    start(monkeypatch, headline, "smic")
    cell = read(folder / "metrics/cells/smic-DACWB.json")["protocols"]["holdout"]
    shown = read(folder / "metrics/headline/smic.json")
    assert shown["uf1"] == cell["macro_f1"]
    assert shown["data"] == "STAND-IN"


def test_a_headline_without_its_cell_says_what_to_run(folder, monkeypatch, capsys):
    assert "samm-DACWB.json: expected the metrics of the chosen variant" in fail(
        monkeypatch, capsys, headline, "samm"
    )
    assert "dataset: expected one of" in fail(monkeypatch, capsys, headline, "faces")


def test_the_audit_is_written_from_the_tables(folder, monkeypatch, capsys):
    assert "tables.json: expected a file, found none; run `dvc repro tables`" in fail(
        monkeypatch, capsys, audit
    )
    start(monkeypatch, tables)
    start(monkeypatch, audit)
    content = read(folder / "metrics/audit.json")
    assert [table["table"] for table in content["tables"]] == [1, 2, 3, 4]
    assert len(content["ours"]) == 2 * 2 * 3
    assert all(record["possible"] for record in content["ours"])
    assert "n ≥ **2345**" in (folder / "docs/audit.md").read_text(encoding="utf-8")
    (folder / "metrics/tables.json").write_text("[]", encoding="utf-8")
    assert "expected tables as JSON" in fail(monkeypatch, capsys, audit)
