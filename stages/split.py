"""Assign every clip a role in every fold of every protocol.

Reads data/clips/d, writes data/splits/d.csv for each data set d.
"""

from mer.core import command, files, params, paths
from mer.planning import clip_rows, splits


def main() -> None:
    """Split every data set."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    for dataset in params.chosen(settings, named):
        clips = clip_rows.read(dataset)
        table = splits.split(clips, dataset, settings.current, settings.split)
        files.write_table(paths.splits(dataset), table)
        folds = table.groupby("protocol", sort=False)["fold"].nunique()
        counts = ", ".join(f"{protocol} {count}" for protocol, count in folds.items())
        print(f"split {dataset}: {len(clips)} clips; folds: {counts}")


if __name__ == "__main__":
    command.run(main)
