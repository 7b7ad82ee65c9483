"""Without these the null control could see the true labels, or stand beside other data."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.commands import controls as command
from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.evaluation import controls, results
from mer.evaluation.leakage import judge
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
    small["controls"] |= {"null_seeds": [0], "epochs": 2, "repeats": 1, "budget_epochs": 2}
    small["controls"]["budget_seeds"] = [0]
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    write_stacks(arrays, {"ST": 0, "DA": 3, "SCB": 0, "DACWB": 3})
    (project / "controls").mkdir()
    return project


def arm(name="0"):
    return next(one for one in controls.arms(params.load()) if one.name == name)


def known(variant, name="0"):
    cell = paths.Cell("smic", variant)
    return controls.read(params.load(), cell, arm(name), fingerprint("smic"))


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
        plan = command.plan(command.Control(paths.Cell("smic", variant), arm()), settings)
        assert set(plan["protocol"]) == {"leaky", "windows", "holdout", "loso"}
        assert (plan["label"] == plan["clip"].map(dealt)).all()


def test_true_and_shuffled_labels_are_trained_alike_and_true_ones_first(folder):
    """A row of the page sets them side by side."""
    change(folder, "controls.null_seeds", "[0, 7]")
    true, *others = controls.arms(params.load())
    assert [one.name for one in (true, *others)] == ["true", "0", "7", "epochs", "steps"]
    assert true.null_seed is None
    assert true.profile == others[0].profile == others[1].profile
    train = true.profile.train
    asked = params.load().controls
    assert (train.epochs, train.fitted, train.select) == (asked.epochs, asked.fitted, "last")
    assert true.profile.repeats == asked.repeats


def test_the_budgets_are_compared_under_loso_with_equal_epochs_and_without_an_early_end(folder):
    epochs, steps = controls.arms(params.load())[-2:]
    assert [one.profile.train.budget for one in (epochs, steps)] == ["epochs", "steps"]
    for one in (epochs, steps):
        assert one.profile.protocols == ["loso"]
        assert one.profile.train.epochs == params.load().controls.budget_epochs
        assert not one.profile.train.fitted
    change(folder, "controls.budget_seeds", "[]")
    assert [one.name for one in controls.arms(params.load())][-1] != "steps"


def test_of_several_inputs_that_which_can_learn_is_taken(folder):
    """From raw gray nothing is learnt, so nothing could leak."""
    change(folder, "profiles.demo.network.input", "gray")
    change(folder, "profiles.demo.network.also", "[difference]")
    network = arm().profile.network
    assert network.inputs == ["difference"]


def test_every_protocol_is_run_with_true_labels_too(folder, arrays):
    run(command, "smic-ST")
    content = known("ST", "true")
    assert (content.labels, content.null_seed, content.budget) == ("true", None, None)
    assert list(content.protocols) == ["leaky", "windows", "holdout", "loso"]
    assert list(known("ST").protocols) == ["leaky", "windows", "holdout", "loso"]
    tested = pd.read_csv("data/controls/smic-ST-true.csv")
    true = dict(zip(arrays["clip"], arrays["label"], strict=True))
    assert (tested["label"] == tested["clip"].map(true)).all()
    windows = tested[tested["protocol"] == "windows"]
    assert set(windows["sample"]) == {"window1", "window2", "window3"}
    assert len(windows) == np.ceil(0.25 * 3 * len(true))


def test_a_control_says_what_training_reached_and_who_was_right(folder, arrays):
    change(folder, "controls.fitted", 0.01)  # reached by the first epoch
    run(command, "smic-DA")
    content = known("DA", "true")
    clips = len(arrays["clip"])
    loso = content.training["loso"]
    assert (loso.epochs, loso.fitted, loso.clips) == (1, 1, clips * 3 / 4)
    assert loso.samples == 4 * loso.clips
    assert loso.steps == np.ceil(loso.samples / 8)
    assert 0.01 <= loso.accuracy <= 1
    tested = content.subjects["loso"]
    assert list(tested) == sorted(set(arrays["subject"]))
    right, samples = np.sum(list(tested.values()), axis=0)
    assert samples == clips
    assert right / samples == pytest.approx(content.protocols["loso"].accuracy, abs=1e-6)
    steps = {name: known("DA", name).training["loso"].steps for name in ("epochs", "steps")}
    assert steps["epochs"] == steps["steps"] == 2 * loso.steps
    assert known("DA", "epochs").training["loso"].fitted is None


def test_equal_steps_are_those_of_a_variant_with_copies(folder):
    change(folder, "controls.null_seeds", "[]")
    run(command, "smic-ST", "smic-DA")
    steps = {
        (variant, name): known(variant, name).training["loso"].steps
        for variant in ("ST", "DA")
        for name in ("epochs", "steps")
    }
    assert steps["ST", "epochs"] < steps["DA", "epochs"]
    assert steps["ST", "steps"] == steps["DA", "steps"] == steps["DA", "epochs"]


def test_a_control_without_one_of_its_protocols_is_run_again(folder, capsys):
    change(folder, "controls.budget_seeds", "[]")
    change(folder, "controls.protocols", "[]")
    run(command, "smic-ST")
    assert "0 of 2 controls are there, 2 to run" in capsys.readouterr().out
    assert "windows" not in known("ST").protocols
    change(folder, "controls.protocols", "[windows]")
    run(command, "smic-ST")
    assert "0 of 2 controls are there, 2 to run" in capsys.readouterr().out
    assert "windows" in known("ST").protocols
    change(folder, "controls.protocols", "[]")
    run(command, "smic-ST")
    assert "2 of 2 controls are there, 0 to run" in capsys.readouterr().out


def test_a_control_is_run_once_and_again_when_something_changes(folder, capsys, arrays):
    run(command, "smic-ST")
    assert "0 of 4 controls are there, 4 to run" in capsys.readouterr().out
    content = json.loads((folder / "controls/smic-ST-0.json").read_text(encoding="utf-8"))
    assert (content["data"], content["labels"]) == ("STAND-IN", "shuffled between clips")
    assert content["protocols"]["loso"]["clips"] == len(arrays["clip"])
    tested = pd.read_csv("data/controls/smic-ST-0.csv")
    dealt = dict(zip(arrays["clip"], controls.shuffle(arrays["label"], "smic", 0), strict=True))
    assert (tested["label"] == tested["clip"].map(dealt)).all()
    run(command, "smic-ST")
    assert "4 of 4 controls are there, 0 to run" in capsys.readouterr().out
    assert known("ST").model_dump(mode="json") == content
    assert known("DA") is None
    change(folder, "mask.margin", 0.1)
    assert known("ST") is None


def test_an_interrupted_run_keeps_what_is_done_and_trains_no_fold_twice(
    folder, capsys, monkeypatch
):
    written = results.write

    def stop_after_the_first(path, result):
        written(path, result)
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "write", stop_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        run(command, "smic-ST")
    assert [path.name for path in (folder / "controls").glob("*.json")] == ["smic-ST-true.json"]
    folds = {path.stat().st_mtime_ns for path in (folder / ".folds").iterdir()}
    monkeypatch.setattr(results, "write", written)
    capsys.readouterr()
    run(command, "smic-ST")
    said = capsys.readouterr().out
    assert "1 of 4 controls are there, 3 to run" in said
    assert folds <= {path.stat().st_mtime_ns for path in (folder / ".folds").iterdir()}


def test_progress_counts_the_folds_of_all_controls(folder, capsys, monkeypatch):
    monkeypatch.setattr("mer.core.progress.EVERY", 0)
    run(command, "smic-ST")
    out, err = capsys.readouterr()
    total = int(re.search(r"controls: (\d+) folds to train", out)[1])
    done = [int(one) for one in re.findall(rf"controls: (\d+) of {total} folds, ", err)]
    assert done == sorted(done)
    assert done[-1] == total


def test_a_control_of_other_clips_windows_or_copies_is_run_again(folder, capsys, arrays):
    run(command, "smic-DA")
    inverted = arrays | {"x": 255 - arrays["x"]}
    for count in ({"DA": 2}, {"DA": 3}):
        write_stacks(arrays, count)
        capsys.readouterr()
        run(command, "smic-DA")
        assert "0 of 4 controls are there, 4 to run" in capsys.readouterr().out
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
        ("profiles.demo.train.epochs", 7, True),  # a control has its own
        ("profiles.demo.repeats", 7, True),
        ("profiles.demo.tune.epochs", [7], True),
        ("profiles.demo.train.learning_rate", 0.1, False),
        ("controls.epochs", 7, False),
        ("controls.fitted", 0.5, False),
        ("controls.repeats", 7, False),
        ("recipes.balance.ST.seed", 7, False),
        ("standin.jitter", 0.1, False),
        ("split.validation", 0.2, False),
        ("evaluate.bootstrap", 10, False),
    ],
)
def test_a_control_belongs_to_the_parameters_that_shape_it(key, value, belongs, folder):
    before = controls.settings(params.load(), paths.Cell("smic", "ST"), arm())
    change(folder, key, value)
    now = controls.settings(params.load(), paths.Cell("smic", "ST"), arm())
    assert (now == before) == belongs


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
    small["profiles"]["demo"]["train"] |= {"learning_rate": 0.005}
    small["controls"] |= {"null_seeds": [0], "epochs": 30, "repeats": 1, "budget_seeds": []}
    small["evaluate"]["bootstrap"] = 20
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    arrays = make_arrays(6)
    arrays["x"] = np.repeat(
        np.random.default_rng(1).integers(0, 256, (36, 1, 16, 16), np.uint8), 4, axis=1
    )
    write_stacks(arrays, {"DA": 4})
    (project / "controls").mkdir()
    run(command, "smic-DA")
    found = known("DA")
    verdicts = {name: judge([found], name).verdict for name in found.protocols}
    assert verdicts == {"leaky": "above", "windows": "above", "holdout": "within", "loso": "within"}


def show(folder, monkeypatch) -> dict[str, dict]:
    """Run the stage `leakage`; return its cells by variant."""
    run_stage(leakage, monkeypatch)
    content = json.loads((folder / "metrics/leakage.json").read_text(encoding="utf-8"))
    assert {*map(tuple, (cell["datasets"] for cell in content["cells"]))} == {("smic",)}
    return {cell["variants"][0]: cell for cell in content["cells"]}


def count_clips(digest):
    """Write what `ledger` says of the clips that the cells were computed from."""
    counts = {"clips": {}, "subjects": {}, "classes": {}, "dropped": {}, "folders_without_label": 0}
    smic = {"data": "STAND-IN", "dataset": "smic", **counts, "digest": digest}
    files.write_json(paths.LEDGER, {"data": "STAND-IN", "datasets": {"smic": smic}})


def test_the_stage_sets_true_and_shuffled_labels_side_by_side(folder, monkeypatch):
    run(command, "smic-ST")
    count_clips(fingerprint("smic"))
    cells = show(folder, monkeypatch)
    for key, name in {"accuracy": "true", "null": "0"}.items():
        shown = {
            protocol: one.get("value", one.get("accuracy_percent"))
            for protocol, one in cells["ST"][key].items()
        }
        own = known("ST", name).protocols
        assert list(shown) == ["leaky", "windows", "holdout", "loso"]
        assert shown == {
            protocol: pytest.approx(100 * one.accuracy, abs=1e-3) for protocol, one in own.items()
        }
    assert cells["DA"]["null"] == {}
    assert "STAND-IN" in (folder / "metrics/leakage.md").read_text(encoding="utf-8")
    assert (folder / "metrics/leakage.png").read_bytes().startswith(b"\x89PNG")


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
