"""Write the plan of each variant.

Reads data/clips/d, data/windows/d, data/augmented/d and data/splits/d.csv, writes for each
variant v data/plans/d/v.csv.
"""

import functools

from mer.core import command, files, params, paths
from mer.planning import plans, samples, splits


def main() -> None:
    """Plan every fold of one data set."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset)
    roles = files.read_table(paths.splits(dataset), ("protocol", "clip", "role"))
    windows = splits.use_windows(roles["protocol"].unique())
    summary = []
    with files.replacing(paths.plans(dataset)) as folder:
        folder.mkdir()
        for variant in settings.variants:
            known = samples.read(dataset, variant, windows)
            balance = settings.recipe(variant).balance
            distances = functools.cache(known.distances)
            inputs = plans.PlanInputs(dataset, balance, settings.split, distances)
            table = plans.plan(known.table, roles, inputs)
            files.write_table(folder / paths.Cell(dataset, variant).plan.path.name, table)
            counts = plans.count(table)
            shown = [f"{count} {kind} rows" for kind, count in counts.items()]
            summary.append(f"{dataset}-{variant}: {', '.join(shown)}")
    print("\n".join(summary))


if __name__ == "__main__":
    command.run(main)
