"""How much faster preprocessing is with all workers than with one.

Each stage runs as DVC starts it, in a process of its own, on the stand-in clips of
`benchmarks.memory`: with one worker and with all in turns, the order changing every time, so that
other load on the machine hits both alike. Files come from the page cache where it holds them. What
`execution.workers` counts differs: processes in `mask` and `augment`, threads in `resize`; the
readers of `extract` are threads too, but no parameter sets them, so they are set here.

    python -m benchmarks.workers --clips 120 --repeats 5
"""

import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from tabulate import tabulate

from benchmarks import memory
from mer import standin
from mer.core import execution, params, paths

PROJECT = Path(__file__).parent.parent
STAGES = ("extract", "mask", "resize", "augment")
READ = "import sys; from mer.preprocessing import frames; from stages import extract; "
READ += "frames.READERS = int(sys.argv.pop()); extract.main()"


def command(stage: str, count: int) -> list[str]:
    """Return the command that runs a stage on SMIC."""
    if stage == "extract":
        return [sys.executable, "-c", READ, "smic", str(count)]
    return [sys.executable, "-m", f"stages.{stage}", "smic"]


def seconds(stage: str, count: int, folder: Path, clips: int) -> float:
    """Run a stage in `folder` with `count` workers; return its seconds."""
    content = memory.settings(count, clips)
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    start = time.perf_counter()
    done = subprocess.run(
        command(stage, count), cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise SystemExit(f"{stage} failed with status {done.returncode}")
    return time.perf_counter() - start


def compare(stage: str, count: int, folder: Path, clips: int, repeats: int) -> list:
    """Measure a stage with one and with `count` workers in turns; return the row of the table."""
    seconds(stage, count, folder, clips)  # the first warms up
    taken = {1: [], count: []}
    for repeat in range(repeats):
        for one in (1, count) if repeat % 2 == 0 else (count, 1):
            taken[one].append(seconds(stage, one, folder, clips))
    ratios = [alone / together for alone, together in zip(taken[1], taken[count], strict=True)]
    medians = [statistics.median(values) for values in (taken[1], taken[count], ratios)]
    return [stage, *medians, f"{min(ratios):.2f}-{max(ratios):.2f}", os.getloadavg()[0]]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--clips", type=int, default=120, help="number of clips, 30 MB of disk each (default 120)"
    )
    parser.add_argument(
        "--repeats", type=int, default=5, help="pairs of runs per stage (default 5)"
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="how many are all (default 0: one per core)"
    )
    parser.add_argument(
        "--stages", nargs="+", choices=STAGES, default=STAGES, help="which are timed (default: all)"
    )
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    arguments = parser.parse_args()
    checked = params.check(memory.settings(arguments.workers, arguments.clips))
    count = execution.workers(checked.execution)
    if count < 2:
        raise SystemExit(
            "one core: expected at least two workers to compare with one; pass --workers 2."
        )
    top = Path(tempfile.mkdtemp(prefix="workers-", dir=arguments.folder))
    rows = []
    try:
        standin.write("smic", checked.standin, top / paths.standin("smic"))
        for stage in STAGES:
            if stage in arguments.stages:
                rows.append(compare(stage, count, top, arguments.clips, arguments.repeats))
            else:
                seconds(stage, count, top, arguments.clips)  # what comes after needs its files
    finally:
        shutil.rmtree(top)
    print(
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {arguments.clips} clips, "
        f"{arguments.repeats} pairs of runs, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, start of Python included"
    )
    header = ["stage", "s with 1", f"s with {count}", "faster by", "from-to", "load after"]
    print(tabulate(rows, header, floatfmt=("", ".1f", ".1f", ".2f", "", ".1f")))


if __name__ == "__main__":
    main()
