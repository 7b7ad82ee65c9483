"""Finished folds, kept outside of DVC's outs under a digest of all that determines them.

DVC deletes the outs of a stage before it runs again. A fold that is found here is not trained a
second time: a killed `train` goes on with the fold it was in, and a new protocol or seed costs only
its own folds.
"""

import hashlib
import importlib.metadata
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import files, origin
from mer.core.errors import UserError
from mer.core.files import stacks
from mer.learning import code, folds

LARGEST_LOSS = 1e6
"""A mean weighted cross-entropy far above chance, which has 1.1 times the weight."""
_LIBRARIES = ("keras", "numpy", "tensorflow")


class FoldStore:
    """The folder of finished folds: one file per fold and number of GPUs that it was trained on.

    A fold is the same bytes on any number of CPU cores, but mirrors add up in another order than
    one device does. So the process that trains says how many GPUs it used, and that number is part
    of the file's name; the process that looks for the fold says how many would be used now.
    """

    prefix = ""
    """What the name of an entry begins with, before its key."""
    entry = code.ENTRY
    """The module that trains its folds, whose code is part of their keys."""

    def __init__(self, gpus: int | None, folder: Path | None = None):
        """Digest what all folds share.

        Args:
            gpus: on how many GPUs a fold would be trained now; None where only the workers of a
                cluster know. Then whatever any of them has made is accepted, as within one run.
            folder: where entries are kept; None for the project's, also from a copy of it.
        """
        self._gpus = gpus
        self._folder = (folder or origin.folds()).absolute()  # a worker may run in another folder
        versions = [f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES]
        self._shared = "\n".join([*versions, code.digest(entry=self.entry)])
        self._pixels: dict[tuple[int, ...], str] = {}

    def key(self, fold: folds.Fold) -> str:
        """Digest all that determines a fold: pixels, plan rows, settings, seed, code, libraries."""
        settings = "\n".join(
            [
                fold.network.model_dump_json(),
                fold.train.model_dump_json(),
                repr((fold.steps, fold.checkpoints)),
            ]
        )
        parts = [
            _digest(np.ascontiguousarray(values).tobytes())
            for role in ("train", "val", "test")
            for values in vars(fold.parts[role]).values()
        ]
        pixels = [self._pixels_of(stack) for stack in (fold.clips, fold.copies)]
        return _digest(
            "\n".join([self._shared, *pixels, repr(fold.names), settings, *parts]).encode()
        )

    def _pixels_of(self, stack: Path) -> str:
        """Digest the arrays of a stack, each file once: folds, and variants by links, share it."""
        known = folds.identity(stack)
        if known not in self._pixels:
            self._pixels[known] = files.digest(stack / stacks.ARRAYS)
        return self._pixels[known]

    def run(self, task: tuple[str, folds.Fold]) -> folds.Trained:
        """Train a fold and keep it under its key.

        This runs in a worker, so that a fold is kept even if nobody waits for it any longer.

        Raises:
            UserError: the network diverged; such a fold is not kept.
        """
        key, fold = task
        trained = self._train(fold)
        problem = divergence(trained)
        if problem:
            raise UserError(
                f"{fold.dataset}, {fold.label}, seed {fold.seed}, fold {fold.fold}: expected "
                f"finite losses and probabilities, received {problem}: the network diverged; lower "
                f"the profile's train.learning_rate, which is {fold.train.learning_rate:g}, or "
                "use precision: float32."
            )
        self.save(key, trained)
        return trained

    def load(self, key: str) -> folds.Trained | None:
        """Return a finished fold; None if there is none, or a damaged one, which is removed."""
        if self._gpus is None:
            entries = sorted(self._folder.glob(f"{self.prefix}{key}-*.npz"))
        else:
            entries = [self._path(key, self._gpus)]
        return next(filter(None, map(self._read, entries)), None)

    def save(self, key: str, trained: folds.Trained) -> None:
        """Keep a finished fold, whole even where two workers of a cluster finish it at once."""
        path = self._path(key, trained.gpus)
        files.write_arrays(path, name=np.array(path.stem), **self._arrays(trained))

    def _path(self, key: str, gpus: int) -> Path:
        return self._folder / f"{self.prefix}{key}-{gpus}gpu.npz"

    def _train(self, fold: folds.Fold) -> folds.Trained:
        return train(fold)

    def _arrays(self, trained: folds.Trained) -> dict[str, np.ndarray]:
        """Return what an entry holds."""
        return {
            "gpus": np.array(trained.gpus),
            "probabilities": trained.probabilities,
            "history": trained.history.to_numpy(float),
            "columns": np.array(list(trained.history.columns)),
            "validation": trained.validation,
        } | {
            f"{part}_{epoch}": array
            for epoch, checkpoint in trained.checkpoints.items()
            for part, array in checkpoint._asdict().items()
        }

    def _trained(self, entry: np.lib.npyio.NpzFile) -> folds.Trained:
        """Return what an entry's arrays say."""
        history = pd.DataFrame(entry["history"], columns=entry["columns"].tolist())
        reached = [int(name[5:]) for name in entry.files if name.startswith("test_")]
        return folds.Trained(
            entry["probabilities"],
            history.astype({"epoch": int}),
            entry["gpus"].item(),
            entry["validation"],
            {
                epoch: folds.Checkpoint(entry[f"validation_{epoch}"], entry[f"test_{epoch}"])
                for epoch in reached
            },
        )

    def _read(self, path: Path) -> folds.Trained | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as entry:
                if entry["name"].item() != path.stem:
                    raise ValueError("an entry under another's name")
                trained = self._trained(entry)
                if divergence(trained):
                    raise ValueError("a fold that diverged, kept by an earlier version")
                return trained
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
            path.unlink(missing_ok=True)
            return None


def train(fold: folds.Fold) -> folds.Trained:
    """Train a fold, in the process that calls.

    Keras is imported here and not above, so that the process that only hands out folds does not
    wait for it.
    """
    from mer.learning import training

    return training.train(fold)


def divergence(trained: folds.Trained) -> str:
    """Say which number of a fold shows that its network diverged; empty where none does."""
    for epoch, loss in zip(trained.history["epoch"], trained.history["loss"], strict=True):
        if not abs(loss) <= LARGEST_LOSS:  # nan too
            return f"a loss of {loss:g} in epoch {epoch}"
    made = [trained.probabilities, trained.validation]
    for checkpoint in trained.checkpoints.values():
        made += checkpoint
    if not all(np.isfinite(probabilities).all() for probabilities in made):
        return "a probability that is no number"
    return ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
