"""The clips, copies and windows of a data set and variant, and how far apart they lie."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from mer.core import files, paths
from mer.planning import smote

Numbered = tuple[np.ndarray, np.ndarray]
"""What was made from clips: for each the id of its clip, and its number 1, 2, ..., shape (m,)."""
NONE: Numbered = (np.zeros(0, str), np.zeros(0, int))


class Samples(NamedTuple):
    """What the plan of a data set and variant is made from."""

    table: pd.DataFrame
    """As `table` lists them."""
    stacks: tuple[paths.Output, ...]
    """The stacks that hold their pixels, in the order of the table."""

    def distances(self) -> np.ndarray:
        """Compute the squared distances between all samples, shape (n, n)."""
        return smote.squared_distances(np.concatenate([files.map_stack(x) for x in self.stacks]))


def table(
    clips: np.ndarray, labels: np.ndarray, copies: Numbered, windows: Numbered = NONE
) -> pd.DataFrame:
    """List originals, copies and windows.

    Args:
        clips: ids of the original clips, shape (n,).
        labels: their classes, shape (n,).
        copies: the copies.
        windows: the windows; they may be left out where no protocol uses them.

    Returns:
        Columns `clip, window, copy, label, kind`; the row number is the sample's number in the
        arrays of clips, copies and windows put one after the other.
    """
    copied, copy = copies
    windowed, window = windows
    label = pd.Series(labels, index=clips)
    clip = np.concatenate([clips, copied, windowed])
    return pd.DataFrame(
        {
            "clip": clip,
            "window": np.concatenate([np.zeros(len(clips) + len(copy), int), window]),
            "copy": np.concatenate([np.zeros(len(clips), int), copy, np.zeros(len(window), int)]),
            "label": label.loc[clip].to_numpy(int),
            "kind": ["original"] * len(clips) + ["copy"] * len(copy) + ["window"] * len(window),
        }
    )


def read(dataset: str, variant: str, windows: bool, labels: np.ndarray | None = None) -> Samples:
    """List the samples; pixels are not read.

    Args:
        dataset: a data set.
        variant: a variant.
        windows: whether a protocol uses windows.
        labels: classes to be taken in place of the true ones, shape (n,) in the order of the clips.

    Raises:
        UserError: a file is missing or broken.
    """
    clips, copies = paths.clips(dataset), paths.Cell(dataset, variant).copies
    stacks: tuple[paths.Output, ...] = (clips, copies)
    known = files.stack_rows(clips, ("clip", "subject"))
    if labels is None:
        labels = known["label"].to_numpy()
    shifted = NONE
    if windows:
        stacks = (*stacks, paths.windows(dataset))
        shifted = _numbered(paths.windows(dataset), "window")
    listed = table(known["clip"].to_numpy(), labels, _numbered(copies, "copy"), shifted)
    return Samples(listed, stacks)


def _numbered(stack: paths.Output, number: str) -> Numbered:
    """Read which clip each array of a stack was made from, and its number."""
    rows = files.stack_rows(stack, ("clip",))
    return rows["clip"].to_numpy(), rows[number].to_numpy(int)
