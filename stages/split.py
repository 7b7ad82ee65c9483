"""Give every clip its role in every fold of every protocol: data/clips/d.npz -> data/splits/d.csv."""

import pandas as pd

from mer.core import command, files, params
from mer.planning import splits


def main() -> None:
    """Split one data set."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load()
    settings.rules(dataset)
    with files.read_arrays(f"data/clips/{dataset}.npz", made_by=f"resize@{dataset}") as arrays:
        clips = pd.DataFrame({name: arrays[name] for name in ("clip", "subject", "label")})
    table = splits.split(clips, dataset, settings.current, settings.split)
    files.write_table(f"data/splits/{dataset}.csv", table)
    folds = table.groupby("protocol", sort=False)["fold"].nunique()
    print(
        f"{dataset}: {len(clips)} clips; folds: "
        + ", ".join(f"{name} {count}" for name, count in folds.items())
    )


if __name__ == "__main__":
    command.run(main)
