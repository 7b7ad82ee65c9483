"""What `make audit` trains on top of the pipeline: the null control of every cell, and the protocols of the audit.

The null control trains and tests a cell again with labels shuffled between clips, before anything
else, for every seed of `audit.null_seeds`, under the profile's protocols and those of
`audit.protocols`. The latter are also run with the true labels. `python -m mer.commands.controls`
runs what is missing or of other parameters or clips; `python -m mer.commands.controls smic-DA
samm-ST` that of these two cells alone. Needs the clips, windows and copies that `dvc repro` makes.
Writes data/null/d-v-seed.csv (predictions) and controls/d-v-seed.json (metrics); with true labels
`true` stands for the seed.
"""

import argparse
import functools
import hashlib
from dataclasses import dataclass

import pandas as pd

from mer.core import files
from mer.core.errors import UserError
from mer.core.params import Params, load
from mer.core.seeds import generator
from mer.core.vocabulary import DATA, in_order
from mer.evaluation import controls
from mer.evaluation.ledger import fingerprint
from mer.evaluation.protocols import evaluate
from mer.learning.campaign import Cell, pool_for, train
from mer.planning import plans, samples, splits


@dataclass(frozen=True)
class Control:
    """A control to be run; its labels are shuffled by `seed`, or are the true ones where that is None."""

    dataset: str
    variant: str
    seed: int | None

    @property
    def cell(self) -> Cell:
        """The cell that is computed again."""
        return Cell(self.dataset, self.variant)

    @property
    def name(self) -> str:
        """What its files are called: `casme2-DA-0`."""
        return controls.path(self.dataset, self.variant, self.seed).stem


def plan(control: Control, params: Params) -> pd.DataFrame:
    """Shuffle the labels, then split, augment and balance as the pipeline does; give the plan."""
    protocols = controls.protocols(params, control.seed)
    with files.read_arrays(control.cell.clips, f"resize@{control.dataset}") as arrays:
        clips = pd.DataFrame({name: arrays[name] for name in ("clip", "subject", "label")})
    if control.seed is not None:
        clips["label"] = controls.shuffle(clips["label"].to_numpy(), control.dataset, control.seed)
    profile = params.current.model_copy(update={"protocols": protocols})
    roles = splits.split(clips, control.dataset, profile, params.split)
    known = samples.read(
        control.dataset, control.variant, "windows" in protocols, clips["label"].to_numpy()
    )
    balance = params.recipe(control.variant).balance
    recipe = plans.Recipe(control.dataset, balance, params.split, functools.cache(known.distances))
    return plans.plan(known.table, roles, recipe)


def score(control: Control, params: Params, predictions: pd.DataFrame) -> dict:
    """Make the content of controls/d-v-seed.json."""
    protocols = {}
    for protocol in in_order(predictions["protocol"].tolist()):
        source = generator("bootstrap", params.evaluate.seed, control.dataset, protocol)
        chosen = predictions[predictions["protocol"] == protocol]
        protocols[protocol] = evaluate(
            chosen, source, params.evaluate.bootstrap, params.evaluate.confidence
        )
    return {
        "data": DATA[params.source],
        "labels": "true" if control.seed is None else "shuffled between clips",
        "dataset": control.dataset,
        "variant": control.variant,
        "null_seed": control.seed,
        "settings": controls.settings(params, control.dataset, control.variant),
        "clips": fingerprint(control.dataset),
        "copies": _copies(control),
        "confidence": params.evaluate.confidence,
        "protocols": protocols,
    }


def _copies(control: Control) -> str:
    """Digest the copies: the same parameters may have made others, with another library."""
    path = control.cell.copies
    if not path.is_file():
        raise UserError(
            f"{path}: expected a file, found none; run `dvc repro` before `python -m mer.commands.controls`."
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _done(control: Control, params: Params) -> bool:
    clips = fingerprint(control.dataset)
    known = controls.read(params, control.dataset, control.variant, control.seed, clips)
    if known is None or known.get("copies") != _copies(control):
        return False
    return set(known["protocols"]) >= set(controls.protocols(params, control.seed))


def _chosen(names: list[str], params: Params) -> list[Control]:
    """List the controls of the named cells, of all without names."""
    cells = {
        f"{dataset}-{variant}": (dataset, variant)
        for dataset in params.datasets
        for variant in params.variants
    }
    for name in names:
        if name not in cells:
            raise UserError(
                f"{name}: expected a cell such as {next(iter(cells))}, one of {', '.join(cells)}."
            )
    seeds = [*params.audit.null_seeds, *([None] if controls.protocols(params, None) else [])]
    return [Control(*cells[name], seed) for seed in seeds for name in names or cells]


def main() -> None:
    """Run the controls that are missing."""
    parser = argparse.ArgumentParser(
        prog="python -m mer.commands.controls",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "cells", nargs="*", metavar="dataset-variant", help="these alone; without any, all cells"
    )
    params = load()
    wanted = _chosen(parser.parse_args().cells, params)
    missing = [control for control in wanted if not _done(control, params)]
    print(
        f"audit: {len(wanted) - len(missing)} of {len(wanted)} controls are there, {len(missing)} to run.",
        flush=True,
    )
    if not missing:
        return
    # one pool for all cells: a process takes seconds to start its network library
    with pool_for(2 * len(missing), params) as pool:
        for control in missing:
            title = f"audit {control.name}"
            predictions, _ = train(control.cell, plan(control, params), params, title, pool)
            files.write_table(f"data/null/{control.name}.csv", predictions)
            files.write_json(
                controls.path(control.dataset, control.variant, control.seed),
                score(control, params, predictions),
            )


if __name__ == "__main__":
    from mer.core.command import run

    run(main)
