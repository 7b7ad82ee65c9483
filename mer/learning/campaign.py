"""All folds of one data set and variant: trained, or taken from the store of finished folds."""

import contextlib
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mer.core import execution, files
from mer.core.params import Params
from mer.learning import folds
from mer.learning.folds import Fold, Trained
from mer.learning.progress import Progress
from mer.learning.store import FoldStore


@dataclass(frozen=True)
class Cell:
    """A data set and a variant, and the files that they are trained on."""

    dataset: str
    variant: str

    @property
    def name(self) -> str:
        """What its files are called: `casme2-DA`."""
        return f"{self.dataset}-{self.variant}"

    @property
    def clips(self) -> Path:
        """The original clips."""
        return Path(f"data/clips/{self.dataset}.npz")

    @property
    def windows(self) -> Path:
        """Their samplings that are shifted in time."""
        return Path(f"data/windows/{self.dataset}.npz")

    @property
    def copies(self) -> Path:
        """Their augmented copies."""
        return Path(f"data/augmented/{self.name}.npz")

    @property
    def plan(self) -> Path:
        """Who is trained and tested on whom."""
        return Path(f"data/plans/{self.name}.csv")


@dataclass(frozen=True)
class Work:
    """The folds of a cell in the order of the plan, their keys in the store, and which of them are finished."""

    folds: list[Fold]
    keys: list[str]
    finished: list[Trained | None]
    store: FoldStore

    @property
    def missing(self) -> list[tuple[str, Fold]]:
        """What is still to be trained, as `FoldStore.run` takes it."""
        pairs = zip(self.keys, self.folds, self.finished, strict=True)
        return [(key, fold) for key, fold, trained in pairs if trained is None]


def work(cell: Cell, plan: pd.DataFrame, params: Params) -> Work:
    """Cut a plan into folds and look up which were trained before.

    Args:
        cell: what is trained on.
        plan: as `mer.planning.plans.plan` makes it.
        params: all parameters.
    """
    # absolute: a worker of a cluster stands in another folder
    paths = [path.absolute() for path in (cell.clips, cell.windows, cell.copies)]
    tasks = list(folds.folds(plan, cell.dataset, *paths, params.current))
    stores = {
        path: FoldStore(path, cell.copies)
        for path in {cell.clips.absolute(), *(fold.clips for fold in tasks)}
    }
    store = stores[cell.clips.absolute()]  # which one makes no difference once a fold has its key
    keys = [stores[fold.clips].key(fold) for fold in tasks]
    return Work(tasks, keys, [store.load(key) for key in keys], store)


def train(
    cell: Cell, plan: pd.DataFrame, params: Params, title: str, pool: Executor | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train every fold of a plan that was not finished before.

    Args:
        cell: what is trained on.
        plan: as `mer.planning.plans.plan` makes it.
        params: all parameters.
        title: shown beside the progress.
        pool: where folds run; without it the workers of this machine, started only if there is a
            fold to train.

    Returns:
        Predictions (`mer.learning.folds.PREDICTIONS`) and history (`mer.learning.folds.HISTORY`) in
        the order of the plan.
    """
    with files.read_arrays(cell.clips, f"resize@{cell.dataset}") as arrays:
        subjects = pd.Series(arrays["subject"], index=arrays["clip"])
    todo = work(cell, plan, params)
    predictions, history = [], []
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress(title, todo.folds))
        if pool is None:
            pool = stack.enter_context(pool_for(len(todo.missing), params))
        results = execution.ordered_map(pool, todo.store.run, todo.missing, window=len(todo.folds))
        for fold, finished in zip(todo.folds, todo.finished, strict=True):
            trained = next(results) if finished is None else finished
            predictions.append(folds.predictions(fold, plan, subjects, trained))
            history.append(folds.history(fold, trained))
            progress.finished(fold, predictions[-1])
    return pd.concat(predictions, ignore_index=True), pd.concat(history, ignore_index=True)


def pool_for(tasks: int, params: Params) -> Executor:
    """Make the executor for so many folds; with none to train, nothing is started and no cluster asked for."""
    if not tasks:
        return execution.InProcess()
    count = execution.training_workers(params.execution, tasks)
    return execution.executor(params.execution, count, preload="mer.learning.training")
