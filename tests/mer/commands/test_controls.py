"""Without these the null control could see the true labels, or stand beside other data."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.commands import controls as command
from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES
from mer.evaluation import controls, predictions, protocols, results
from mer.evaluation.leakage import examine_null
from mer.evaluation.ledger import fingerprint
from stages import leakage
from tests.conftest import make_arrays, run_stage
from tests.mer.commands.running import run
from tests.training_fixture import write_clips, write_copies, write_windows


def write_stacks(arrays, copies, windows=3):
    write_clips(arrays)
    write_windows(arrays, windows)
    write_copies(arrays, copies)


@pytest.fixture
def folder(project, arrays, small):
    small["datasets"] = ["smic"]
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    write_stacks(arrays, {"ST": 0, "DA": 3, "SCB": 0, "DACWB": 3})
    (project / "controls").mkdir()
    return project


def known(variant, seed=0):
    return controls.read(params.load(), paths.Cell("smic", variant), seed, fingerprint("smic"))


def change(folder, key, value):
    params.change([f"{key}={value}"], folder / "params.yaml")


def test_labels_are_dealt_out_anew_the_same_for_all_variants(folder, arrays):
    dealt = controls.shuffle(arrays["label"], "smic", 0)
    assert sorted(dealt) == sorted(arrays["label"])
    assert (dealt != arrays["label"]).any()
    assert (dealt != controls.shuffle(arrays["label"], "smic", 1)).any()
    assert (dealt != controls.shuffle(arrays["label"], "samm", 0)).any()


def test_the_whole_plan_is_made_from_shuffled_labels(folder, arrays):
    """Copies, SMOTE samples and folds too: one true label in training is something to learn."""
    settings = params.load()
    dealt = dict(zip(arrays["clip"], controls.shuffle(arrays["label"], "smic", 0), strict=True))
    for variant in ("DA", "SCB"):
        plan = command.plan(command.Control(paths.Cell("smic", variant), 0), settings)
        assert set(plan["protocol"]) == {"leaky", "windows", "holdout", "loso"}
        assert (plan["label"] == plan["clip"].map(dealt)).all()


def test_the_protocols_of_the_controls_are_run_with_true_labels_too_and_only_they(
    folder, monkeypatch, arrays
):
    run(command, "smic-ST")
    content = known("ST", None)
    assert (content.labels, content.null_seed) == ("true", None)
    assert list(content.protocols) == ["windows"]
    assert list(known("ST").protocols) == ["leaky", "windows", "holdout", "loso"]
    tested = pd.read_csv("data/controls/smic-ST-true.csv")
    true = dict(zip(arrays["clip"], arrays["label"], strict=True))
    assert (tested["label"] == tested["clip"].map(true)).all()
    assert set(tested["sample"]) == {"window1", "window2", "window3"}
    assert len(tested) == np.ceil(0.25 * 3 * len(true))


def test_what_the_pipeline_runs_no_control_runs_again(folder, small, monkeypatch, capsys):
    small["profiles"]["demo"]["protocols"] = ["windows", "loso"]
    (folder / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run(command, "smic-ST")
    assert "0 of 1 controls are there, 1 to run" in capsys.readouterr().out
    assert not (folder / "controls/smic-ST-true.json").exists()
    assert list(known("ST").protocols) == ["windows", "loso"]


def test_a_control_without_one_of_its_protocols_is_run_again(folder, monkeypatch, capsys):
    change(folder, "controls.protocols", "[]")
    run(command, "smic-ST")
    assert "0 of 1 controls are there, 1 to run" in capsys.readouterr().out
    assert "windows" not in known("ST").protocols
    change(folder, "controls.protocols", "[windows]")
    run(command, "smic-ST")
    assert "0 of 2 controls are there, 2 to run" in capsys.readouterr().out
    assert "windows" in known("ST").protocols
    change(folder, "controls.protocols", "[]")
    run(command, "smic-ST")
    assert "1 of 1 controls are there, 0 to run" in capsys.readouterr().out


def test_a_control_is_run_once_and_again_when_something_changes(
    folder, monkeypatch, capsys, arrays
):
    run(command, "smic-ST")
    assert "0 of 2 controls are there, 2 to run" in capsys.readouterr().out
    content = json.loads((folder / "controls/smic-ST-0.json").read_text(encoding="utf-8"))
    assert (content["data"], content["labels"]) == ("STAND-IN", "shuffled between clips")
    assert content["protocols"]["loso"]["clips"] == len(arrays["clip"])
    tested = pd.read_csv("data/controls/smic-ST-0.csv")
    dealt = dict(zip(arrays["clip"], controls.shuffle(arrays["label"], "smic", 0), strict=True))
    assert (tested["label"] == tested["clip"].map(dealt)).all()
    run(command, "smic-ST")
    assert "2 of 2 controls are there, 0 to run" in capsys.readouterr().out
    assert known("ST").model_dump(mode="json") == content
    assert known("DA") is None
    change(folder, "mask.margin", 0.1)
    assert known("ST") is None


def test_a_control_of_other_clips_windows_or_copies_is_run_again(
    folder, monkeypatch, capsys, arrays
):
    run(command, "smic-DA")
    inverted = arrays | {"x": 255 - arrays["x"]}
    for count in ({"DA": 2}, {"DA": 3}):
        write_stacks(arrays, count)
        capsys.readouterr()
        run(command, "smic-DA")
        assert "0 of 2 controls are there, 2 to run" in capsys.readouterr().out
    write_stacks(arrays, {"DA": 3}, windows=2)
    assert known("DA") is None
    write_stacks(inverted, {"DA": 3})
    assert known("DA") is None


@pytest.mark.parametrize(
    ("key", "value", "belongs"),
    [
        ("recipes.augment.DA.copies", 2, True),  # another variant
        ("profiles.paper.train.epochs", 2, True),
        ("variant", "SCB", True),
        ("execution.workers", 2, True),
        ("profiles.demo.train.epochs", 7, False),
        ("recipes.balance.ST.seed", 7, False),
        ("standin.jitter", 0.1, False),
        ("split.validation", 0.2, False),
        ("evaluate.bootstrap", 10, False),
    ],
)
def test_a_control_belongs_to_the_parameters_that_shape_it(key, value, belongs, folder):
    before = controls.settings(params.load(), paths.Cell("smic", "ST"))
    change(folder, key, value)
    assert (controls.settings(params.load(), paths.Cell("smic", "ST")) == before) == belongs


def test_unknown_cells_missing_clips_and_broken_files_are_said(folder, monkeypatch):
    with pytest.raises(UserError, match="smic-XY: expected a cell such as smic-"):
        run(command, "smic-XY")
    (folder / "controls/smic-ST-0.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UserError, match="remove it and run `mer controls`"):
        run(command, "smic-ST")
    (folder / "controls/smic-ST-0.json").unlink()
    shutil.rmtree(paths.clips("smic"))
    with pytest.raises(UserError, match="run `dvc repro"):
        run(command, "smic-ST")


def test_where_copies_leak_the_control_is_above_chance_and_where_nobody_leaks_within(
    project, small, monkeypatch
):
    """On clips that a network can tell apart but that share nothing with their label."""
    small["datasets"] = ["smic"]
    small["profiles"]["demo"]["network"] |= {
        "input": "gray",
        "filters": [8],
        "dense": 32,
        "dropout": 0.0,
    }
    small["profiles"]["demo"]["network"] |= {"dense_dropout": 0.0}
    small["profiles"]["demo"]["train"] |= {"epochs": 30, "learning_rate": 0.005}
    small["evaluate"]["bootstrap"] = 20
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    arrays = make_arrays(6)
    arrays["x"] = np.repeat(
        np.random.default_rng(1).integers(0, 256, (36, 1, 16, 16), np.uint8), 4, axis=1
    )
    write_stacks(arrays, {"DA": 4})
    (project / "controls").mkdir()
    run(command, "smic-DA")
    found = known("DA").protocols
    verdicts = {name: examine_null([result], 0.95).verdict for name, result in found.items()}
    assert verdicts == {"leaky": "above", "windows": "above", "holdout": "within", "loso": "within"}


def show(folder, monkeypatch) -> dict[str, dict]:
    """Run the stage `leakage`; return its cells by variant."""
    run_stage(leakage, monkeypatch)
    content = json.loads((folder / "metrics/leakage.json").read_text(encoding="utf-8"))
    assert {cell["dataset"] for cell in content["cells"]} == {"smic"}
    return {cell["variant"]: cell for cell in content["cells"]}


def count_clips(digest):
    """Write what `ledger` says of the clips that the cells were computed from."""
    counts = {"clips": {}, "subjects": {}, "classes": {}, "dropped": {}, "folders_without_label": 0}
    smic = {"data": "STAND-IN", "dataset": "smic", **counts, "digest": digest}
    files.write_json(paths.LEDGER, {"data": "STAND-IN", "datasets": {"smic": smic}})


def test_the_stage_sets_cells_and_controls_side_by_side(folder, monkeypatch):
    run(command, "smic-ST")
    cell = paths.Cell("smic", "ST")
    table = predictions.read(cell.control_predictions(0))
    settings = params.load().evaluate
    usual = table[table["protocol"] != "windows"]
    result = results.CellResult(
        data="STAND-IN",
        dataset="smic",
        variant="ST",
        classes=list(CLASSES),
        confidence=settings.confidence,
        protocols=protocols.evaluate_all(usual, "smic", settings),
    )
    results.write(cell.metrics, result)
    count_clips(fingerprint("smic"))
    cells = show(folder, monkeypatch)
    nulls = {name: one["accuracy_percent"] for name, one in cells["ST"]["null"].items()}
    true = known("ST", None).protocols["windows"].accuracy
    shown = cells["ST"]["accuracy_percent"]
    assert list(shown) == ["leaky", "windows", "holdout", "loso"]
    assert shown == nulls | {"windows": pytest.approx(100 * true)}
    assert cells["DA"]["null"] == {}
    assert "STAND-IN" in (folder / "metrics/leakage.md").read_text(encoding="utf-8")


def test_a_control_of_other_clips_does_not_stand_beside_these(folder, monkeypatch):
    """It would pass for a control of cells that it shares no pixel with."""
    run(command, "smic-ST")
    for digest in ("0" * 16, ""):
        count_clips(digest)
        assert show(folder, monkeypatch)["ST"]["null"] == {}
        assert "these parameters and clips: `mer controls`" in (
            folder / "metrics/leakage.md"
        ).read_text(encoding="utf-8")
    count_clips(fingerprint("smic"))
    assert show(folder, monkeypatch)["ST"]["null"]
