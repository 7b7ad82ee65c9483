"""Train the controls: every cell again, until it is fitted, with true and with shuffled labels.

With true labels first, then with labels shuffled between clips, before anything else, once for
every seed of `controls.null_seeds`; each under the profile's protocols and those of
`controls.protocols`. At last with true labels under loso, with equal epochs and with equal steps.
Needs the clips, windows and copies that `dvc repro` makes. Writes, as soon as a control is done,
data/controls/d-v-arm.csv (predictions) and controls/d-v-arm.json (metrics), where the arm is
`true`, the seed of the shuffle, `epochs` or `steps`. Started again, it goes on where it stopped.

    mer controls                  what is missing, or of other settings or clips
    mer controls smic-DA samm-ST  that of these two cells alone
"""

import argparse
import contextlib
import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mer.core import files, params, paths
from mer.core.progress import track
from mer.core.vocabulary import DATA, in_order
from mer.evaluation import controls, ledger, protocols, results
from mer.learning import campaign, fold_tables, folds
from mer.learning.progress import Overall
from mer.planning import clip_rows, plans, samples, splits

_FOLD = ["protocol", "seed", "fold"]


@dataclass(frozen=True)
class Control:
    """A control: a cell, and how it is trained again."""

    cell: paths.Cell
    arm: controls.Arm

    @property
    def name(self) -> str:
        """What its files are called: `casme2-DA-0`."""
        return self.cell.control_name(self.arm.name)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "cells", nargs="*", metavar="dataset-variant", help="these alone; without any, all cells"
    )


def main(arguments: argparse.Namespace) -> None:
    """Run the controls that are missing."""
    settings = params.load()
    wanted = _chosen(arguments.cells, settings)
    missing = {control.name: control for control in wanted if not _done(control, settings)}
    print(
        f"controls: {len(wanted) - len(missing)} of {len(wanted)} controls are there, "
        f"{len(missing)} to run.",
        flush=True,
    )
    if not missing:
        return
    print(f"controls: planning the folds of {len(missing)} controls", flush=True)
    work = campaign.Campaign(_jobs(missing, settings), settings)
    untrained = [fold for tasks in work.missing.values() for _, fold in tasks]
    print(f"controls: {len(untrained)} folds to train, the others are there", flush=True)
    with (
        contextlib.closing(Overall("controls", untrained)) as progress,
        # closed here: an interrupted process would otherwise train to the end before it goes
        contextlib.closing(work.run(progress=progress.job)) as finished,
    ):
        for job, made in finished:
            control = missing[job.name]
            arm = control.arm.name
            files.write_table(control.cell.control_predictions(arm), made.predictions)
            result = score(control, settings, job.plan, made)
            results.write(control.cell.control(arm), result)


def _chosen(names: list[str], settings: params.Params) -> list[Control]:
    """List the controls of the named cells, of all without names; one arm after the other."""
    wanted = [*paths.cells(settings.datasets, settings.variants, names)]
    return [Control(cell, arm) for arm in controls.arms(settings) for cell in wanted]


def _done(control: Control, settings: params.Params) -> bool:
    clips = ledger.fingerprint(control.cell.dataset)
    known = controls.read(settings, control.cell, control.arm, clips)
    return (
        known is not None
        and known.copies == ledger.copies_fingerprint(control.cell)
        and controls.complete(known, control.arm)
    )


def _jobs(missing: dict[str, Control], settings: params.Params) -> Iterator[campaign.Job]:
    for name, control in track(missing.items(), "plan controls", len(missing), "plans"):
        yield campaign.Job(name, control.cell, plan(control, settings), control.arm.profile)


def plan(control: Control, settings: params.Params) -> pd.DataFrame:
    """Shuffle the labels where that is asked for, then split, augment and balance.

    Returns:
        The plan, as `mer.planning.plans.plan` makes it.
    """
    dataset, variant = control.cell.dataset, control.cell.variant
    arm = control.arm
    clips = clip_rows.read(dataset)
    if arm.null_seed is not None:
        clips["label"] = controls.shuffle(clips["label"].to_numpy(), dataset, arm.null_seed)
    roles = splits.split(clips, dataset, arm.profile, settings.split)
    windows = splits.use_windows(arm.profile.protocols)
    known = samples.read(dataset, variant, windows, clips["label"].to_numpy())
    balance = settings.recipe(variant).balance
    distances = functools.cache(known.distances)
    inputs = plans.PlanInputs(dataset, balance, settings.split, distances)
    return plans.plan(known.table, roles, inputs)


def score(
    control: Control, settings: params.Params, plan: pd.DataFrame, made: fold_tables.Results
) -> results.ControlResult:
    """Compute the content of the control's file in controls/."""
    cell, arm = control.cell, control.arm
    return results.ControlResult(
        data=DATA[settings.source],
        labels="true" if arm.null_seed is None else "shuffled between clips",
        dataset=cell.dataset,
        variant=cell.variant,
        null_seed=arm.null_seed,
        budget=arm.budget,
        settings=controls.settings(settings, cell, arm),
        clips=ledger.fingerprint(cell.dataset),
        copies=ledger.copies_fingerprint(cell),
        confidence=settings.evaluate.confidence,
        protocols=protocols.evaluate_all(made.predictions, cell.dataset, settings.evaluate),
        training=_training(plan, made.history, arm.profile.train),
        subjects=_subjects(made.predictions),
    )


def _training(
    plan: pd.DataFrame, history: pd.DataFrame, train: params.Train
) -> dict[str, results.Training]:
    """Say how the folds of each protocol were trained."""
    last = history.sort_values("epoch").groupby(_FOLD).last()
    parts = plan[plan["role"] == "train"].groupby(_FOLD)
    bound = pd.Series({fold: folds.steps(rows, train) for fold, rows in parts})
    made = last.assign(clips=parts["clip"].nunique(), samples=parts.size())
    # the last epoch may end with the last step
    made["steps"] = np.minimum(made["epoch"] * -(-made["samples"] // train.batch_size), bound)
    if train.fitted:
        made["fitted"] = (made["accuracy"] >= train.fitted).astype(float)
    means = made.groupby(level="protocol").mean()
    return {
        name: results.Training(
            clips=_number(means["clips"][name]),
            samples=_number(means["samples"][name]),
            epochs=_number(means["epoch"][name]),
            steps=_number(means["steps"][name]),
            accuracy=_number(means["accuracy"][name]),
            fitted=_number(means["fitted"][name]) if train.fitted else None,
        )
        for name in in_order(means.index)
    }


def _number(value: float) -> float:
    return round(float(value), 4)


def _subjects(predictions: pd.DataFrame) -> dict[str, results.Tested]:
    """Count the right answers and the test samples of every subject under each protocol."""
    right = predictions["label"] == predictions["predicted"]
    counts = predictions.assign(right=right).groupby(["protocol", "subject"])["right"]
    sums = counts.agg(["sum", "size"])
    return {
        name: {
            str(subject): (int(row["sum"]), int(row["size"]))
            for subject, row in sums.loc[name].iterrows()
        }
        for name in in_order(sums.index.get_level_values("protocol"))
    }
