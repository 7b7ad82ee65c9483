"""Without these a subject could choose the setting that it is tested at, or a grid be lost."""

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.commands import tune as command
from mer.core import params, paths
from mer.core.errors import UserError
from mer.evaluation import ledger, results, tuning
from mer.learning import store
from stages import tuning as stage
from tests.conftest import run_stage
from tests.mer.commands.running import run
from tests.results_fixture import counts
from tests.training_fixture import write_clips, write_copies, write_windows

ST = paths.Cell("smic", "ST")
DA = paths.Cell("smic", "DA")


@pytest.fixture
def folder(project, arrays, small):
    small["datasets"] = ["smic"]
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    write_clips(arrays)
    write_windows(arrays)
    write_copies(arrays, {"ST": 0, "DA": 3, "SCB": 0, "DACWB": 3})
    return project


def known(cell=ST) -> results.TunedCell | None:
    return tuning.read(params.load(), cell, ledger.fingerprint("smic"))


def table(cell=ST) -> pd.DataFrame:
    return pd.read_csv(cell.tuned_predictions, dtype={"subject": str})


def change(key, value):
    params.change([f"{key}={value}"])


def test_nobody_who_chooses_is_trained_on_or_tested_whatever_select_says(folder, arrays):
    subject = dict(zip(arrays["clip"], arrays["subject"], strict=True))
    for select in ("last", "best_val"):
        change("profiles.demo.train.select", select)
        plan = command.plan(DA, params.load())
        assert set(plan["protocol"]) == {"loso"}
        for _, rows in plan.groupby("fold"):
            who = {role: set(part["clip"].map(subject)) for role, part in rows.groupby("role")}
            assert len(who["test"]) == 1
            assert who["val"]
            assert not who["val"] & who["test"]
            assert not who["train"] & (who["val"] | who["test"])


def test_every_setting_predicts_the_validation_and_the_test_clips_of_every_fold(folder, arrays):
    run(command, "smic-ST", "smic-DA")
    for cell in (ST, DA):
        made = table(cell)
        assert list(made.columns) == tuning.COLUMNS
        for part in ("val", "test"):
            rows = made[made["part"] == part]
            sizes = rows.groupby(["epochs", "batch_size"], sort=False).size()
            assert sizes.index.tolist() == [(1, 8), (1, 12), (2, 8), (2, 12)]
            assert (sizes == len(arrays["clip"])).all()
        p = made[["p_negative", "p_positive", "p_surprise"]].to_numpy()
        assert np.allclose(p.sum(axis=1), 1, atol=1e-5)
    assert not paths.Cell("smic", "SCB").tuned.exists()


def test_the_record_is_what_the_predictions_say(folder):
    run(command, "smic-ST")
    record = known()
    settings = params.load()
    assert record == tuning.summarise(table(), ST, settings, record.clips, record.copies)
    assert [choice.fold for choice in record.choices] == [0, 1, 2, 3]
    assert sum(point.folds for point in record.grid) == 4


def test_one_training_serves_every_number_of_epochs(folder):
    """What is read off on the way is what a training of that length would have given."""
    run(command, "smic-DA")
    longest = table(DA)
    change("profiles.demo.tune.epochs", "[1]")
    run(command, "smic-DA")
    alone = table(DA)
    assert set(alone["epochs"]) == {1}
    pd.testing.assert_frame_equal(longest[longest["epochs"] == 1], alone)
    assert not longest[longest["epochs"] == 2]["p_negative"].equals(alone["p_negative"])


def test_batch_sizes_differ_and_the_early_stop_of_the_profile_is_off(folder):
    change("profiles.demo.train.fitted", "0.01")
    run(command, "smic-DA")
    made = table(DA)
    assert set(made["epochs"]) == {1, 2}
    first, second = (made[made["batch_size"] == size]["p_negative"] for size in (8, 12))
    assert not np.array_equal(first, second)


def test_what_is_there_is_not_run_again_and_what_changed_is(folder, arrays, capsys):
    run(command, "smic-ST")
    assert "0 of 1 cells are there, 1 to run" in capsys.readouterr().out
    run(command, "smic-ST")
    assert "1 of 1 cells are there, 0 to run" in capsys.readouterr().out
    change("profiles.demo.tune.batch_size", "[8]")
    run(command, "smic-ST")
    assert "0 of 1 cells are there, 1 to run" in capsys.readouterr().out
    run(command)
    assert "1 of 4 cells are there, 3 to run" in capsys.readouterr().out
    write_copies(arrays | {"x": 255 - arrays["x"]}, {"DA": 3})
    run(command)
    assert "3 of 4 cells are there, 1 to run" in capsys.readouterr().out


def test_an_interrupted_grid_goes_on_with_the_folds_that_are_missing(folder, monkeypatch, capsys):
    trained, train = [], store.train

    def interrupt(fold):
        if len(trained) == 5:
            raise KeyboardInterrupt
        trained.append(fold)
        return train(fold)

    monkeypatch.setattr(store, "train", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(command, "smic-ST")
    assert known() is None
    monkeypatch.setattr(store, "train", lambda fold: trained.append(fold) or train(fold))
    run(command, "smic-ST")
    assert len(trained) == 4 * 2
    assert "tune: 3 folds to train, the others are there" in capsys.readouterr().out
    assert known().copies


def test_mistakes_are_named(folder):
    with pytest.raises(UserError, match="smic-XX: expected a cell such as smic-ST"):
        run(command, "smic-XX")
    change("split.validation", "0.0")
    with pytest.raises(UserError, match=r"smic, loso, seed 0, fold 0: .*raise split.validation"):
        run(command, "smic-ST")


def test_the_page_shows_what_the_command_made(folder, monkeypatch):
    run(command, "smic-ST")
    found = {"smic": counts("smic", digest=ledger.fingerprint("smic"))}
    results.write(paths.LEDGER, results.Ledger(data="STAND-IN", datasets=found))
    run_stage(stage, monkeypatch)
    content = results.read_tuning("standin")
    assert [cell.variant for cell in content.cells] == ["ST"]
    assert content.cells[0].grid == known().grid
    assert content.missing == ["smic-DA", "smic-SCB", "smic-DACWB"]
