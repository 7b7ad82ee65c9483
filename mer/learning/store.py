"""Finished folds, kept outside of DVC's outs under a digest of all that determines them.

DVC deletes the outs of a stage before it runs again. A fold that is found here is not trained a
second time: a killed `train` goes on with the fold it was in, and a new protocol or seed costs only
its own folds.
"""

import hashlib
import importlib.metadata
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import execution, files
from mer.learning.folds import Fold, Trained, run

FOLDER = Path(".folds")
_ROOM = Path(__file__).parents[1]
_CODE = [
    _ROOM / f"{name}.py"
    for name in (
        "core/keras_compat",
        "core/seeds",
        "learning/batches",
        "learning/step",
        "learning/training",
        "models/cnn3d",
    )
]
_LIBRARIES = ("keras", "numpy", "tensorflow")


class FoldStore:
    """The finished folds of one data set and variant."""

    def __init__(self, clips: Path, copies: Path, folder: Path = FOLDER):
        """Digest what all folds of a cell share.

        Args:
            clips: npz file of the original clips.
            copies: npz file of the copies.
            folder: where entries are kept.
        """
        self._folder = folder.absolute()  # a worker may stand in another folder
        device = f"{execution.gpus()} GPUs"  # mirrors add up in another order than one
        versions = [f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES]
        contents = [_digest(path.read_bytes()) for path in _CODE] + [
            _file_digest(path) for path in (clips, copies)
        ]
        self._shared = "\n".join([device, *versions, *contents])

    def key(self, fold: Fold) -> str:
        """Give the digest of everything that determines a fold: data, plan rows, settings, seed, code, libraries."""
        settings = fold.network.model_dump_json() + fold.train.model_dump_json()
        parts = [
            _digest(np.ascontiguousarray(values).tobytes())
            for role in ("train", "val", "test")
            for values in vars(fold.parts[role]).values()
        ]
        return _digest("\n".join([self._shared, repr(fold.names), settings, *parts]).encode())

    def run(self, task: tuple[str, Fold]) -> Trained:
        """Train a fold and keep it under its key; runs in a worker, so that it is kept even if nobody waits any more.

        The key comes from the process that asks: another machine might see a GPU where that one
            sees none.
        """
        key, fold = task
        trained = run(fold)
        self.save(key, trained)
        return trained

    def load(self, key: str) -> Trained | None:
        """Give a finished fold; None if there is none, or if its entry is damaged, which also removes it."""
        path = self._path(key)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as entry:
                if entry["key"].item() != key:
                    raise ValueError("an entry under another's name")
                history = pd.DataFrame(entry["history"], columns=entry["columns"].tolist())
                return Trained(entry["probabilities"], history.astype({"epoch": int}))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
            path.unlink(missing_ok=True)
            return None

    def save(self, key: str, trained: Trained) -> None:
        """Keep a finished fold.

        The temporary file has a name of its own: two runs, or two workers of a cluster, may be
            finishing the same fold.
        """
        self._folder.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        os.close(handle)
        files.write_arrays(
            name,
            key=np.array(key),
            probabilities=trained.probabilities,
            history=trained.history.to_numpy(float),
            columns=np.array(list(trained.history.columns)),
        )
        Path(name).replace(self._path(key))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
