"""All folds of some cells: cut from their plans, trained unless in the store, put into tables."""

import contextlib
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from mer.core import execution, files, params, paths
from mer.learning import devices, fold_tables, folds, plan_check
from mer.learning.fold_tables import Results
from mer.learning.folds import Fold, Trained
from mer.learning.kept_fold import KeptFold
from mer.learning.progress import Progress, Shown
from mer.learning.store import FoldStore
from mer.learning.weights import WeightStore


@dataclass(frozen=True, eq=False)
class Job:
    """A plan to be trained: that of a cell, or another one of the same clips and copies."""

    name: str
    cell: paths.Cell
    plan: pd.DataFrame
    """As `mer.planning.plans.plan` makes it."""
    profile: params.Profile | None = None
    """What it is trained with instead of the profile in force."""
    checkpoints: tuple[int, ...] = ()
    """Epochs after which its folds predict, besides the end."""


def job(cell: paths.Cell, profile: params.Profile) -> Job:
    """Read the plan of a cell.

    Args:
        cell: whose it is.
        profile: the one in force, whose folds the plan must have.

    Raises:
        UserError: there is none, or a damaged one; or copies or windows are damaged.
    """
    plan = files.read_table(cell.plan, folds.PLAN_TEXT)
    plan_check.check(plan, cell.plan, profile)
    plan_check.check_pixels(plan, cell)
    return Job(cell.name, cell, plan)


class Shard(NamedTuple):
    """One of `parts` equal parts of the folds, `number` from 1; every `parts`-th fold is in it."""

    number: int
    parts: int


WHOLE = Shard(1, 1)


class Campaign:
    """The folds of some jobs, trained in one pool.

    A worker takes seconds to start Keras; in one pool it starts once, and never waits for the last
    fold of a job.
    """

    def __init__(
        self,
        jobs: Iterable[Job],
        settings: params.Params,
        keep_weights: bool = False,
        shard: Shard = WHOLE,
    ):
        """Cut the plans into folds, and look up which were trained before.

        Args:
            jobs: what is to be trained.
            settings: params.yaml, for the profile in force and the execution.
            keep_weights: whether `kept` is to have the folds' weights: then a fold that was
                trained without keeping them is trained again.
            shard: which part of the folds `missing` and `train` are about.

        Raises:
            UserError: a stack is missing, or the settings do not fit a plan.
        """
        self._execution = settings.execution
        self._shard = shard
        # on a cluster the workers know, and with nothing to train no worker is needed
        store = WeightStore if keep_weights else FoldStore
        self._store = store(None if settings.execution.address else devices.training_gpus())
        self._work: list[tuple[Job, list[tuple[str, Fold]]]] = []
        self._trained: dict[str, Trained] = {}
        for one in jobs:
            profile = one.profile or settings.current
            try:
                cut = [
                    (self._store.key(fold), fold)
                    for fold in folds.cut(one.plan, one.cell, profile, one.checkpoints)
                ]
            except KeyError as error:
                raise paths.damaged(
                    one.cell.plan, "samples of the clips and copies that there are", str(error)
                ) from None
            self._work.append((one, cut))
            for key, fold in cut:
                found = None if key in self._trained else self._store.load(key)
                # an entry of other samples under the right name was put there by hand
                if found and len(found.probabilities) == len(fold.parts["test"].label):
                    self._trained[key] = found

    @property
    def total(self) -> int:
        """How many folds there are, of all shards, trained or not; one that jobs share is one."""
        return len({key for _, cut in self._work for key, _ in cut})

    @property
    def missing(self) -> dict[str, list[tuple[str, Fold]]]:
        """The keys and folds of the shard that are still to be trained, by the name of the job.

        A fold that jobs share is listed under the first of them. Finished folds count where folds
        are dealt out to shards, so that shards stay apart whenever each of them starts.
        """
        seen: set[str] = set()
        missing: dict[str, list[tuple[str, Fold]]] = {}
        for one, cut in self._work:
            for key, fold in cut:
                mine = len(seen) % self._shard.parts == self._shard.number - 1
                if key not in seen and mine and key not in self._trained:
                    missing.setdefault(one.name, []).append((key, fold))
                seen.add(key)
        return missing

    def train(self) -> Generator[str]:
        """Train what is missing, job after job; yield the job's name with each finished fold."""
        missing = [(name, task) for name, tasks in self.missing.items() for task in tasks]
        tasks = [task for _, task in missing]
        with (
            self._pool(len(tasks)) as pool,
            # all at once: a fold that takes long must not hold back those after it; closed before
            # the pool, which would wait for all that have not begun where whoever asks has failed
            contextlib.closing(
                execution.ordered_map(pool, self._store.run, tasks, window=len(tasks))
            ) as results,
        ):
            for (name, (key, _)), trained in zip(missing, results, strict=True):
                self._trained[key] = trained
                yield name

    def kept(self, name: str) -> list[tuple[Fold, KeptFold]]:
        """Return the folds of a job, in the order of the plan, with what they gave.

        All must be trained, by a campaign that keeps weights.
        """
        (cut,) = (cut for one, cut in self._work if one.name == name)
        found = []
        for key, fold in cut:
            trained = self._trained[key]
            if not isinstance(trained, KeptFold):
                raise TypeError(f"expected weights of {name}, received none")
            found.append((fold, trained))
        return found

    def _pool(self, tasks: int) -> Executor:
        """Make the executor for that many folds; for none, nothing starts, no cluster is asked."""
        if not tasks:
            return execution.InProcess()
        count = devices.training_workers(self._execution, tasks)
        return execution.executor(self._execution, count, preload="mer.learning.training")

    def run(
        self, progress: Callable[[str, list[Fold]], AbstractContextManager[Shown]] = Progress
    ) -> Generator[tuple[Job, Results]]:
        """Train what is missing; yield each job as soon as all of its folds are there.

        Args:
            progress: makes what shows the folds of a job, from its name and them.
        """
        with contextlib.closing(self.train()) as finished:
            for one, cut in self._work:
                subjects = _subjects(one.cell.dataset)
                rows = dict(iter(one.plan.groupby(fold_tables.FOLD, sort=False)))
                made = []
                with progress(one.name, [fold for _, fold in cut]) as shown:
                    for key, fold in cut:
                        while key not in self._trained:
                            next(finished)
                        trained = self._trained[key]
                        planned = rows[fold.protocol, fold.seed, fold.fold]
                        made.append(fold_tables.results(fold, planned, subjects, trained))
                        shown.finished(fold, made[-1].predictions)
                tables = (pd.concat(parts, ignore_index=True) for parts in zip(*made, strict=True))
                yield one, Results(*tables)


def _subjects(dataset: str) -> pd.Series:
    """Read the subject of each clip, indexed by clip."""
    rows = files.stack_rows(paths.clips(dataset), ("clip", "subject"))
    return rows.set_index("clip")["subject"]
