"""One fold as a task: what a worker process needs to train it, and what it gives back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import files, params, vocabulary
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES
from mer.learning import batches

PLAN_TEXT = ("protocol", "role", "kind", "clip", "neighbour", "sample")
PREDICTIONS = [
    "protocol", "seed", "fold", "dataset", "subject", "clip",
    "label", "predicted", "p_negative", "p_positive", "p_surprise", "sample",
]  # fmt: skip
HISTORY = ["protocol", "seed", "fold", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"]


@dataclass(frozen=True)
class Part:
    """The samples of one role: which rows of the arrays, which class, which weight; each of shape (n,)."""

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
    """A fold to be trained; `clips` is the file of the original clips, under `windows` that of the windows."""

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
    """What a fold gives: probabilities (n, 3) of its test samples in plan order, and one row of history an epoch."""

    probabilities: np.ndarray
    history: pd.DataFrame


def folds(
    plan: pd.DataFrame,
    dataset: str,
    clips: Path,
    windows: Path,
    copies: Path,
    profile: params.Profile,
) -> Iterator[Fold]:
    """Cut a plan into folds.

    Args:
        plan: as `mer.planning.plans.plan` makes it.
        dataset: its name.
        clips: npz file of the original clips.
        windows: npz file of their windows, which take the place of the clips under `windows` and
            are read only there.
        copies: npz file of the copies.
        profile: its sections `network` and `train` are used. Where relatives of test samples are in
            the validation part, the last epoch counts whatever `train.select` says.

    Yields:
        The folds in the order of the plan.

    Raises:
        UserError: the epoch is to be chosen on a validation part that is empty.
    """
    network = profile.network
    with files.read_arrays(copies) as arrays:
        copied = arrays["clip"], arrays["copy"]
    for (protocol, seed, fold), rows in plan.groupby(["protocol", "seed", "fold"], sort=False):
        base = windows if protocol == "windows" else clips
        train = (
            profile.train.model_copy(update={"select": "last"})
            if protocol in vocabulary.DEALT
            else profile.train
        )
        ids = _ids(base), copied
        parts = {role: _part(rows[rows["role"] == role], ids) for role in ("train", "val", "test")}
        if train.select == "best_val" and not len(parts["val"]):
            raise UserError(
                f"{dataset}, {protocol}, seed {seed}, fold {fold}: train.select = best_val expects validation clips of "
                "people who are not tested, and there are none; use select: last, or other shares in `split`."
            )
        yield Fold(dataset, protocol, int(seed), int(fold), base, copies, network, train, parts)


def _ids(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read the clip and the number of each window of a file; the number is 0 in that of the clips."""
    with files.read_arrays(path) as arrays:
        clips = arrays["clip"]
        return clips, arrays["window"] if "window" in arrays else np.zeros(len(clips), int)


def _part(rows: pd.DataFrame, ids: tuple[tuple[np.ndarray, np.ndarray], ...]) -> Part:
    return Part(
        **batches.sources(rows, *ids),
        label=rows["label"].to_numpy(np.int64),
        weight=rows["weight"].to_numpy(np.float32),
    )


def run(fold: Fold) -> Trained:
    """Train one fold; runs in a worker process.

    Keras is imported here and not above, so that the process that only hands out folds does not
    wait for it.
    """
    from mer.learning import training

    return training.train(fold)


def predictions(
    fold: Fold, plan: pd.DataFrame, subjects: pd.Series, trained: Trained
) -> pd.DataFrame:
    """Put the ids beside the probabilities.

    Args:
        fold: the fold.
        plan: the plan that it was cut from.
        subjects: the subject of each clip, indexed by clip.
        trained: what the fold gave.

    Returns:
        Columns `PREDICTIONS`, one row a test sample in the order of the plan; probabilities with
        six digits.
    """
    mine = (
        (plan["protocol"] == fold.protocol)
        & (plan["seed"] == fold.seed)
        & (plan["fold"] == fold.fold)
    )
    test = plan[mine & (plan["role"] == "test")]
    table = test[["protocol", "seed", "fold", "clip", "label", "sample"]].assign(
        dataset=fold.dataset,
        subject=subjects.loc[test["clip"]].to_numpy(),
        predicted=trained.probabilities.argmax(axis=1),
    )
    for number, name in enumerate(CLASSES):
        table[f"p_{name}"] = np.char.mod("%.6f", trained.probabilities[:, number])
    return table[PREDICTIONS]


def history(fold: Fold, trained: Trained) -> pd.DataFrame:
    """Put the fold beside its epochs; columns `HISTORY`, six digits."""
    table = trained.history.assign(protocol=fold.protocol, seed=fold.seed, fold=fold.fold)
    return table.round(6)[HISTORY]
