"""What is shown of a long training: how much is done, the accuracy so far and the time left."""

import contextlib
from collections.abc import Collection, Iterator
from types import TracebackType
from typing import Protocol

import pandas as pd

from mer.core import progress
from mer.learning.folds import Fold


class Shown(Protocol):
    """What is told of each finished fold and of its test samples."""

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold."""


class Progress:
    """Progress over the folds of a cell, with the accuracy of each protocol so far."""

    def __init__(self, name: str, folds: list[Fold]):
        """Start the clock.

        Args:
            name: of the cell, `casme2-DA`.
            folds: all folds, in the order in which they will finish.
        """
        self._total = pd.Series([fold.protocol for fold in folds]).value_counts().to_dict()
        self._done = dict.fromkeys(self._total, 0)
        self._right: dict[str, list[bool]] = {}
        self._shown = progress.Progress(f"train {name}", len(folds), "folds")

    def __enter__(self) -> "Progress":
        """Use it in a `with` block."""
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bar."""
        self._shown.close()

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold and its test samples."""
        protocol = fold.protocol
        right = self._right.setdefault(protocol, [])
        right.extend(predictions["label"] == predictions["predicted"])
        self._done[protocol] += 1
        accuracy = sum(right) / len(right)
        count = f"{self._done[protocol]}/{self._total[protocol]}"
        self._shown.advance(f"{protocol} {count} acc {accuracy:.2f}")


class Overall:
    """Progress over the folds of many jobs."""

    def __init__(self, name: str, missing: Collection[Fold]):
        """Start the clock.

        Args:
            name: of the whole.
            missing: the folds that will be trained; others are there and take no time.
        """
        self._missing = {id(fold) for fold in missing}
        self._job = ""
        self._shown = progress.Progress(name, len(missing), "folds")

    @contextlib.contextmanager
    def job(self, name: str, folds: list[Fold]) -> Iterator["Overall"]:
        """Follow a job; use it where `mer.learning.campaign.Campaign.run` wants a progress."""
        self._job = name
        yield self

    def finished(self, fold: Fold, predictions: pd.DataFrame) -> None:
        """Count a fold."""
        if id(fold) in self._missing:
            self._shown.advance(self._job)

    def close(self) -> None:
        """Close the bar."""
        self._shown.close()
