"""The null control: train and test every cell again with labels shuffled between clips, before anything else.

`python -m mer.null` (part of `make audit`) runs the cells whose control is missing or of other parameters, for every
seed of `audit.null_seeds`; `python -m mer.null smic-DA samm-ST` those two alone. Needs the clips and copies that
`dvc repro` makes. Writes data/null/d-v-seed.csv (predictions) and controls/d-v-seed.json (metrics).
"""

import argparse
import functools
import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mer import controls, files, plans, splits
from mer.balancing import squared_distances
from mer.cells import Cell, pool_for, train
from mer.errors import UserError
from mer.evaluation import DATA, evaluate, in_order
from mer.params import Params, load
from mer.seeds import generator


@dataclass(frozen=True)
class Control:
    """A control to be run."""

    dataset: str
    variant: str
    seed: int

    @property
    def cell(self) -> Cell:
        """The cell whose labels are shuffled."""
        return Cell(self.dataset, self.variant)


def plan(control: Control, params: Params) -> pd.DataFrame:
    """Shuffle the labels, then split, augment and balance as the pipeline does; give the plan."""
    with (
        files.read_arrays(control.cell.clips, f"resize@{control.dataset}") as clips,
        files.read_arrays(control.cell.copies, f"augment@{control.dataset}-{control.variant}") as copies,
    ):
        label = controls.shuffle(clips["label"], control.dataset, control.seed)
        table = pd.DataFrame({"clip": clips["clip"], "subject": clips["subject"], "label": label})
        roles = splits.split(table, control.dataset, params.current, params.split)
        samples = plans.samples(clips["clip"], label, copies["clip"], copies["copy"])
        distances = functools.cache(lambda: squared_distances(np.concatenate([clips["x"], copies["x"]])))
        recipe = plans.Recipe(control.dataset, params.recipe(control.variant).balance, params.split, distances)
        return plans.plan(samples, roles, recipe)


def score(control: Control, params: Params, predictions: pd.DataFrame) -> dict:
    """Make the content of controls/d-v-seed.json."""
    protocols = {}
    for protocol in in_order(predictions["protocol"].tolist()):
        source = generator("bootstrap", params.evaluate.seed, control.dataset, protocol)
        chosen = predictions[predictions["protocol"] == protocol]
        protocols[protocol] = evaluate(chosen, source, params.evaluate.bootstrap, params.evaluate.confidence)
    return {
        "data": DATA[params.source],
        "labels": "shuffled between clips",
        "dataset": control.dataset,
        "variant": control.variant,
        "null_seed": control.seed,
        "settings": controls.settings(params, control.dataset, control.variant),
        "clips": _digest(control),
        "confidence": params.evaluate.confidence,
        "protocols": protocols,
    }


def _digest(control: Control) -> str:
    """Digest the clips and copies: the same parameters on other frames are another control."""
    content = hashlib.sha256()
    for path in (control.cell.clips, control.cell.copies):
        if not path.is_file():
            raise UserError(f"{path}: expected a file, found none; run `dvc repro` before `python -m mer.null`.")
        content.update(path.read_bytes())
    return content.hexdigest()[:16]


def _done(control: Control, params: Params) -> bool:
    known = controls.read(params, control.dataset, control.variant, control.seed)
    return known is not None and known["clips"] == _digest(control)


def _chosen(names: list[str], params: Params) -> list[Control]:
    """List the controls of the named cells, of all without names."""
    cells = {f"{dataset}-{variant}": (dataset, variant) for dataset in params.datasets for variant in params.variants}
    for name in names:
        if name not in cells:
            raise UserError(f"{name}: expected a cell such as {next(iter(cells))}, one of {', '.join(cells)}.")
    return [Control(*cells[name], seed) for seed in params.audit.null_seeds for name in names or cells]


def main() -> None:
    """Run the controls that are missing."""
    parser = argparse.ArgumentParser(
        prog="python -m mer.null", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cells", nargs="*", metavar="dataset-variant", help="these alone; without any, all cells")
    params = load()
    wanted = _chosen(parser.parse_args().cells, params)
    missing = [control for control in wanted if not _done(control, params)]
    print(
        f"null control: {len(wanted) - len(missing)} of {len(wanted)} cells are there, {len(missing)} to run.",
        flush=True,
    )
    if not missing:
        return
    # one pool for all cells: a process takes seconds to start its network library
    with pool_for(2 * len(missing), params) as pool:
        for control in missing:
            title = f"null {control.cell.name}"
            predictions, _ = train(control.cell, plan(control, params), params, title, pool)
            name = f"{control.dataset}-{control.variant}-{control.seed}"
            files.write_table(f"data/null/{name}.csv", predictions)
            files.write_json(
                controls.path(control.dataset, control.variant, control.seed), score(control, params, predictions)
            )


if __name__ == "__main__":
    from mer.command import run

    run(main)
