"""The null control: train and test every cell again with labels shuffled between clips, before anything else.

`python -m mer.null` (part of `make audit`) runs the cells whose control is missing or of other parameters, for every
seed of `audit.null_seeds`; `python -m mer.null smic-DA samm-ST` those two alone. Needs the clips and copies that
`dvc repro` makes. Writes data/null/d-v-seed.csv (predictions) and controls/d-v-seed.json (metrics).
"""

import argparse
import functools
import hashlib
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mer import controls, execution, files, folds, plans, splits
from mer.balancing import squared_distances
from mer.errors import UserError
from mer.evaluation import DATA, evaluate, in_order
from mer.params import Params, load
from mer.progress import Cell
from mer.seeds import generator


@dataclass(frozen=True)
class Control:
    """A control to be run."""

    dataset: str
    variant: str
    seed: int

    @property
    def clips(self) -> Path:
        """The clips, whose labels are shuffled."""
        return Path(f"data/clips/{self.dataset}.npz")

    @property
    def copies(self) -> Path:
        """Their copies."""
        return Path(f"data/augmented/{self.dataset}-{self.variant}.npz")

    @property
    def name(self) -> str:
        """What it is called on the terminal."""
        return f"null {self.dataset}-{self.variant}"


def plan(control: Control, params: Params) -> pd.DataFrame:
    """Shuffle the labels, then split, augment and balance as the pipeline does; give the plan."""
    with (
        files.read_arrays(control.clips, f"resize@{control.dataset}") as clips,
        files.read_arrays(control.copies, f"augment@{control.dataset}-{control.variant}") as copies,
    ):
        label = controls.shuffle(clips["label"], control.dataset, control.seed)
        table = pd.DataFrame({"clip": clips["clip"], "subject": clips["subject"], "label": label})
        roles = splits.split(table, control.dataset, params.current, params.split)
        samples = plans.samples(clips["clip"], label, copies["clip"], copies["copy"])
        distances = functools.cache(lambda: squared_distances(np.concatenate([clips["x"], copies["x"]])))
        recipe = plans.Recipe(control.dataset, params.recipe(control.variant).balance, params.split, distances)
        return plans.plan(samples, roles, recipe)


def train(control: Control, params: Params, pool: Executor) -> pd.DataFrame:
    """Train every fold; give the predictions of the test samples, beside their shuffled labels."""
    table = plan(control, params)
    with files.read_arrays(control.clips) as clips:
        subjects = pd.Series(clips["subject"], index=clips["clip"])
    tasks = list(folds.folds(table, control.dataset, control.clips, control.copies, params.current))
    made = []
    with Cell(control.name, tasks) as progress:
        results = execution.ordered_map(pool, folds.run, tasks, window=len(tasks))
        for fold, trained in zip(tasks, results, strict=True):
            made.append(folds.predictions(fold, table, subjects, trained))
            progress.finished(fold, made[-1])
    return pd.concat(made, ignore_index=True)


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
    for path in (control.clips, control.copies):
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
    with execution.executor(params.execution, execution.training_workers(params.execution, 2 * len(missing))) as pool:
        for control in missing:
            predictions = train(control, params, pool)
            name = f"{control.dataset}-{control.variant}-{control.seed}"
            files.write_table(f"data/null/{name}.csv", predictions)
            files.write_json(
                controls.path(control.dataset, control.variant, control.seed), score(control, params, predictions)
            )


if __name__ == "__main__":
    from mer.command import run

    run(main)
