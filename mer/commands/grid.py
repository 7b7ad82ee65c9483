"""Train the folds of all cells in one go, before DVC asks for them cell by cell.

`dvc repro` runs one stage `train` a data set and variant. Each has to start TensorFlow anew, and in
each a core is idle while the last fold ends; for a grid of small cells that is as long as the
training itself. This command trains the folds of every plan that is there, and keeps them where
`train` finds them. It changes no result, and may be left out.

    dvc repro balance && python -m mer.commands.grid && dvc repro
"""

import argparse
import itertools
import time

from tqdm import tqdm

from mer.core import execution, files, params
from mer.learning import folds
from mer.learning.campaign import Cell, Work, pool_for, work


def plans(settings: params.Params) -> dict[str, Work]:
    """Read the plans that are there; name the cells that have folds to be trained, with their work."""
    cells = itertools.starmap(Cell, itertools.product(settings.datasets, settings.variants))
    known = {}
    for cell in cells:
        if cell.plan.is_file():
            todo = work(cell, files.read_table(cell.plan, folds.PLAN_TEXT), settings)
            if todo.missing:
                known[cell.name] = todo
    return known


def main() -> None:
    """Train what is missing."""
    argparse.ArgumentParser(
        prog="python -m mer.commands.grid",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    settings = params.load()
    cells = plans(settings)
    missing = [(name, *task) for name, todo in cells.items() for task in todo.missing]
    print(f"grid: {len(missing)} folds of {len(cells)} cells to train", flush=True)
    if not missing:
        return
    store = next(
        iter(cells.values())
    ).store  # any of them: where a fold is kept, only its key decides
    start = time.monotonic()
    with pool_for(len(missing), settings) as pool:
        results = execution.ordered_map(pool, store.run, [task for _, *task in missing])
        bar = tqdm(results, "grid", len(missing), unit="fold", disable=None)
        for number, _ in enumerate(bar, start=1):
            name = missing[number - 1][0]
            bar.set_postfix_str(name)
            if bar.disable and (number == len(missing) or missing[number][0] != name):
                print(
                    f"grid {name}: {len(cells[name].missing)} folds, {time.monotonic() - start:.0f} s so far",
                    flush=True,
                )


if __name__ == "__main__":
    from mer.core.command import run

    run(main)
