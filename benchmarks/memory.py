"""Memory and time of `extract`, `mask` and `resize`, on some clips and on ten times as many.

Each stage runs as DVC starts it, in a process of its own, on stand-in clips in the frame size of
the data sets (640x480, BMP as SMIC's, the largest files there are). Memory is the largest sum of
the resident sets of the stage and its worker processes, looked at every 10 ms; what they share is
counted in each of them. The larger data set is the smaller one under other subjects' names: hard
links, so that making it costs nothing.

    python -m benchmarks.memory --clips 54
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

import pandas as pd
import psutil
import yaml
from tabulate import tabulate

from mer import standin
from mer.core import params, paths

PROJECT = Path(__file__).parent.parent
STAGES = ("extract", "mask", "resize")
TIMES = 10
LAYOUT = "raw"
SECONDS = 0.01  # between two looks at the memory


def settings(workers: int, clips: int) -> dict:
    """Change params.yaml: the article's clips of SMIC, `clips` of them of six subjects."""
    content = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    content |= {"profile": "paper", "datasets": ["smic"]}
    content["execution"]["workers"] = workers
    content["standin"] |= {"subjects": 6, "clips": max(1, clips // 6)}
    content["standin"]["layouts"]["smic"] = LAYOUT
    return content


def multiply(small: Path, large: Path, times: int) -> None:
    """Write every subject `times` times under new numbers, as hard links."""
    paths = [path for path in small.rglob("*.bmp") if "non_micro" not in path.parts]
    subjects = sorted({path.parts[-5] for path in paths})
    for path in paths:
        *above, subject, micro, emotion, clip, name = path.relative_to(small).parts
        for copy in range(times):
            code = f"s{1 + times * subjects.index(subject) + copy}"
            folder = large.joinpath(*above, code, micro, emotion, clip.replace(subject, code, 1))
            folder.mkdir(parents=True, exist_ok=True)
            os.link(path, folder / name)


def measure(stage: str, folder: Path) -> tuple[float, float]:
    """Run a stage in `folder`; return its seconds and its largest memory in MB."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    start = time.perf_counter()
    command = [sys.executable, "-m", f"stages.{stage}", "smic"]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            peak = max(peak, resident(watched))
            time.sleep(SECONDS)
    if process.returncode:
        raise SystemExit(f"{stage} failed with status {process.returncode}")
    return time.perf_counter() - start, peak / 1e6


def resident(process: psutil.Process) -> int:
    """Sum the resident sets of a process and its children, in bytes."""
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # one of them ended while we looked
    return total


def run(folder: Path, content: dict) -> list[list]:
    """Run the stages on what lies in `folder`/data/standin; return one row each."""
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    measured = [(stage, *measure(stage, folder)) for stage in STAGES]
    table = pd.read_csv(folder / paths.masked_table("smic").path)
    clips = int((table["status"] == "kept").sum())
    frames = clips * content["profiles"]["paper"]["clip"]["frames"]
    return [
        [stage, clips, frames, seconds, 1000 * seconds / frames, frames / seconds, peak]
        for stage, seconds, peak in measured
    ]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--clips", type=int, default=54, help="clips of the smaller data set (default 54)"
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="execution.workers (default 0: one per core)"
    )
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    arguments = parser.parse_args()
    content = settings(arguments.workers, arguments.clips)
    top = Path(tempfile.mkdtemp(prefix="memory-", dir=arguments.folder))
    try:
        small, large = (top / name / paths.standin("smic").path for name in ("small", "large"))
        standin.write("smic", params.check(content).standin, small)
        multiply(small, large, TIMES)
        rows = []
        for name in ("small", "large"):
            rows += run(top / name, content)
            shutil.rmtree(top / name / paths.frames("smic").path.parent)
    finally:
        shutil.rmtree(top)
    print(
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, start of Python included"
    )
    rows.sort(key=lambda row: STAGES.index(row[0]))
    header = ["stage", "clips", "frames", "s", "ms per frame", "frames/s", "peak MB"]
    print(tabulate(rows, header, floatfmt=("", "", "", ".1f", ".2f", ".0f", ".0f")))


if __name__ == "__main__":
    main()
