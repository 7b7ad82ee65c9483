"""Count what became of every label row and folder of a data set.

Reads data/frames/d.csv, data/masked/d.csv and the names in data/clips/d.npz, writes
metrics/clips/d.json, with a digest of the clips and their windows.
"""

import pandas as pd

from mer.core.command import run, stage_arguments
from mer.core.files import read_arrays, read_table, write_json
from mer.core.params import load
from mer.core.vocabulary import DATA
from mer.evaluation.ledger import account, account_path, fingerprint

TEXT = ("clip", "subject", "label", "status", "reason")


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    frames = read_table(f"data/frames/{dataset}.csv", text=TEXT, made_by=f"extract@{dataset}")
    masked = read_table(f"data/masked/{dataset}.csv", text=TEXT, made_by=f"mask@{dataset}")
    with read_arrays(f"data/clips/{dataset}.npz", made_by=f"resize@{dataset}") as arrays:
        used = pd.DataFrame(
            {name: arrays[name].astype(str) for name in ("clip", "subject", "label")}
        )
    counts = account(frames, masked, used)
    content = {
        "data": DATA[params.source],
        "dataset": dataset,
        **counts,
        "digest": fingerprint(dataset),
    }
    write_json(account_path(dataset), content)


if __name__ == "__main__":
    run(main)
