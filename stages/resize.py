"""Resize masked crops to gray squares and take the frames that the network sees.

Reads data/masked/d.npz and d.csv, writes data/clips/d.npz and the clips' windows to
data/windows/d.npz.
"""

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from mer.core.command import run, stage_arguments
from mer.core.errors import UserError
from mer.core.execution import ordered_map, workers
from mer.core.files import Archive, read_arrays, read_table, writing_archive
from mer.core.params import Params, load
from mer.preprocessing.resizing import resize, sample


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    size = params.current.clip.size
    clips = _clips(Path(f"data/masked/{dataset}.csv"), f"mask@{dataset}")
    with read_arrays(f"data/masked/{dataset}.npz", made_by=f"mask@{dataset}") as masked:
        with writing_archive(f"data/clips/{dataset}.npz") as archive:
            frames, _ = _write(archive, clips, "positions", masked, params)
            archive.add_array("label", clips["label"].astype(np.int64).to_numpy())
            archive.add_array("subject", clips["subject"].to_numpy(str))
            archive.add_array("clip", clips["clip"].to_numpy(str))
        # the crops are read a second time, so that memory stays at a few clips
        with writing_archive(f"data/windows/{dataset}.npz") as archive:
            _, windows = _write(archive, clips, "windows", masked, params)
            archive.add_array("clip", np.repeat(clips["clip"].to_numpy(str), windows))
            archive.add_array("window", np.tile(np.arange(1, windows + 1), len(clips)))
    also = f", and {windows} windows of each" if windows else ""
    print(f"resize {dataset}: {len(clips)} clips of {frames} frames of {size}x{size} pixels{also}.")


def _write(
    archive: Archive, clips: pd.DataFrame, column: str, masked: np.lib.npyio.NpzFile, params: Params
) -> tuple[int, int]:
    """Write `x`: every clip, sampled as often as a column holds positions; give T, and how often that was."""
    size, threads = params.current.clip.size, workers(params.execution)
    frames, times = len(clips["positions"].iloc[0].split()), int(_count(clips[column]).iloc[0])
    work = functools.partial(_square, size=size, path=masked.zip.filename)
    with ThreadPoolExecutor(
        threads
    ) as pool:  # threads: OpenCV and NumPy work outside of Python's lock
        crops = _crops(clips, masked, column) if times else ()
        squares = ordered_map(pool, work, crops, window=2 * threads)
        progress = tqdm(
            squares,
            Path(masked.zip.filename).stem,
            len(clips) * bool(times),
            unit="clip",
            disable=None,
        )
        archive.add_array_stream("x", (len(clips) * times, frames, size, size), np.uint8, progress)
    return frames, times


def _clips(path: Path, made_by: str) -> pd.DataFrame:
    """Read the rows of the masked clips, sorted by clip.

    Raises:
        UserError: none is left, or they do not all have the same number of positions and windows.
    """
    text = ("clip", "subject", "label", "positions", "windows", "status")
    table = read_table(path, text=text, made_by=made_by)
    kept = table[table["status"] == "kept"].sort_values("clip")
    positions = pd.concat([kept["positions"], kept["windows"].str.split(";").explode()])
    for what, numbers in (
        ("positions", positions[positions != ""].str.split().str.len()),
        ("windows", _count(kept["windows"])),
    ):
        if numbers.nunique() != 1:
            raise UserError(
                f"{path}: expected clips with one and the same number of {what}, "
                f"received {sorted(numbers.unique().tolist())}; run `dvc repro --force {made_by}`."
            )
    return kept


def _count(positions: pd.Series) -> pd.Series:
    """Count the sets of positions in each cell, which `;` separates."""
    return positions.str.count(";") + (positions != "")


def _crops(
    clips: pd.DataFrame, masked: np.lib.npyio.NpzFile, column: str
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Read one clip after the other: its id, its positions or those of its windows, its masked crops."""
    for clip, positions in zip(clips["clip"], clips[column], strict=True):
        try:
            yield clip, positions, masked[clip]
        except KeyError as error:
            raise _no_frames(masked.zip.filename, clip, positions, error) from None


def _square(source: tuple[str, str, np.ndarray], size: int, path: str) -> np.ndarray:
    """Make `(W, T, size, size)` of one clip, sampled at W sets of T positions."""
    clip, positions, crops = source
    squares = resize(crops, size)
    try:
        return np.stack(
            [sample(squares, [float(one) for one in part.split()]) for part in positions.split(";")]
        )
    except ValueError as error:
        raise _no_frames(path, clip, positions, error) from None


def _no_frames(path: str, clip: str, positions: str, error: Exception) -> UserError:
    return UserError(
        f"{path}: expected the frames of {clip} at the positions {positions}, "
        f"found none there ({error}); run `dvc repro --force`."
    )


if __name__ == "__main__":
    run(main)
