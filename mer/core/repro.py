"""Runs of `dvc repro`: of chains of stages side by side, or of all that is stale.

`dvc repro` runs one stage at a time, and most stages use one core. DVC's locks keep apart what two
runs must not touch at once; a chain names each of its stages, so that no two check the same one.
"""

import importlib.util
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from mer.core.errors import UserError
from mer.core.paths import MODELS
from mer.core.processes import Running
from mer.core.progress import say
from mer.core.tally import Tally

_BEGINS = re.compile(r"Running stage '([^']+)'")
_FOUND = re.compile(r"Stage '([^']+)' (?:didn't change|is cached)")
_ENDS = re.compile(r"(?:Updating|Generating) lock file|Use `dvc push`|To track the changes")
_NOISE = re.compile(
    r"> |Updating lock|Generating lock|Use `dvc push`|To track the changes|To enable auto|"
    rf"Data and pipelines are up to date|WARNING: '{MODELS}/\w+' is empty|\s*git add|"
    r"\s*dvc config|\s*$"
)
"""Lines that DVC adds to what its stages say."""
_TROUBLE = re.compile(r"(?:ERROR|error)\b|Traceback ")
"""Begins what a stage that fails says to its end."""


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
    chains: Mapping[str, Sequence[str]], tally: Tally, at_once: int | None = None
) -> None:
    """Run chains of stages, as many at once as there are cores, each on its share of the cores.

    Args:
        chains: name → its stages in the order in which they run; whatever else they depend on must
            be there.
        tally: counts the stages.
        at_once: run no more than so many chains at once.

    Raises:
        UserError: chains failed. What their stages said is shown; the others ran to their end.
    """
    _run({name: ["--single-item", *stages] for name, stages in chains.items()}, tally, at_once)


def is_up_to_date() -> bool:
    """Tell whether DVC has nothing to run; it takes as long as a run that does nothing."""
    command = [sys.executable, "-m", "dvc", "status", "--quiet"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def stale(targets: Sequence[str], tally: Tally) -> None:
    """Run whatever is stale among stages and what they depend on; without a target, among all.

    Raises:
        UserError: a stage failed. What it said is shown.
    """
    _run({"pipeline": list(targets)}, tally)


def _run(runs: Mapping[str, Sequence[str]], tally: Tally, at_once: int | None = None) -> None:
    """Run DVC with some arguments each."""
    if importlib.util.find_spec("dvc") is None:
        raise ModuleNotFoundError("No module named 'dvc'", name="dvc")
    _require_git()
    shares: SimpleQueue[set[int]] = SimpleQueue()
    groups = _shares(min(len(runs), at_once or len(runs)))
    for share in groups:
        shares.put(share)
    running = Running()

    def start(arguments: Sequence[str]) -> bool:
        share = shares.get()
        try:
            return _repro(arguments, share, tally, running)
        finally:
            shares.put(share)

    with ThreadPoolExecutor(len(groups)) as pool:
        try:
            good = dict(zip(runs, pool.map(start, runs.values()), strict=True))
        except BaseException:
            running.end()  # else leaving the block would wait for the stages to finish
            raise
    failed = [name for name, fine in good.items() if not fine]
    if failed:
        raise UserError(
            f"{', '.join(failed)}: a stage failed; see its message above. What was finished is "
            "kept: correct the cause and run the same command again."
        )


def _repro(arguments: Sequence[str], share: set[int], tally: Tally, running: Running) -> bool:
    """Run DVC once on some of the cores; show what its stages say, and tell how it ended."""
    process = running.start([sys.executable, "-m", "dvc", "--wait-for-lock", "repro", *arguments])
    if process is None:
        return False
    if hasattr(os, "sched_setaffinity"):  # its stages start as many workers as they have cores
        os.sched_setaffinity(process.pid, share)
    stage, failing = "", False
    with process:
        for line in process.stdout or ():
            begun, found = _BEGINS.match(line), _FOUND.match(line)
            if stage and (begun or found or _ENDS.match(line)):
                tally.finished(stage)
                stage = ""
            if begun:
                stage, failing = begun[1], False
                tally.started(stage)
            elif found:
                tally.found(found[1])
            elif not _NOISE.match(line) and not running.ended:  # each would say that it was ended
                # outside of a stage DVC itself speaks, as of a dvc.yaml that it cannot read
                failing = failing or not stage or bool(_TROUBLE.match(line))
                with _SAYING:
                    say(line.rstrip(), error=failing or line.startswith("WARNING"))
    running.forget(process)
    if stage and not process.returncode:
        tally.finished(stage)
    return not process.returncode


_SAYING = threading.Lock()


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
