"""Write the plan of one data set and variant.

Reads data/clips/d, data/windows/d, data/augmented/d/v and data/splits/d.csv, writes
data/plans/d-v.csv.
"""

import functools

from mer.core import command, files, params, paths
from mer.planning import plans, samples, splits


def main() -> None:
    """Plan every fold."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load_for(dataset, variant)
    roles = files.read_table(paths.splits(dataset), ("protocol", "clip", "role"))
    known = samples.read(dataset, variant, splits.use_windows(roles["protocol"].unique()))
    balance = settings.recipe(variant).balance
    distances = functools.cache(known.distances)
    inputs = plans.PlanInputs(dataset, balance, settings.split, distances)
    table = plans.plan(known.table, roles, inputs)
    files.write_table(paths.Cell(dataset, variant).plan, table)
    kinds = table["kind"].value_counts()
    kinds = kinds.reindex(["original", "window", "copy", "smote"], fill_value=0)
    counts = [f"{count} {kind} rows" for kind, count in kinds.items() if count or kind != "window"]
    print(f"{dataset}-{variant}: " + ", ".join(counts))


if __name__ == "__main__":
    command.run(main)
