"""Disk, time and memory of a run on licensed data, on an imitation of their full size.

`benchmarks.imitation` writes the four data sets with their true counts, formats and picture sizes
(no content of theirs) into a temporary folder. Then `extract`, `mask` and `resize` run on them with
`source: licensed`, in a clone of the project of their own, and DVC takes up what they made, which
it hashes and copies to its cache. Last comes what DVC takes where nothing is to be done, and for an
experiment in a copy of the project.

Seconds of processor are those of a command and all processes that it started, looked at every
50 ms; memory is the largest sum of their resident sets. Other work on the machine makes wall
seconds longer: the load stands beside them.

    python -m benchmarks.licensed_size --share 0.1
    python -m benchmarks.licensed_size --revision HEAD~9   # another commit's code on the same files

The whole takes about half an hour on two cores, and 10 GB of the temporary folder, which is emptied
at the end.
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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
from tabulate import tabulate

from benchmarks import imitation
from mer.core import params, paths
from mer.core.origin import DATA_VARIABLE

PROJECT = Path(__file__).parent.parent
SECONDS = 0.05  # between two looks at a command's processes
NOTHING = 3  # how often nothing is done
DATASETS = tuple(imitation.SIZES)


class Taken(NamedTuple):
    """What a command took: seconds, seconds of processor, MB of memory; the load at its end."""

    wall: float
    processor: float
    peak: float
    load: float


def watch(command: Sequence[str], folder: Path, data: Path) -> Taken:
    """Run `python -m command` in a clone of the project."""
    environment = os.environ | {DATA_VARIABLE: str(data), "PYTHONPATH": str(folder)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    begin, peak = time.perf_counter(), 0
    busy: dict[int, float] = {}  # process → seconds; one that has ended keeps its last ones
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            peak = max(peak, _look(process.pid, busy))
            time.sleep(SECONDS)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with status {process.returncode}")
    taken = time.perf_counter() - begin
    return Taken(taken, sum(busy.values()), peak / 1e6, os.getloadavg()[0])


def _look(number: int, busy: dict[int, float]) -> int:
    """Note the seconds of a process and those below it; return the sum of their resident sets."""
    total = 0
    try:
        top = psutil.Process(number)
        for one in [top, *top.children(recursive=True)]:
            times = one.cpu_times()
            busy[one.pid] = times.user + times.system
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # one of them ended while we looked
    return total


def size(places: Iterable[Path]) -> tuple[int, float]:
    """Count the files below some places, and their MB; a link counts as what it leads to."""
    files = [
        path
        for place in places
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file()
    ]
    return len(files), sum(path.stat().st_size for path in files) / 1e6


def clone(folder: Path, revision: str, data: Path) -> None:
    """Make a clone of the project that looks for licensed data in `data`."""
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "--quiet", revision], cwd=folder, check=True)
    for key, value in (("email", "benchmark@localhost"), ("name", "benchmark")):
        subprocess.run(["git", "config", f"user.{key}", value], cwd=folder, check=True)
    site = ["dvc", "config", "--local", "core.site_cache_dir", str(folder.parent / "site")]
    watch(site, folder, data)
    watch(["mer", "params", "source=licensed"], folder, data)
    watch(["dvc", "repro", "--single-item", "parameters", "standin"], folder, data)


def run(folder: Path, data: Path, by_dvc: bool) -> list[list]:
    """Run the stages; let DVC take up what they made. Return a row per stage and data set."""
    rows = []
    for stage in ("extract", "mask", "resize"):
        for dataset in DATASETS:
            row = [stage, dataset, *watch([f"stages.{stage}", dataset], folder, data)]
            if by_dvc and stage != "resize":
                row += _taken_up(f"{stage}@{dataset}", folder, data)
            rows.append(row)
    if by_dvc:
        rows.append(["resize", "all, by DVC", *[None] * 4, *_taken_up("resize", folder, data)])
    return rows


def _taken_up(stage: str, folder: Path, data: Path) -> tuple[float, float]:
    """Let DVC hash what a stage read and wrote, and copy the latter to its cache."""
    taken = watch(["dvc", "commit", "--force", stage], folder, data)
    return taken.wall, taken.processor


def sizes(folder: Path, data: Path) -> list[list]:
    """Measure what lies on the disk, a row per data set."""
    rows = []
    for dataset in DATASETS:
        made = [
            [folder / path(dataset).path for path in of_stage]
            for of_stage in (
                (paths.frames, paths.frames_table),
                (paths.masked, paths.masked_table),
                (paths.clips, paths.windows),
            )
        ]
        # another revision may call them otherwise
        made[1] = list((folder / paths.masked(dataset).path.parent).glob(f"{dataset}.*"))
        rows.append([dataset, *size([data / dataset]), *(size(one)[1] for one in made)])
    totals = [sum(row[column] for row in rows) for column in range(1, len(rows[0]))]
    return [*rows, ["all", *totals]]


def idle(folder: Path, data: Path) -> list[list]:
    """Measure what DVC takes where nothing is to be done, and for an experiment in a copy."""
    commands = {
        "dvc repro resize": ["dvc", "repro", "resize"],
        "dvc status resize": ["dvc", "status", "--with-deps", "resize"],
    }
    rows = [
        [name, *watch(command, folder, data)]
        for name, command in commands.items()
        for _ in range(NOTHING)
    ]
    subprocess.run(["git", "commit", "--quiet", "--all", "-m", "licensed"], cwd=folder, check=True)
    for number in (1, 2):
        change = f"evaluate.seed={number}"  # nothing before `evaluate` reads it
        temp = ["dvc", "exp", "run", "--temp", "-S", change, "resize"]
        rows.append(["dvc exp run --temp resize", *watch(temp, folder, data)])
    rows.append(["dvc exp run resize", *watch([*temp[:3], *temp[4:]], folder, data)])
    return rows


def main() -> None:
    """Measure and print three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--share", type=float, default=1, help="of the clips of each emotion (default 1: all)"
    )
    parser.add_argument(
        "--revision", default="HEAD", help="the commit whose code runs (default HEAD)"
    )
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    parser.add_argument(
        "--data", type=Path, help="an imitation that was written before (default: write one)"
    )
    parser.add_argument("--stages", action="store_true", help="the stages alone, without DVC")
    arguments = parser.parse_args()
    top = Path(tempfile.mkdtemp(prefix="licensed-", dir=arguments.folder))
    data, folder = arguments.data or top / "licensed", top / "project"
    try:
        if not arguments.data:
            imitation.write(data, arguments.share, params.load(PROJECT / paths.PARAMS))
        clone(folder, arguments.revision, data.absolute())
        rows = run(folder, data.absolute(), not arguments.stages)
        files, cache = size([folder / ".dvc" / "cache"])
        disk = sizes(folder, data)
        print(
            f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, imitation, {arguments.revision}, "
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n"
        )
        header = ["data set", "raw files", "raw MB", "frames MB", "masked MB", "clips MB"]
        print(tabulate(disk, header, floatfmt=("", "", ".0f", ".0f", ".0f", ".1f")))
        print(f"\nDVC's cache: {files} files, {cache:.0f} MB\n")
        header = ["stage", "data set", "s", "CPU s", "peak MB", "load", "DVC s", "DVC CPU s"]
        print(tabulate(rows, header, floatfmt=("", "", ".1f", ".1f", ".0f", ".1f", ".1f", ".1f")))
        if arguments.stages:
            return
        print()
        header = ["nothing to do", "s", "CPU s", "peak MB", "load"]
        print(
            tabulate(
                idle(folder, data.absolute()), header, floatfmt=("", ".2f", ".2f", ".0f", ".1f")
            )
        )
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
