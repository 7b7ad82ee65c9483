"""How far a run of the pipeline is: stages done, of how many, and the time that the rest may take.

"12 of 33 stages, 45 s so far, up to 3 min left": a bar on a terminal, a line now and then in a log.
"""

import shutil
import threading
import time
from collections.abc import Collection, Mapping
from types import TracebackType

from tqdm import tqdm

from mer.core.progress import EVERY, duration, is_terminal, say

_SHARE = 0.05
"""How much of the work must be done before it says anything about the speed of this machine."""
_FORMAT = "{desc}: {n_fmt} of {total_fmt} stages |{bar}| {elapsed}{postfix}"


class Tally:
    """Counts the stages of a run as they end, each of them once; use it in a `with` block.

    The time left is that of an earlier run of the stages that are not done, times how much slower
    or faster this one was so far. It is a bound, as stages may turn out to be up to date, and not
    said where it is unknown for any of them. Threads may share a tally.
    """

    def __init__(
        self,
        title: str,
        stages: Collection[str],
        seconds: Mapping[str, float] | None = None,
        also: Collection[str] = (),
    ):
        """Start the clock.

        Args:
            title: what runs.
            stages: all that will be asked for, as `train@ST`.
            seconds: stage → what it took in an earlier run with the same settings.
            also: what else takes time, and is not counted.
        """
        self._title, self._left = title, {*stages, *also}
        self._also, self._total, self._done = {*also}, len({*stages}), 0
        self._seconds = seconds or {}
        self._began: dict[str, float] = {}
        self._ran: dict[str, float] = {}
        self._start = self._said = time.monotonic()
        self._lock = threading.Lock()
        self._bar = tqdm(
            total=self._total,
            desc=title,
            disable=not is_terminal(),
            ncols=shutil.get_terminal_size().columns,
            bar_format=_FORMAT,
        )

        self._closed = threading.Event()

    def __enter__(self) -> "Tally":
        """Let the clock of the bar run: a stage may take hours and say nothing."""
        if not self._bar.disable:
            threading.Thread(target=self._tick, daemon=True).start()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say what was done, unless the run failed."""
        with self._lock:
            self._closed.set()
            self._bar.leave = False
            self._bar.close()
        if kind is None:
            ran = len(self._ran.keys() - self._also)
            # `headline` follows the stages of one variant alone: the others were not asked for
            of = f" of {self._total}" if self._done == self._total else ""
            say(
                f"{self._title}: {self._done}{of} stages, {ran} of them run, "
                f"{self._done - ran} up to date; {duration(time.monotonic() - self._start)}"
            )

    def started(self, stage: str) -> None:
        """Note that a stage runs."""
        with self._lock:
            self._began[stage] = time.monotonic()
            self._show(stage)

    def finished(self, stage: str) -> None:
        """Count a stage that ran."""
        with self._lock:
            now = time.monotonic()
            self._ran[stage] = now - self._began.pop(stage, now)
            self._count(stage)

    def found(self, stage: str) -> None:
        """Count a stage that is up to date."""
        with self._lock:
            self._began.pop(stage, None)
            self._count(stage)

    @property
    def left(self) -> float | None:
        """Seconds that the rest takes at most; None where that is not known."""
        known = [stage for stage in self._ran if stage in self._seconds]
        if not known or not self._seconds.keys() >= self._left:
            return None
        before = sum(self._seconds[stage] for stage in known)
        rest = sum(self._seconds[stage] for stage in self._left)
        if before <= _SHARE * (before + rest):
            return None
        return sum(self._ran[stage] for stage in known) / before * rest

    def _tick(self) -> None:
        while not self._closed.wait(1):
            with self._lock:
                if not self._closed.is_set():
                    self._bar.refresh()

    def _count(self, stage: str) -> None:
        if stage not in self._left:  # a later run of DVC meets it again
            return
        self._left.remove(stage)
        if stage not in self._also:
            self._done += 1
            self._bar.update()
        self._show(stage)
        now = time.monotonic()
        if self._bar.disable and now - self._said >= EVERY:
            parts = [
                f"{self._title}: {self._done} of {self._total} stages",
                f"{duration(now - self._start)} so far",
                *self._rest(),
                f"last {stage}",
            ]
            say(", ".join(parts), error=True)
            self._said = now

    def _show(self, stage: str) -> None:
        names = [*self._began] or [stage]
        self._bar.set_postfix_str(", ".join([*self._rest(), *names]))

    def _rest(self) -> list[str]:
        left = self.left
        return [] if left is None else [f"up to {duration(left)} left"]
