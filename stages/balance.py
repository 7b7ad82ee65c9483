"""Write the plan of one data set and variant: clips, windows, copies and splits -> data/plans/d-v.csv."""

import functools

from mer.core import command, files, params
from mer.planning import plans, samples


def main() -> None:
    """Plan every fold."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load()
    settings.rules(dataset)
    balance = settings.recipe(variant).balance
    splits = files.read_table(
        f"data/splits/{dataset}.csv", ("protocol", "clip", "role"), f"split@{dataset}"
    )
    known = samples.read(dataset, variant, (splits["protocol"] == "windows").any())
    recipe = plans.Recipe(dataset, balance, settings.split, functools.cache(known.distances))
    table = plans.plan(known.table, splits, recipe)
    files.write_table(f"data/plans/{dataset}-{variant}.csv", table)
    kinds = (
        table["kind"].value_counts().reindex(["original", "window", "copy", "smote"], fill_value=0)
    )
    counts = [f"{count} {kind} rows" for kind, count in kinds.items() if count or kind != "window"]
    print(f"{dataset}-{variant}: " + ", ".join(counts))


if __name__ == "__main__":
    command.run(main)
