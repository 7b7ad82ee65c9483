"""Write the plan of every variant of a data set.

Reads data/clips/d, data/windows/d, data/augmented/d and data/splits/d.csv, writes data/plans/d/.
"""

import functools
from pathlib import Path

from mer.core import command, files, params, paths
from mer.planning import plans, samples, splits


def main() -> None:
    """Plan every fold of one data set."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset)
    roles = files.read_table(paths.splits(dataset), ("protocol", "clip", "role"))
    windows = splits.use_windows(roles["protocol"].unique())
    with files.replacing(paths.plans(dataset)) as folder:
        folder.mkdir()
        for variant in settings.variants:
            known = samples.read(dataset, variant, windows)
            balance = settings.recipe(variant).balance
            distances = functools.cache(known.distances)
            inputs = plans.PlanInputs(dataset, balance, settings.split, distances)
            table = plans.plan(known.table, roles, inputs)
            files.write_table(folder / Path(paths.Cell(dataset, variant).plan).name, table)
            kinds = table["kind"].value_counts()
            kinds = kinds.reindex(["original", "window", "copy", "smote"], fill_value=0)
            counts = [f"{count} {kind} rows" for kind, count in kinds.items() if count]
            print(f"{dataset}-{variant}: " + ", ".join(counts))


if __name__ == "__main__":
    command.run(main)
