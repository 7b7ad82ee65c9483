"""Without these the metrics in git could differ from the predictions they claim to describe."""

import json
import sys

import pytest
import yaml

from mer.core.command import run
from mer.core.seeds import generator
from mer.evaluation.protocols import evaluate, validate
from stages import evaluate as stage
from tests.predictions_fixture import held_out, predictions, project, write_predictions


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path, datasets=["smic"]))
    write_predictions(tmp_path, ["smic"], ["ST"])
    return tmp_path


def start(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["evaluate", *arguments])
    run(stage.main)


def test_the_cell_holds_every_protocol_of_the_predictions(folder, monkeypatch):
    start(monkeypatch, "ST")
    cell = json.loads((folder / "metrics/cells/ST/smic.json").read_text(encoding="utf-8"))
    assert (cell["data"], cell["dataset"], cell["variant"], cell["confidence"]) == (
        "STAND-IN",
        "smic",
        "ST",
        0.95,
    )
    assert list(cell["protocols"]) == ["leaky", "holdout", "loso"]
    for protocol, result in cell["protocols"].items():
        table = predictions("smic")
        table = table[table["protocol"] == protocol]
        expected = evaluate(table, generator("bootstrap", 0, "smic", protocol))
        assert result["samples"] == len(table)
        assert result["accuracy"] == pytest.approx(
            (table["label"] == table["predicted"]).mean(), abs=1e-6
        )
        validation = validate(held_out(table))
        assert (validation is None) == (protocol == "loso")
        expected = expected.model_copy(update={"validation": validation})
        assert result == expected.model_dump(mode="json")


def test_the_bytes_are_the_same_every_time(folder, monkeypatch):
    """metrics/ is in git: a file that changes by itself would drown every real change."""
    start(monkeypatch, "ST")
    first = (folder / "metrics/cells/ST/smic.json").read_bytes()
    start(monkeypatch, "ST")
    assert (folder / "metrics/cells/ST/smic.json").read_bytes() == first


def test_no_validation_sample_at_all_is_no_validation_metric(folder, monkeypatch):
    """Under loso alone nobody is held out: the file has its header, and nothing below."""
    path = folder / "data/validation/ST/smic.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    start(monkeypatch, "ST")
    cell = json.loads((folder / "metrics/cells/ST/smic.json").read_text(encoding="utf-8"))
    assert [result["validation"] for result in cell["protocols"].values()] == [None] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["XX"], "variant: expected one of ST"),
        (["DA"], "DA/smic.csv: expected a file, found none; run `dvc repro train@smic-DA`"),
    ],
)
def test_mistakes_are_one_sentence_and_leave_no_file(
    folder, monkeypatch, capsys, arguments, message
):
    with pytest.raises(SystemExit, match="2"):
        start(monkeypatch, *arguments)
    assert message in capsys.readouterr().err
    assert not (folder / "metrics").exists()


def test_a_data_set_without_predictions_leaves_the_others_as_they_were(folder, monkeypatch):
    """One half of the cells new and the other old would be compared as if they were one run."""
    start(monkeypatch, "ST")
    first = (folder / "metrics/cells/ST/smic.json").read_bytes()
    content = yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8"))
    content |= {"datasets": ["smic", "samm"], "evaluate": content["evaluate"] | {"seed": 7}}
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        start(monkeypatch, "ST")
    assert (folder / "metrics/cells/ST/smic.json").read_bytes() == first
    assert [path.name for path in (folder / "metrics/cells").iterdir()] == ["ST"]
