"""How much memory `train` needs at the article's size, and how long it takes.

Makes a project with clips of noise, 275 of 16x128x128 and three copies of each (CAS(ME)² with the
variant DA, the largest cell), and trains the network of the paper profile for one epoch, in as many
processes as `train` would use, each on a fold of its own.

    python -m benchmarks.paper_size --clips 275
"""

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from tabulate import tabulate

from benchmarks import project

SUBJECTS = 22  # CAS(ME)²'s
SECONDS = 0.1  # between two looks at the memory


def paper(epochs: int, folds: int, micro_batch: int, workers: int, content: dict) -> None:
    """Choose the paper profile, with one random split per fold wanted."""
    content |= {
        "profile": "paper",
        "source": "standin",
        "variant": "DA",
        "variants": ["DA"],
        "keep": "DA",
    }
    content["execution"]["workers"] = workers
    profile = content["profiles"]["paper"]
    profile |= {"protocols": ["holdout"], "repeats": folds}
    content["protocol"] = "holdout"
    profile["train"] |= {"epochs": epochs}
    if micro_batch:
        profile["train"]["micro_batch"] = micro_batch


def watch(folder: Path, *command: str) -> tuple[float, float, float]:
    """Run a command; return its seconds and the largest memory of all its processes in MB.

    Memory once as the sum of resident sets, and once with what processes share (libraries, mapped
    clips) counted once.
    """
    environment = os.environ | {"PYTHONPATH": str(project.PROJECT)}
    start = time.perf_counter()
    resident = proportional = 0
    with subprocess.Popen([sys.executable, "-m", *command], cwd=folder, env=environment) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            memory = [_memory(one) for one in [watched, *watched.children(recursive=True)]]
            resident = max(resident, sum(one for one, _ in memory))
            proportional = max(proportional, sum(one for _, one in memory))
            time.sleep(SECONDS)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with status {process.returncode}")
    return time.perf_counter() - start, resident / 1e6, proportional / 1e6


def _memory(process: psutil.Process) -> tuple[int, int]:
    try:
        info = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0, 0  # it ended while we looked
    return info.rss, getattr(info, "pss", info.uss)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=275, help="clips (default 275)")
    parser.add_argument("--epochs", type=int, default=1, help="epochs (default 1)")
    parser.add_argument(
        "--micro-batch", type=int, default=0, help="train.micro_batch (default: as in params.yaml)"
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="execution.workers (default 0: one per core)"
    )
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    given = parser.parse_args()
    workers = given.workers or os.cpu_count()
    folder = Path(tempfile.mkdtemp(prefix="paper-size-", dir=given.folder))
    try:
        project.make(
            folder,
            lambda content: paper(given.epochs, workers, given.micro_batch, given.workers, content),
        )
        project.write_clips(
            folder, "casme_sq", SUBJECTS, -(-given.clips // SUBJECTS), (16, 128, 128)
        )
        for stage in ("split", "augment", "balance"):
            project.run(folder, f"stages.{stage}", "casme_sq")
        seconds, resident, proportional = watch(folder, "stages.train", "DA", "casme_sq")
    finally:
        shutil.rmtree(folder)
    print(
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    header = [
        "folds at once",
        "epochs",
        "s, start included",
        "resident MB",
        "MB, shared counted once",
    ]
    print(
        tabulate([[workers, given.epochs, seconds, resident, proportional]], header, floatfmt=".0f")
    )


if __name__ == "__main__":
    main()
