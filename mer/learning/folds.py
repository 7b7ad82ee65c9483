"""One fold as a task: what a worker needs and returns, and how a plan is cut into folds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

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
    steps: int
    """The optimiser's, unless the fold stops before where it is fitted."""
    checkpoints: tuple[int, ...] = ()
    """Epochs after which test and validation samples are predicted, besides the end."""
    arm: str = ""
    """The input of the network where it is not the profile's first; part of the fold's label."""

    @property
    def names(self) -> tuple[str | int, ...]:
        """What seeds the fold's random numbers.

        Neither variant nor input is among them: all start from the same weights.
        """
        return ("train", self.seed, self.dataset, self.protocol, self.fold)

    @property
    def label(self) -> str:
        """What predictions call the protocol: `loso`, `loso+difference` for a further input."""
        return vocabulary.arm(self.protocol, self.arm) if self.arm else self.protocol


class Checkpoint(NamedTuple):
    """Probabilities after an epoch: validation samples (m, 3), test samples (n, 3)."""

    validation: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class Trained:
    """What training a fold returns.

    `probabilities` (n, 3) are those of its test samples in the order of the plan, `validation`
    (m, 3) those of its validation samples, `history` has one row per epoch, `gpus` counts the GPUs
    it was trained on, `checkpoints` has those epochs of `Fold.checkpoints` that were reached.
    """

    probabilities: np.ndarray
    history: pd.DataFrame
    gpus: int
    validation: np.ndarray
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)


def cut(
    plan: pd.DataFrame,
    cell: paths.Cell,
    profile: params.Profile,
    checkpoints: tuple[int, ...] = (),
) -> Iterator[Fold]:
    """Cut a plan into folds.

    Args:
        plan: as `mer.planning.plans.plan` makes it.
        cell: the plan's; its clips and copies are what is trained on, under the protocol `windows`
            its windows take the place of the clips, and are read only there.
        profile: its sections `network` and `train` are used. Where relatives of test samples are in
            the validation part, the last epoch counts whatever `train.select` says.
        checkpoints: epochs after which the folds predict, besides the end.

    Yields:
        The folds in the order of the plan, each once per input of the network.

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
        for network_input in profile.network.inputs:
            yield Fold(
                cell.dataset,
                protocol,
                int(seed),
                int(fold),
                clips,
                copied,
                profile.network.model_copy(update={"input": network_input, "also": []}),
                train,
                parts,
                steps(rows, train),
                checkpoints,
                "" if network_input == profile.network.input else network_input,
            )


def steps(rows: pd.DataFrame, train: params.Train) -> int:
    """Count the optimiser's steps in a fold.

    Under the budget `epochs` every sample is seen `epochs` times. Under `steps` there are as many
    steps as `samples_per_clip` samples per clip, or window, of the training part would take.
    """
    samples = rows[rows["role"] == "train"]
    count = len(samples)
    if train.budget == "steps":
        count = train.samples_per_clip * int(samples["kind"].isin(["original", "window"]).sum())
    return train.epochs * math.ceil(count / train.batch_size)


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
