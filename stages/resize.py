"""Resize masked crops to gray squares and take the frames that the network sees.

Reads data/masked/d.npz and d.csv, writes data/clips/d.npz.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from mer.clips import resize, sample
from mer.command import run, stage_arguments
from mer.errors import UserError
from mer.files import read_arrays, read_table, writing_archive
from mer.params import load


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    size = params.current.clip.size
    clips = _clips(Path(f"data/masked/{dataset}.csv"), f"mask@{dataset}")
    frames = len(clips["positions"].iloc[0].split())
    progress = tqdm(clips.itertuples(), f"resize {dataset}", len(clips), unit="clip", disable=None)
    with (
        read_arrays(f"data/masked/{dataset}.npz", made_by=f"mask@{dataset}") as masked,
        writing_archive(f"data/clips/{dataset}.npz") as archive,
    ):
        archive.add_array_stream("x", (len(clips), frames, size, size), np.uint8, _resized(progress, masked, size))
        archive.add_array("label", clips["label"].astype(np.int64).to_numpy())
        archive.add_array("subject", clips["subject"].to_numpy(str))
        archive.add_array("clip", clips["clip"].to_numpy(str))
    print(f"resize {dataset}: {len(clips)} clips of {frames} frames of {size}x{size} pixels.")


def _clips(path: Path, made_by: str) -> pd.DataFrame:
    """Read the rows of the masked clips, sorted by clip.

    Raises:
        UserError: none is left, or they do not all have the same number of frames.
    """
    table = read_table(path, text=("clip", "subject", "label", "positions", "status"), made_by=made_by)
    kept = table[table["status"] == "kept"].sort_values("clip")
    lengths = kept["positions"].str.split().str.len()
    if lengths.nunique() != 1:
        raise UserError(
            f"{path}: expected clips with one and the same number of positions, "
            f"received {sorted(lengths.unique().tolist())}; run `dvc repro --force {made_by}`."
        )
    return kept


def _resized(clips: Iterable[Any], masked: np.lib.npyio.NpzFile, size: int) -> Iterator[np.ndarray]:
    """Make one clip after the other, each `(1, T, size, size)`."""
    for row in clips:
        positions = [float(position) for position in row.positions.split()]
        try:
            yield sample(resize(masked[row.clip], size), positions)[np.newaxis]
        except (KeyError, ValueError) as error:
            raise UserError(
                f"{masked.zip.filename}: expected the frames of {row.clip} at the positions {row.positions}, "
                f"found none there ({error}); run `dvc repro --force`."
            ) from None


if __name__ == "__main__":
    run(main)
