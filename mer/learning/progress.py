"""What is shown of a long training: how much is done, the accuracy so far and the time left."""

import contextlib
import sys
import time
from collections.abc import Collection, Iterator
from types import TracebackType
from typing import Protocol

import pandas as pd
from tqdm import tqdm

from mer.learning.folds import Fold


class Shown(Protocol):
    """What is told of each finished fold and of its test samples."""

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold."""


class Progress:
    """Progress over the folds of a cell: a bar on a terminal, a line per protocol elsewhere."""

    def __init__(self, name: str, folds: list[Fold]):
        """Start the clock.

        Args:
            name: of the cell, `casme2-DA`.
            folds: all folds, in the order in which they will finish.
        """
        self._name = name
        self._left = pd.Series([fold.protocol for fold in folds]).value_counts().to_dict()
        self._total = dict(self._left)
        self._right: dict[str, list[bool]] = {}
        self._start = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._bar = tqdm(total=len(folds), desc=name, unit="fold", disable=not self._terminal)

    def __enter__(self) -> "Progress":
        """Use it in a `with` block."""
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bar."""
        self._bar.close()

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold and its test samples."""
        protocol = fold.protocol
        right = self._right.setdefault(protocol, [])
        right.extend(predictions["label"] == predictions["predicted"])
        self._left[protocol] -= 1
        accuracy = sum(right) / len(right)
        done = self._total[protocol] - self._left[protocol]
        self._bar.set_postfix_str(
            f"{protocol} fold {done}/{self._total[protocol]}, accuracy so far {accuracy:.3f}"
        )
        self._bar.update()
        if not self._terminal and not self._left[protocol]:
            seconds = time.monotonic() - self._start
            print(
                f"{self._name} {protocol}: {done} folds, accuracy {accuracy:.3f}, "
                f"{seconds:.0f} s so far",
                flush=True,
            )


class Overall:
    """Progress over the folds of many jobs: one bar on a terminal, a line per job elsewhere."""

    def __init__(self, name: str, missing: Collection[Fold]):
        """Start the clock.

        Args:
            name: of the whole.
            missing: the folds that will be trained; others are there and take no time.
        """
        self._name = name
        self._missing = {id(fold) for fold in missing}
        self._total = len(missing)
        self._done = 0
        self._start = time.monotonic()
        # the mean over all folds, not over the last ones: a job with long folds comes and goes
        self._bar = tqdm(total=self._total, desc=name, unit="fold", disable=None, smoothing=0)

    @contextlib.contextmanager
    def job(self, name: str, folds: list[Fold]) -> Iterator["Overall"]:
        """Follow a job; use it where `mer.learning.campaign.Campaign.run` wants a progress."""
        self._bar.set_postfix_str(name)
        yield self
        if self._bar.disable and any(id(fold) in self._missing for fold in folds):
            seconds = time.monotonic() - self._start
            left = seconds / max(self._done, 1) * (self._total - self._done)
            print(
                f"{self._name}: {name} is done; {self._done} of {self._total} folds, "
                f"{_duration(seconds)} so far, about {_duration(left)} left",
                flush=True,
            )

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold."""
        if id(fold) in self._missing:
            self._done += 1
            self._bar.update()

    def close(self) -> None:
        """Close the bar."""
        self._bar.close()


def _duration(seconds: float) -> str:
    """Write a time in the unit that suits it.

    >>> _duration(29.6), _duration(754)
    ('30 s', '13 min')
    """
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
