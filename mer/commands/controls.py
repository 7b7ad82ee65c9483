"""Train the controls: every cell once more with shuffled labels, and more protocols with true ones.

A null control trains and tests a cell again with labels shuffled between clips, before anything
else, for every seed of `controls.null_seeds`, under the profile's protocols and those of
`controls.protocols`. The latter are also run with the true labels. Needs the clips, windows and
copies that `dvc repro` makes. Writes data/controls/d-v-seed.csv (predictions) and
controls/d-v-seed.json (metrics); with true labels `true` stands for the seed.

    mer controls                     what is missing, or of other parameters or clips
    mer controls smic-DA samm-ST     that of these two cells alone
"""

import argparse
import contextlib
import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.core.files import stacks
from mer.core.vocabulary import DATA
from mer.evaluation import controls, ledger, protocols, results
from mer.learning import campaign
from mer.planning import plans, samples, splits


@dataclass(frozen=True)
class Control:
    """A control of a cell; its labels are shuffled by `seed`, or are the true ones for None."""

    cell: paths.Cell
    seed: int | None

    @property
    def name(self) -> str:
        """What its files are called: `casme2-DA-0`."""
        return self.cell.control_name(self.seed)


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
    jobs = [
        campaign.Job(name, control.cell, plan(control, settings))
        for name, control in missing.items()
    ]
    # closed here: an interrupted process would otherwise train to the end before it goes
    with contextlib.closing(campaign.Campaign(jobs, settings).run("controls ")) as finished:
        for job, made in finished:
            control = missing[job.name]
            files.write_table(control.cell.control_predictions(control.seed), made.predictions)
            result = score(control, settings, made.predictions)
            results.write(control.cell.control(control.seed), result)


def _chosen(names: list[str], settings: params.Params) -> list[Control]:
    """List the controls of the named cells, of all without names."""
    cells = {cell.name: cell for cell in paths.cells(settings.datasets, settings.variants)}
    for name in names:
        if name not in cells:
            raise UserError(
                f"{name}: expected a cell such as {next(iter(cells))}, one of {', '.join(cells)}."
            )
    seeds = [*settings.controls.null_seeds, *([None] if controls.protocols(settings, None) else [])]
    return [Control(cells[name], seed) for seed in seeds for name in names or cells]


def _done(control: Control, settings: params.Params) -> bool:
    known = controls.read(
        settings, control.cell, control.seed, ledger.fingerprint(control.cell.dataset)
    )
    if known is None or known.copies != _copies(control.cell):
        return False
    return set(known.protocols) >= set(controls.protocols(settings, control.seed))


def _copies(cell: paths.Cell) -> str:
    """Digest the copies: another library version may make others from the same parameters."""
    files.require(cell.copies)
    return files.digest(Path(cell.copies) / stacks.ARRAYS)[:16]


def plan(control: Control, settings: params.Params) -> pd.DataFrame:
    """Shuffle the labels, then split, augment and balance as the pipeline does.

    Returns:
        The plan, as `mer.planning.plans.plan` makes it.
    """
    dataset, variant = control.cell.dataset, control.cell.variant
    chosen = controls.protocols(settings, control.seed)
    clips = files.stack_rows(paths.clips(dataset), ("clip", "subject"))
    if control.seed is not None:
        clips["label"] = controls.shuffle(clips["label"].to_numpy(), dataset, control.seed)
    profile = settings.current.model_copy(update={"protocols": chosen})
    roles = splits.split(clips, dataset, profile, settings.split)
    known = samples.read(dataset, variant, splits.use_windows(chosen), clips["label"].to_numpy())
    balance = settings.recipe(variant).balance
    distances = functools.cache(known.distances)
    inputs = plans.PlanInputs(dataset, balance, settings.split, distances)
    return plans.plan(known.table, roles, inputs)


def score(
    control: Control, settings: params.Params, predictions: pd.DataFrame
) -> results.ControlResult:
    """Compute the content of the control's file in controls/."""
    cell = control.cell
    return results.ControlResult(
        data=DATA[settings.source],
        labels="true" if control.seed is None else "shuffled between clips",
        dataset=cell.dataset,
        variant=cell.variant,
        null_seed=control.seed,
        settings=controls.settings(settings, cell),
        clips=ledger.fingerprint(cell.dataset),
        copies=_copies(cell),
        confidence=settings.evaluate.confidence,
        protocols=protocols.evaluate_all(predictions, cell.dataset, settings.evaluate),
    )
