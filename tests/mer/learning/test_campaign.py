"""Predictions must carry the ids of their samples; no fold may be forgotten or trained twice."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from mer.learning import campaign, fold_tables, folds, store
from tests.mer.learning.test_folds import cut, plan

__all__ = ["cut", "plan"]

ST = paths.Cell("smic", "ST")


def trained(fold: folds.Fold) -> folds.Trained:
    """Stand for the training of a fold."""
    epochs = {"epoch": [1], "loss": 1 / 3, "accuracy": 0.5, "val_loss": np.nan, "val_accuracy": 1.0}
    probabilities = np.tile([0.2, 0.5, 0.3], (len(fold.parts["test"]), 1))
    validation = np.tile([0.5, 0.2, 0.3], (len(fold.parts["val"]), 1))
    reached = {number: folds.Checkpoint(validation, probabilities) for number in fold.checkpoints}
    return folds.Trained(probabilities, pd.DataFrame(epochs), 0, validation, reached)


@pytest.fixture
def asked(monkeypatch) -> list[folds.Fold]:
    """List the folds that are trained."""
    asked: list[folds.Fold] = []
    monkeypatch.setattr(store, "train", lambda fold: asked.append(fold) or trained(fold))
    return asked


def test_results_come_job_after_job_in_the_order_of_their_plans(cut, plan, checked, asked):
    jobs = [
        campaign.Job("whole", ST, plan),
        campaign.Job("half", ST, plan[plan["protocol"] == "loso"].assign(weight=2.0)),
    ]
    made = list(campaign.Campaign(jobs, checked).run())
    assert [job.name for job, _ in made] == ["whole", "half"]
    for job, results in made:
        test = job.plan[job.plan["role"] == "test"].reset_index(drop=True)
        for name in ("protocol", "seed", "fold", "clip", "label", "sample"):
            assert results.predictions[name].equals(test[name])
        assert len(results.history) == len(job.plan[["protocol", "fold"]].drop_duplicates())
    assert len(asked) == 5 + 4


def test_jobs_that_share_a_fold_train_it_once(cut, plan, checked, asked):
    """Two variants whose recipes come to the same plan."""
    jobs = [campaign.Job(name, ST, plan) for name in ("one", "other")]
    work = campaign.Campaign(jobs, checked)
    assert {name: len(tasks) for name, tasks in work.missing.items()} == {"one": 5}
    (_, one), (_, other) = work.run()
    assert len(asked) == 5
    pd.testing.assert_frame_equal(one.predictions, other.predictions)


def test_what_is_finished_is_not_trained_by_the_next_campaign(cut, plan, checked, asked):
    job = campaign.Job("smic-ST", ST, plan)
    half = campaign.Job("half", ST, plan[plan["protocol"] == "holdout"])
    assert list(campaign.Campaign([half], checked).train()) == ["half"]
    work = campaign.Campaign([job], checked)
    assert [fold.protocol for _, fold in work.missing["smic-ST"]] == ["loso"] * 4
    assert list(work.train()) == ["smic-ST"] * 4
    assert work.missing == {}
    assert [len(made.predictions) for _, made in work.run()] == [(plan["role"] == "test").sum()]
    assert len(asked) == 5


def test_a_finished_fold_of_other_samples_is_trained_anew(cut, plan, checked, asked):
    job = campaign.Job("smic-ST", ST, plan[plan["protocol"] == "holdout"])
    ((_, whole),) = campaign.Campaign([job], checked).run()
    (entry,) = Path(".folds").iterdir()
    with np.load(entry) as content:
        arrays = dict(content)
    arrays["probabilities"] = arrays["probabilities"][:-1]
    files.write_arrays(entry, **arrays)
    ((_, again),) = campaign.Campaign([job], checked).run()
    assert again.predictions.equals(whole.predictions)


def test_with_nothing_to_train_no_cluster_is_asked_for(cut, plan, checked, asked):
    settings = checked.model_copy(
        update={"execution": checked.execution.model_copy(update={"address": "tcp://nobody:1"})}
    )
    job = campaign.Job("smic-ST", ST, plan)
    list(campaign.Campaign([job], checked).train())
    (made,) = campaign.Campaign([job], settings).run()
    assert len(made[1].predictions)


def test_a_plan_is_read_with_subjects_codes_as_text(cut, plan, checked):
    named = plan.replace({"clip": {"s00/c0": "006"}})
    files.write_table(ST.plan, named)
    profile = checked.current.model_copy(update={"protocols": ["holdout", "loso"]})
    job = campaign.job(ST, profile)
    assert job.name == "smic-ST"
    assert "006" in set(job.plan["clip"])
    assert Path(ST.plan).is_file()


def test_validation_samples_and_epochs_on_the_way_carry_their_ids(cut, plan, checked, asked):
    job = campaign.Job("whole", ST, plan, checkpoints=(1, 2))
    ((_, made),) = campaign.Campaign([job], checked).run()
    planned = plan[plan["role"] == "val"].reset_index(drop=True)
    assert len(planned)
    assert made.validation["clip"].equals(planned["clip"])
    assert list(made.checkpoints.columns) == fold_tables.CHECKPOINTS
    for role, rows in made.checkpoints.groupby("role"):
        assert rows["epoch"].unique().tolist() == [1, 2]
        assert len(rows) == 2 * (plan["role"] == role).sum()


def test_further_inputs_are_protocols_of_their_own(cut, plan, checked, asked):
    network = checked.current.network.model_copy(update={"also": ["gray"]})
    job = campaign.Job("a", ST, plan, checked.current.model_copy(update={"network": network}))
    ((_, made),) = campaign.Campaign([job], checked).run()
    counts = made.predictions["protocol"].value_counts()
    assert counts["loso"] == counts["loso+gray"] > 0
    assert set(made.history["protocol"]) == {"holdout", "holdout+gray", "loso", "loso+gray"}
