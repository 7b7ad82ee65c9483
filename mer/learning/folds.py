"""One fold as a task: what a worker needs and returns, and how a plan is cut into folds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import files, params, paths, vocabulary
from mer.core.errors import UserError
from mer.core.files import stacks
from mer.learning import batches

PLAN_TEXT = ("protocol", "role", "kind", "clip", "neighbour", "sample")
"""The columns of a plan that are text."""

Ids = tuple[np.ndarray, np.ndarray]
"""The clip of each array of a stack, and the number of the window or of the copy."""


@dataclass(frozen=True)
class Part:
    """The samples of one role: rows of the stacks, classes, weights; each of shape (n,)."""

    base: np.ndarray
    neighbour: np.ndarray
    gap: np.ndarray
    label: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.base)


@dataclass(frozen=True)
class Fold:
    """A fold to be trained.

    `clips` is the stack of the original clips, under the protocol `windows` that of the windows.
    """

    dataset: str
    protocol: str
    seed: int
    fold: int
    clips: Path
    copies: Path
    network: params.Network
    train: params.Train
    parts: dict[str, Part]

    @property
    def names(self) -> tuple[str | int, ...]:
        """What seeds the fold's random numbers.

        The variant is left out: variants start from the same weights, so that their difference is
        not one of luck.
        """
        return ("train", self.seed, self.dataset, self.protocol, self.fold)


@dataclass(frozen=True)
class Trained:
    """What training a fold returns.

    `probabilities` (n, 3) are those of its test samples in the order of the plan, `history` has one
    row per epoch, `gpus` counts the GPUs it was trained on.
    """

    probabilities: np.ndarray
    history: pd.DataFrame
    gpus: int


def cut(plan: pd.DataFrame, cell: paths.Cell, profile: params.Profile) -> Iterator[Fold]:
    """Cut a plan into folds.

    Args:
        plan: as `mer.planning.plans.plan` makes it.
        cell: the plan's; its clips and copies are what is trained on, under the protocol `windows`
            its windows take the place of the clips, and are read only there.
        profile: its sections `network` and `train` are used. Where relatives of test samples are in
            the validation part, the last epoch counts whatever `train.select` says.

    Yields:
        The folds in the order of the plan.

    Raises:
        UserError: a stack is missing, or the epoch is to be chosen on a validation part that is
            empty.
    """
    copies = _ids(cell.copies, "copy")
    originals: dict[paths.Output, Ids] = {}
    for (protocol, seed, fold), rows in plan.groupby(["protocol", "seed", "fold"], sort=False):
        windows = protocol == "windows"
        base = paths.windows(cell.dataset) if windows else paths.clips(cell.dataset)
        if base not in originals:
            originals[base] = _ids(base, "window" if windows else None)
        train = (
            profile.train.model_copy(update={"select": "last"})
            if protocol in vocabulary.DEALT
            else profile.train
        )
        parts = {
            role: _part(rows[rows["role"] == role], originals[base], copies)
            for role in ("train", "val", "test")
        }
        if train.select == "best_val" and not len(parts["val"]):
            raise UserError(
                f"{cell.dataset}, {protocol}, seed {seed}, fold {fold}: train.select = best_val "
                "expects validation clips of subjects who are not tested, and there are none; use "
                "select: last, or other shares in `split`."
            )
        # absolute: a worker of a cluster runs in another folder
        clips, copied = (Path(path).absolute() for path in (base, cell.copies))
        yield Fold(
            cell.dataset,
            protocol,
            int(seed),
            int(fold),
            clips,
            copied,
            profile.network,
            train,
            parts,
        )


def _ids(stack: paths.Output, number: str | None) -> Ids:
    """Read the clip of each array of a stack and its number, 0 where it has none."""
    rows = files.stack_rows(stack, ("clip",))
    clips = rows["clip"].to_numpy(str)
    return clips, np.zeros(len(rows), int) if number is None else rows[number].to_numpy(int)


def _part(rows: pd.DataFrame, clips: Ids, copies: Ids) -> Part:
    return Part(
        **batches.sources(rows, clips, copies),
        label=rows["label"].to_numpy(np.int64),
        weight=rows["weight"].to_numpy(np.float32),
    )


def identity(stack: Path) -> tuple[int, ...]:
    """Return what tells the arrays of a stack from others that have taken their place."""
    arrays = stack / stacks.ARRAYS
    files.require(arrays)
    status = arrays.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
