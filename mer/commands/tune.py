"""Tune batch size and epochs: train the grid, and let validation subjects choose in every fold.

Every cell is trained under loso once per batch size of the profile's `tune`, for the largest number
of epochs; the smaller numbers are read off on the way. Some subjects are kept out of training for
validation, whatever `train.select` says, and choose. Of several inputs of the network the last is
used. Needs the clips and copies that `dvc repro` makes. Writes data/tuning/d-v.csv (predictions)
and tuning/d-v.json (metrics, choices).

    mer tune                  what is missing, or of other settings or clips
    mer tune smic-DA samm-ST  that of these two cells alone
"""

import argparse
import contextlib
import functools

import pandas as pd

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.core.progress import say
from mer.evaluation import ledger, results, tuning
from mer.learning import campaign
from mer.learning.progress import Overall
from mer.planning import clip_rows, plans, samples, splits


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "cells", nargs="*", metavar="dataset-variant", help="these alone; without any, all cells"
    )


def main(arguments: argparse.Namespace) -> None:
    """Tune the cells that are missing."""
    settings = params.load()
    wanted = [*paths.cells(settings.datasets, settings.variants, arguments.cells)]
    missing = [cell for cell in wanted if not _done(cell, settings)]
    print(
        f"tune: {len(wanted) - len(missing)} of {len(wanted)} cells are there, "
        f"{len(missing)} to run.",
        flush=True,
    )
    if missing:
        _tune(missing, settings)


def _done(cell: paths.Cell, settings: params.Params) -> bool:
    known = tuning.read(settings, cell, ledger.fingerprint(cell.dataset))
    return known is not None and known.copies == ledger.copies_fingerprint(cell)


def _tune(missing: list[paths.Cell], settings: params.Params) -> None:
    """Train the grid of some cells; write each as soon as it is whole."""
    sizes, epochs = settings.current.tune.batch_size, settings.current.tune.epochs
    made: dict[paths.Cell, dict[int, pd.DataFrame]] = {cell: {} for cell in missing}
    # a worker builds its network anew for another batch size: those of a data set follow each other
    jobs = {
        f"{cell.name}, batches of {size}": (cell, size)
        for dataset in dict.fromkeys(cell.dataset for cell in missing)
        for size in sizes
        for cell in missing
        if cell.dataset == dataset
    }
    planned = {cell: plan(cell, settings) for cell in missing}
    work = campaign.Campaign(
        [
            campaign.Job(
                name, cell, planned[cell], tuning.at(settings.current, size), tuple(epochs)
            )
            for name, (cell, size) in jobs.items()
        ],
        settings,
    )
    untrained = [fold for tasks in work.missing.values() for _, fold in tasks]
    print(f"tune: {len(untrained)} folds to train, the others are there", flush=True)
    with (
        contextlib.closing(Overall("tune", untrained)) as progress,
        # closed here: an interrupted process would otherwise train to the end before it goes
        contextlib.closing(work.run(progress=progress.job)) as finished,
    ):
        for job, tables in finished:
            cell, size = jobs[job.name]
            made[cell][size] = tables.checkpoints
            if len(made[cell]) == len(sizes):
                _write(cell, settings, made.pop(cell))
                say(f"tune: {cell.name} is written, {len(made)} cells to go")


def plan(cell: paths.Cell, settings: params.Params) -> pd.DataFrame:
    """Split with validation subjects, then augment and balance as the pipeline does.

    Returns:
        The plan, as `mer.planning.plans.plan` makes it.

    Raises:
        UserError: a fold has no validation clips.
    """
    dataset, variant = cell.dataset, cell.variant
    clips = clip_rows.read(dataset)
    train = settings.current.train.model_copy(update={"select": "best_val"})
    profile = settings.current.model_copy(update={"protocols": [tuning.PROTOCOL], "train": train})
    roles = splits.split(clips, dataset, profile, settings.split)
    for (seed, fold), rows in roles.groupby(["seed", "fold"]):
        if not (rows["role"] == "val").any():
            raise UserError(
                f"{dataset}, {tuning.PROTOCOL}, seed {seed}, fold {fold}: expected validation "
                "clips of subjects who are not tested, to choose a setting by, and there are none; "
                "raise split.validation, or use more subjects."
            )
    known = samples.read(dataset, variant, windows=False)
    balance = settings.recipe(variant).balance
    inputs = plans.PlanInputs(dataset, balance, settings.split, functools.cache(known.distances))
    return plans.plan(known.table, roles, inputs)


def _write(cell: paths.Cell, settings: params.Params, checkpoints: dict[int, pd.DataFrame]) -> None:
    """Write predictions and record of a cell, from the tables of each batch size."""
    table = pd.concat(
        [
            checkpoints[size][checkpoints[size]["epoch"] == epochs].assign(batch_size=size)
            for epochs in settings.current.tune.epochs
            for size in settings.current.tune.batch_size
        ],
        ignore_index=True,
    ).rename(columns={"epoch": "epochs", "role": "part"})[tuning.COLUMNS]
    record = tuning.summarise(
        table, cell, settings, ledger.fingerprint(cell.dataset), ledger.copies_fingerprint(cell)
    )
    files.write_table(cell.tuned_predictions, table)
    results.write(cell.tuned, record)
