"""What is shown of a long training: the accuracy so far and the time left."""

import sys
import time
from types import TracebackType

import pandas as pd
from tqdm import tqdm

from mer.learning.folds import Fold


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
