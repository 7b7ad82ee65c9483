"""Write the plan of one data set and variant: clips, copies and splits -> data/plans/d-v.csv."""

import functools

import numpy as np

from mer import command, files, params, plans
from mer.balancing import squared_distances


def main() -> None:
    """Plan every fold."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load()
    settings.rules(dataset)
    recipe = settings.recipe(variant)
    splits = files.read_table(f"data/splits/{dataset}.csv", ("protocol", "clip", "role"), f"split@{dataset}")
    with (
        files.read_arrays(f"data/clips/{dataset}.npz", f"resize@{dataset}") as clips,
        files.read_arrays(f"data/augmented/{dataset}-{variant}.npz", f"augment@{dataset}-{variant}") as copies,
    ):
        samples = plans.samples(clips["clip"], clips["label"], copies["clip"], copies["copy"])
        distances = functools.cache(lambda: squared_distances(np.concatenate([clips["x"], copies["x"]])))
        table = plans.plan(samples, splits, plans.Recipe(dataset, recipe.balance, settings.split, distances))
    files.write_table(f"data/plans/{dataset}-{variant}.csv", table)
    kinds = table["kind"].value_counts().reindex(["original", "copy", "smote"], fill_value=0)
    print(f"{dataset}-{variant}: " + ", ".join(f"{count} {kind} rows" for kind, count in kinds.items()))


if __name__ == "__main__":
    command.run(main)
