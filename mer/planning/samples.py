"""The clips, copies and windows of a data set and variant: which there are, and how far apart they lie."""

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from mer.core import files
from mer.planning import plans
from mer.planning.balancing import squared_distances


class Samples(NamedTuple):
    """What the plan of a data set and variant is made from."""

    table: pd.DataFrame
    """As `mer.planning.plans.samples` lists them."""
    paths: tuple[Path, ...]
    """The npz files that hold their pixels, in the order of the table."""

    def distances(self) -> np.ndarray:
        """Compute the squared distances between all samples, shape (n, n)."""
        pixels = []
        for path in self.paths:
            with files.read_arrays(path) as arrays:
                pixels.append(arrays["x"])
        return squared_distances(np.concatenate(pixels))


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
    paths = (Path(f"data/clips/{dataset}.npz"), Path(f"data/augmented/{dataset}-{variant}.npz"))
    with files.read_arrays(paths[0], f"resize@{dataset}") as arrays:
        clips, known = arrays["clip"], arrays["label"]
    with files.read_arrays(paths[1], f"augment@{dataset}-{variant}") as arrays:
        copies = arrays["clip"], arrays["copy"]
    listed = functools.partial(plans.samples, clips, known if labels is None else labels, copies)
    if not windows:
        return Samples(listed(), paths)
    paths = (*paths, Path(f"data/windows/{dataset}.npz"))
    with files.read_arrays(paths[2], f"resize@{dataset}") as arrays:
        return Samples(listed((arrays["clip"], arrays["window"])), paths)
