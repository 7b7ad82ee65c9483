"""Chains of stages side by side, each a `dvc repro` of its own.

`dvc repro` runs one stage at a time, and most stages use one core. DVC's locks keep apart what two
runs must not touch at once; a chain names each of its stages, so that no two check the same one.
"""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tqdm import tqdm

from mer.core.errors import UserError

_STAGE = re.compile(r"(?:Running stage|Stage) '([^']+)'")
_OF_DVC = re.compile(
    r"> |Running stage |Stage '|Updating lock|Generating lock|Use `dvc push`|To track the changes|"
    r"To enable auto|\s*git add|\s*dvc config|\s*$"
)
"""Lines that DVC adds to what its stages say."""
GRACE = 3
"""Seconds that stages have for removing their temporary files when this process is to end."""


class _Running:
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
                env=_environment(),
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


def _require_git() -> None:
    """Say what DVC needs where the project is no git repository, as in a downloaded zip file."""
    here = Path.cwd()
    if any((folder / ".git").exists() for folder in (here, *here.parents)):
        return
    settings = (here / ".dvc" / name for name in ("config", "config.local"))
    if not any("no_scm" in one.read_text("utf-8") for one in settings if one.is_file()):
        raise UserError(
            f"{here}: expected a git repository, which DVC asks for, found none; run `git init` "
            "here, or `dvc config core.no_scm true`, and try again."
        )


def side_by_side(
    chains: Mapping[str, Sequence[str]], title: str, at_once: int | None = None
) -> None:
    """Run chains of stages, as many at once as there are cores, each on its share of the cores.

    Args:
        chains: name → its stages in the order in which they run; whatever else they depend on must
            be there.
        title: shown beside the progress.
        at_once: run no more than so many chains at once.

    Raises:
        UserError: chains failed. What their stages said is shown; the others ran to their end.
    """
    if importlib.util.find_spec("dvc") is None:
        raise ModuleNotFoundError("No module named 'dvc'", name="dvc")
    _require_git()
    shares: SimpleQueue[set[int]] = SimpleQueue()
    groups = _shares(min(len(chains), at_once or len(chains)))
    for share in groups:
        shares.put(share)
    total = sum(map(len, chains.values()))
    running = _Running()
    with tqdm(total=total, desc=title, unit="stage", disable=None) as bar:
        lock = threading.Lock()

        def start(stages: Sequence[str]) -> bool:
            share = shares.get()
            try:
                return _run(stages, share, bar, lock, running)
            finally:
                shares.put(share)

        with ThreadPoolExecutor(len(groups)) as pool:
            try:
                good = dict(zip(chains, pool.map(start, chains.values()), strict=True))
            except BaseException:
                running.end()  # else leaving the block would wait for the stages to finish
                raise
    failed = [name for name, fine in good.items() if not fine]
    if failed:
        raise UserError(
            f"{', '.join(failed)}: a stage failed; see its message above. What was finished is "
            "kept: correct the cause and run the same command again."
        )


def _run(
    stages: Sequence[str], share: set[int], bar: tqdm, lock: threading.Lock, running: _Running
) -> bool:
    """Run one chain on some of the cores; show what its stages say, and everything if one fails."""
    process = running.start(
        [sys.executable, "-m", "dvc", "--wait-for-lock", "repro", "--single-item", *stages]
    )
    if process is None:
        return False
    if hasattr(os, "sched_setaffinity"):  # its stages start as many workers as they have cores
        os.sched_setaffinity(process.pid, share)
    said = []
    with process:
        for line in process.stdout or ():
            said.append(line.rstrip())
            stage = _STAGE.match(line)
            with lock:
                if stage:
                    bar.set_postfix_str(stage[1], refresh=False)
                    bar.update()
                elif not _OF_DVC.match(line):
                    bar.write(line.rstrip(), file=sys.stdout)
    running.forget(process)
    if process.returncode and not running.ended:
        with lock:
            bar.write("\n".join(said), file=sys.stderr)
    return not process.returncode


def _shares(wanted: int) -> list[set[int]]:
    """Split the cores that this process may use into at most `wanted` groups.

    >>> len(_shares(1))
    1
    """
    if not hasattr(os, "sched_getaffinity"):
        return [set() for _ in range(max(1, min(wanted, os.cpu_count() or 1)))]
    cores = sorted(os.sched_getaffinity(0))
    groups = max(1, min(wanted, len(cores)))
    return [set(cores[number::groups]) for number in range(groups)]


def _environment() -> dict[str, str]:
    """Let `python` in dvc.yaml be the one that runs this, also without an activated environment."""
    tools = str(Path(sys.executable).parent)
    return os.environ | {"PATH": os.pathsep.join([tools, os.environ.get("PATH", "")])}
