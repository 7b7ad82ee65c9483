"""The augmented copies of a data set: a stack per variant, shared by those with equal recipes.

Beside its `x.npy` and `rows.csv` a stack of copies has `draws.npy`: how each differs from its clip,
columns as in `mer.planning.augmentation.COLUMNS`.
"""

import contextlib
import functools
import importlib
import itertools
import math
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mer.core import execution, files, params, paths
from mer.core.progress import track
from mer.planning import augmentation, clip_rows

if TYPE_CHECKING:  # worker processes import this file, and have no use for the 45 MB of pandas
    import pandas as pd

DRAWS = "draws.npy"
# a process takes about as long to start as this many pixels take to augment
PIXELS_PER_PROCESS = 150_000_000


class Originals(NamedTuple):
    """The clips of a data set: ids, shape (n,), and pixels `(n, T, S, S)` uint8, not yet read."""

    dataset: str
    clips: Sequence[str]
    x: np.ndarray

    @classmethod
    def read(cls, dataset: str) -> "Originals":
        """Find the clips.

        Raises:
            UserError: there are none, or damaged ones.
        """
        clips = clip_rows.read(dataset)["clip"].tolist()
        return cls(dataset, clips, files.map_stack(paths.clips(dataset)))


def write(
    originals: Originals, recipes: Mapping[str, params.Augment], settings: params.Execution
) -> None:
    """Write the copies for all variants, whole or not at all.

    Args:
        originals: the clips that are copied.
        recipes: variant → its section of `recipes.augment`.
        settings: the section `execution` of params.yaml.
    """
    distinct: dict[params.Augment, list[str]] = {}
    for variant, recipe in recipes.items():
        distinct.setdefault(recipe, []).append(variant)
    total = len(originals.clips) * sum(recipe.copies for recipe in distinct)
    with contextlib.ExitStack() as whole, _executor(originals, total, settings) as pool:
        for recipe, (first, *others) in distinct.items():
            cell = paths.Cell(originals.dataset, first)
            made = whole.enter_context(files.replacing(cell.copies))
            _write_stack(made, originals, recipe, f"augment {cell.name}", pool)
            for other in others:
                copies = paths.Cell(originals.dataset, other).copies
                _link(made, whole.enter_context(files.replacing(copies)))


def _executor(originals: Originals, total: int, settings: params.Execution) -> Executor:
    """Make one executor for all copies; nothing is started where there are none to make."""
    if not total:
        return execution.InProcess()
    # imgaug needs OpenCV: where that does not load, fail here, with a sentence, as a process that
    # is being started could only show a traceback
    importlib.import_module("mer.core.opencv")
    pixels = total * math.prod(originals.x.shape[1:])
    processes = min(execution.workers(settings), 1 + pixels // PIXELS_PER_PROCESS)
    return execution.executor(settings, processes, preload="mer.planning.imgaug_compat")


def _write_stack(
    folder: Path, originals: Originals, recipe: params.Augment, title: str, pool: Executor
) -> None:
    """Write the copies of one recipe, clip after clip; the title stands beside the progress."""
    frames = originals.x.shape[1]
    total = len(originals.clips) * recipe.copies
    draws = np.empty((total, frames if recipe.per_frame else 1, len(augmentation.COLUMNS)))
    make = functools.partial(augmentation.copies, recipe, originals.dataset)
    clips = zip(originals.clips, map(np.array, originals.x), strict=True) if total else ()
    made = itertools.chain.from_iterable(execution.ordered_map(pool, make, clips))
    with files.writing_stack(folder, (total, *originals.x.shape[1:])) as stack:
        for row, copy in enumerate(track(made, title, total, "copies")):
            stack.append(copy.x[np.newaxis])
            draws[row] = copy.draw
        np.save(stack.folder / DRAWS, draws)
        stack.describe(_rows(originals.clips, recipe.copies))


def _rows(clips: Sequence[str], copies: int) -> "pd.DataFrame":
    """List the copies of every clip, clip after clip."""
    import pandas as pd  # noqa: PLC0415 - see above

    return pd.DataFrame(
        {
            "clip": [clip for clip in clips for _ in range(copies)],
            "copy": np.tile(np.arange(1, copies + 1), len(clips)),
        }
    )


def _link(made: Path, same: Path) -> None:
    """Let a second stack share the files of the first, where the disk can; copy them otherwise."""
    shutil.copytree(made, same, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
