"""Resize masked crops to gray squares and take the frames that the network sees.

Reads data/masked/d.npz and d.csv, writes data/clips/d.npz.
"""

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from mer.clips import resize, sample
from mer.command import run, stage_arguments
from mer.errors import UserError
from mer.execution import ordered_map, workers
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
    threads = workers(params.execution)
    with (
        read_arrays(f"data/masked/{dataset}.npz", made_by=f"mask@{dataset}") as masked,
        writing_archive(f"data/clips/{dataset}.npz") as archive,
        ThreadPoolExecutor(threads) as pool,  # threads: OpenCV and NumPy work outside of Python's lock
    ):
        work = functools.partial(_square, size=size, path=masked.zip.filename)
        squares = ordered_map(pool, work, _crops(clips, masked), window=2 * threads)
        progress = tqdm(squares, f"resize {dataset}", len(clips), unit="clip", disable=None)
        archive.add_array_stream("x", (len(clips), frames, size, size), np.uint8, progress)
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


def _crops(clips: pd.DataFrame, masked: np.lib.npyio.NpzFile) -> Iterator[tuple[str, str, np.ndarray]]:
    """Read one clip after the other: its id, its positions, its masked crops."""
    for clip, positions in zip(clips["clip"], clips["positions"], strict=True):
        try:
            yield clip, positions, masked[clip]
        except KeyError as error:
            raise _no_frames(masked.zip.filename, clip, positions, error) from None


def _square(source: tuple[str, str, np.ndarray], size: int, path: str) -> np.ndarray:
    """Make `(1, T, size, size)` of one clip."""
    clip, positions, crops = source
    try:
        return sample(resize(crops, size), [float(position) for position in positions.split()])[np.newaxis]
    except ValueError as error:
        raise _no_frames(path, clip, positions, error) from None


def _no_frames(path: str, clip: str, positions: str, error: Exception) -> UserError:
    return UserError(
        f"{path}: expected the frames of {clip} at the positions {positions}, "
        f"found none there ({error}); run `dvc repro --force`."
    )


if __name__ == "__main__":
    run(main)
