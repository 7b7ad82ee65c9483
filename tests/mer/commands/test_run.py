"""The count of `mer run` must be that of DVC, and its time that of a run with these settings."""

import json
import shutil

import pytest
import yaml

from mer.commands import grid, run
from mer.core import files, params
from mer.core.errors import UserError
from tests.conftest import ROOT
from tests.mer.commands.running import run as start


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The pipeline and the results of a fresh clone, as far as the command looks at them."""
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "metrics").mkdir()
    shutil.copy(ROOT / "metrics/environment.json", tmp_path / "metrics")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_stages_are_those_that_dvc_has_run(here):
    locked = yaml.safe_load((ROOT / "dvc.lock").read_text("utf-8"))["stages"]
    assert sorted(run.names(params.load())) == sorted(locked)


def test_those_of_a_target_are_what_it_depends_on(here):
    settings = params.load()
    before = [*grid.prepared(settings), *grid.trained(settings)]
    evaluated = [f"evaluate@{variant}" for variant in settings.variants]
    assert sorted(run.names(settings, ["headline"])) == sorted([*before, *evaluated, "headline"])
    one = run.names(settings, ["train@ST"])
    assert sorted(one) == sorted([*grid.prepared(settings), "train@ST"])


def test_a_stage_that_is_not_there_is_named_with_those_that_are(here):
    with pytest.raises(UserError, match=r"expected a stage of parameters, .*, received 'tabels'"):
        start(run, "tabels")


def test_seconds_of_other_settings_are_no_estimate(here):
    """The paper profile takes days where the demo takes minutes."""
    environment = here / "metrics/environment.json"
    known = json.loads(environment.read_text("utf-8"))
    known["params_sha256"] = files.digest("params.yaml")
    files.write_json(environment, known)
    assert run.known() == known["seconds"]
    with (here / "params.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert run.known() == {}
    environment.unlink()
    assert run.known() == {}


def test_a_target_says_no_time_left_before_its_training_is_over(here, monkeypatch):
    """When the time was taken, folds were trained before the stages, which took a second each."""
    settings, left = params.load(), {}

    def stale(targets, tally):
        for stage in run.names(settings, targets):
            tally.started(stage)
            tally.finished(stage)
            left[stage] = tally.left

    monkeypatch.setattr(run, "known", lambda: dict.fromkeys(run.names(settings), 1.0))
    monkeypatch.setattr(run.repro, "stale", stale)
    start(run, "headline")
    before = [*grid.prepared(settings), *grid.trained(settings)[:-1]]
    assert [left[stage] for stage in before] == [None] * len(before)
    assert left["headline"] == 0


def test_with_nothing_to_do_nothing_is_started(here, monkeypatch, capsys):
    monkeypatch.setattr(run.repro, "is_up_to_date", lambda: True)
    monkeypatch.setattr(run.grid, "prepare", lambda *_: pytest.fail("a stage was looked at again"))
    start(run)
    assert capsys.readouterr().out.startswith("run: 33 of 33 stages, 0 of them run, 33 up to date")


def test_the_seconds_of_training_are_kept_where_all_folds_were_trained(here, monkeypatch):
    kept = []
    steps = []
    monkeypatch.setattr(run.stopwatch, "write", lambda name, seconds: kept.append(name))
    monkeypatch.setattr(run.repro, "is_up_to_date", lambda: False)
    monkeypatch.setattr(run.repro, "stale", lambda targets, tally: steps.append(targets))
    for name in ("prepare", "collect"):
        monkeypatch.setattr(run.grid, name, lambda settings, tally: steps.append("grid"))
    for trained, expected in (((3, 224), []), ((224, 224), ["folds"])):
        monkeypatch.setattr(run.grid, "train", lambda settings, trained=trained: trained)
        start(run)
        assert kept == expected
    assert steps == 2 * ["grid", "grid", []]
