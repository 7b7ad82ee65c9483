"""Programs that this one starts, and that end with it, whatever they have started themselves."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

GRACE = 3
"""Seconds that programs have for removing their temporary files when this process is to end."""


class Running:
    """The runs of DVC that are under way, each a group of processes of its own.

    DVC ignores Ctrl-C while a stage runs, and leaves the stage alone when it is terminated itself:
    so a run is started apart from the terminal, and all of its processes are told to end.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen] = set()
        self.ended = False

    def start(self, command: Sequence[str]) -> subprocess.Popen | None:
        """Start a run; None where no more are wanted."""
        with self._lock:
            if self.ended:
                return None
            process = subprocess.Popen(
                command,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            self._processes.add(process)
            return process

    def forget(self, process: subprocess.Popen) -> None:
        """Leave out a run that is over: its number may become another process's."""
        with self._lock:
            self._processes.discard(process)

    def end(self) -> None:
        """End all runs with their stages; those that are still there after `GRACE` are killed."""
        with self._lock:
            self.ended = True
            running = list(self._processes)
        deadline = time.monotonic() + GRACE
        for process in running:
            _signal(process, signal.SIGTERM)
        while any(_signal(process, 0) for process in running) and time.monotonic() < deadline:
            time.sleep(0.05)
        for process in running:
            _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def _signal(process: subprocess.Popen, number: int) -> bool:
    """Send a signal to a run and its stages, 0 for none; return whether any is still there."""
    if not hasattr(os, "killpg"):
        if number:
            process.terminate()
        return process.poll() is None
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return False
    return True


def environment() -> dict[str, str]:
    """Let `python` in dvc.yaml be the one that runs this, also without an activated environment."""
    tools = str(Path(sys.executable).parent)
    return os.environ | {"PATH": os.pathsep.join([tools, os.environ.get("PATH", "")])}
