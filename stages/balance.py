"""Write the plan of each variant.

Reads data/clips/d, data/windows/d, data/augmented/v/d and data/splits/d.csv, writes
data/plans/v/d.csv for each variant v and data set d.
"""

import functools

import pandas as pd

from mer.core import command, files, params, paths
from mer.planning import clip_rows, plans, samples, soundness, splits


def main() -> None:
    """Plan every fold of every data set."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    made = {
        cell: plan(cell, settings)
        for cell in paths.cells(params.chosen(settings, named), settings.variants)
    }
    rows: dict[str, list[str]] = {}
    for cell, table in made.items():  # together or, where one fails, not at all
        files.write_table(cell.plan, table)
        kinds = " + ".join(f"{count} {kind}" for kind, count in plans.count(table).items() if count)
        rows.setdefault(cell.dataset, []).append(f"{cell.variant} {kinds}")
    for dataset, counts in rows.items():
        print(f"balance {dataset}, rows: {'; '.join(counts)}")


def plan(cell: paths.Cell, settings: params.Params) -> pd.DataFrame:
    """Plan every fold of one cell."""
    roles = soundness.read_roles(cell.dataset, settings.current)
    windows = splits.use_windows(roles["protocol"].unique())
    known = samples.read(cell.dataset, cell.variant, windows)
    clips = clip_rows.read(cell.dataset)
    soundness.check_roles(roles, known.table[known.table["kind"] != "copy"], clips, cell.dataset)
    balance = settings.recipe(cell.variant).balance
    distances = functools.cache(known.distances)
    inputs = plans.PlanInputs(cell.dataset, balance, settings.split, distances)
    return plans.plan(known.table, roles, inputs)


if __name__ == "__main__":
    command.run(main)
