"""Train every fold of a plan: clips, copies, plan -> data/predictions/d-v.csv, data/history/d-v.csv.

No network is imported in this process, only in the workers that train. Folds that were finished before, by a run that
was killed or with the same settings, are taken from .folds/ instead of being trained again.
"""

from pathlib import Path

import pandas as pd

from mer import command, execution, files, folds, params
from mer.progress import Cell
from mer.store import FoldStore


def main() -> None:
    """Train one cell."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load()
    settings.rules(dataset)
    settings.recipe(variant)
    name = f"{dataset}-{variant}"
    clips, copies = Path(f"data/clips/{dataset}.npz"), Path(f"data/augmented/{name}.npz")
    plan = files.read_table(f"data/plans/{name}.csv", folds.PLAN_TEXT, f"balance@{name}")
    with files.read_arrays(clips, f"resize@{dataset}") as arrays:
        subjects = pd.Series(arrays["subject"], index=arrays["clip"])
    tasks = list(folds.folds(plan, dataset, clips, copies, settings.current))

    store = FoldStore(clips, copies)
    known = [store.finished(fold) for fold in tasks]
    missing = [fold for fold, trained in zip(tasks, known, strict=True) if trained is None]
    predictions, history = [], []
    count = execution.training_workers(settings.execution, len(missing))
    with execution.executor(settings.execution, count) as pool, Cell(name, tasks) as progress:
        results = execution.ordered_map(pool, store.run, missing, window=len(tasks))
        for fold, finished in zip(tasks, known, strict=True):
            trained = next(results) if finished is None else finished
            predictions.append(folds.predictions(fold, plan, subjects, trained))
            history.append(folds.history(fold, trained))
            progress.finished(fold, predictions[-1])
    files.write_table(f"data/history/{name}.csv", pd.concat(history))
    files.write_table(f"data/predictions/{name}.csv", pd.concat(predictions))


if __name__ == "__main__":
    command.run(main)
