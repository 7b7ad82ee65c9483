"""Find the clips of a data set, label them, and store the frames that are needed.

Reads data/<source>/d/, writes data/frames/d.zip and d.csv.
"""

from pathlib import Path

from mer.core.command import run, stage_arguments
from mer.core.errors import UserError
from mer.core.params import load
from mer.core.reasons import drops
from mer.datasets import dataset as data_set
from mer.preprocessing.frames import store


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    labels = params.rules(dataset)
    root = Path("data") / params.source / dataset
    if params.source == "standin" and not root.is_dir():
        raise UserError(
            f"{root}: expected the stand-in, found none; run `dvc repro standin@{dataset}`."
        )
    reading = data_set(dataset).read(root, labels)
    for note in reading.notes:
        print(f"extract {dataset}: {note}")
    table = store(
        dataset, reading.clips, params.current.clip, params.execution, Path("data/frames")
    )
    kept = (table["status"] == "kept").sum()
    reasons = f", {len(table) - kept} dropped: {drops(table)}" if kept < len(table) else ""
    print(
        f"extract {dataset} ({', '.join(reading.layouts)}): {kept} of {len(table)} clips kept{reasons}."
    )


if __name__ == "__main__":
    run(main)
