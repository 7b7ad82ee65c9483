"""The clips, copies and windows of a data set and variant, and how far apart they lie."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from mer.core import files, paths
from mer.planning import clip_rows, smote

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
    known = clip_rows.read(dataset)
    if labels is None:
        labels = known["label"].to_numpy()
    ids, shifted = known["clip"].to_numpy(), NONE
    if windows:
        stacks = (*stacks, paths.windows(dataset))
        shifted = _numbered(paths.windows(dataset), "window", clips, ids)
    listed = table(ids, labels, _numbered(copies, "copy", clips, ids), shifted)
    return Samples(listed, stacks)


def _numbered(stack: paths.Output, number: str, clips: paths.Output, ids: np.ndarray) -> Numbered:
    """Read which clip each array of a stack was made from, and its number.

    Raises:
        UserError: they are not equally many of every clip, numbered from 1, or of other sizes.
    """
    rows = files.stack_rows(stack, ("clip",), ("clip", number))
    found = list(zip(rows["clip"], rows[number], strict=True))
    expected = {(clip, one + 1) for clip in ids for one in range(len(found) // len(ids))}
    odd = sorted(map(str, expected.symmetric_difference(found)))
    if odd or len(found) != len(expected):
        received = f"{len(found)} rows" + (f", and {odd[0]} otherwise" if odd else "")
        expected_rows = f"equally many of each of {len(ids)} clips, each {number} once, from 1"
        raise paths.damaged(stack, expected_rows, received)
    one, other = (files.map_stack(path).shape[1:] for path in (clips, stack))
    if one != other:
        raise paths.damaged(stack, f"frames and sides {one}, as the clips have them", str(other))
    return rows["clip"].to_numpy(), rows[number].to_numpy(int)
