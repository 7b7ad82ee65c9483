"""Progress of work that takes long: a bar on a terminal, a line now and then in a log."""

import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

EVERY = 30
"""Seconds between two lines of a log; of work that takes hours, `_SHARE` of the time so far."""
_SHARE = 0.05
_FORMAT = (
    "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} {unit} [{elapsed}<{remaining}{postfix}]"
)
_UNKNOWN = "{desc}: {n_fmt} {unit} [{elapsed}{postfix}]"


def is_terminal() -> bool:
    """Tell whether what is written to stderr can be drawn over."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str, error: bool = False) -> None:
    """Write a line above all bars, to stdout or stderr."""
    tqdm.write(text, file=sys.stderr if error else sys.stdout)
    (sys.stderr if error else sys.stdout).flush()


class Progress:
    """How much of some work is done and how long the rest will take; use it in a `with` block.

    On a terminal it is a bar that fits its width. Elsewhere a line goes to stderr when the work has
    taken `EVERY` seconds, and now and then after that, so that short work says nothing.
    """

    def __init__(self, title: str, total: int | None, unit: str, keep: bool = True):
        """Start the clock.

        Args:
            title: what is done to what: `resize smic`.
            total: how many there are; None where that is not known.
            unit: what is counted, in the plural: `clips`.
            keep: whether the bar stays when the work is done.
        """
        self.title, self.total, self.unit = title, total, unit
        self.done = 0
        self._start = time.monotonic()
        self._said_at, self._said = self._start, 0
        self._bar = tqdm(
            total=total,
            desc=title,
            unit=unit,
            disable=not is_terminal(),
            leave=keep,
            ncols=shutil.get_terminal_size().columns,
            smoothing=0,  # the mean of all: work of another kind comes and goes
            bar_format=_UNKNOWN if total is None else _FORMAT,
        )

    def __enter__(self) -> "Progress":
        """Return it."""
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove, or leave, the bar."""
        self.close()

    def advance(self, note: str = "") -> None:
        """Count one more; the note, a few characters, says what it was."""
        self.done += 1
        if note:
            self._bar.set_postfix_str(note, refresh=False)
        self._bar.update()
        now = time.monotonic()
        gap = max(EVERY, _SHARE * (now - self._start))
        if self._bar.disable and now - self._said_at >= gap:
            self._say(note, now)

    def close(self) -> None:
        """End it; a log that was told of it hears how it ended."""
        if self._said and self._said < self.done:
            self._say("", time.monotonic())
        self._bar.close()

    def _say(self, note: str, now: float) -> None:
        seconds = now - self._start
        of = f" of {self.total}" if self.total is not None else ""
        parts = [f"{self.title}: {self.done}{of} {self.unit}", *([note] if note else [])]
        if self.total is not None and self.done < self.total:
            left = seconds / self.done * (self.total - self.done)
            parts.append(f"about {duration(left)} left")
        else:
            parts.append(duration(seconds))
        say(", ".join(parts), error=True)
        self._said_at, self._said = now, self.done


def track(
    items: Iterable[Item], title: str, total: int | None, unit: str, keep: bool = True
) -> Iterator[Item]:
    """Yield the items and show how many of them are done; arguments as those of `Progress`.

    An item counts when the next one is asked for, which is when the work on it is over.
    """
    with Progress(title, total, unit, keep) as shown:
        for item in items:
            yield item
            shown.advance()


def duration(seconds: float) -> str:
    """Write a time in the unit that suits it.

    >>> duration(29.6), duration(754), duration(20000)
    ('30 s', '13 min', '5.6 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.1f} h"
