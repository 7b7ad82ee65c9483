"""How fast `mer predict` reads a long recording, and how much memory it needs.

Writes a video of 640x480 at 25 frames per second from the clips of the stand-in of CAS(ME)², one
after the other, and predicts it with that data set's kept model: both must have been made
(`make tables`). Memory is the largest resident set of the process, looked at every 50 ms.

    python -m benchmarks.predict --minutes 1 10
"""

import argparse
import datetime
import itertools
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from tabulate import tabulate

from mer.core import files, paths
from mer.core.opencv import cv2
from mer.datasets.tree import IMAGES
from mer.preprocessing.decoding import UndecodableError, decode

DATASET = "casme_sq"
RATE, WIDTH, HEIGHT = 25, 640, 480
SECONDS = 0.05  # between two looks at the memory


class Measured(NamedTuple):
    """What predicting a recording took."""

    seconds: float
    processor: float
    peak: int


def pictures() -> Iterator[np.ndarray]:
    """Yield the frames of the stand-in's clips, forwards and backwards, without an end."""
    files.require(paths.standin(DATASET))
    found = sorted(
        path for path in Path(paths.standin(DATASET)).rglob("*") if path.suffix.lower() in IMAGES
    )
    for _, clip in itertools.cycle(
        [(name, list(group)) for name, group in itertools.groupby(found, lambda path: path.parent)]
    ):
        frames = [frame for frame in map(picture, clip) if frame is not None]
        yield from [*frames, *frames[::-1]]


def picture(path: Path) -> np.ndarray | None:
    """Read a frame, `(480, 640, 3)` as OpenCV writes it; None where it is damaged."""
    try:
        frame = decode(path.read_bytes())
    except UndecodableError:  # the stand-in has some, as real copies do
        return None
    colour = cv2.COLOR_GRAY2BGR if frame.ndim == 2 else cv2.COLOR_RGB2BGR
    return cv2.resize(cv2.cvtColor(frame, colour), (WIDTH, HEIGHT))


def write(path: Path, minutes: float) -> int:
    """Write a video; return its number of frames."""
    frames = int(60 * minutes * RATE)
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), RATE, (WIDTH, HEIGHT))
    for frame in itertools.islice(pictures(), frames):
        video.write(frame)
    video.release()
    return frames


def measure(path: Path) -> Measured:
    """Predict a recording in a process of its own."""
    command = [sys.executable, "-m", "mer", "predict", "--model", DATASET, str(path), "--json"]
    start, peak, processor = time.perf_counter(), 0, 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
                processor = max(processor, sum(watched.cpu_times()[:2]))
            except psutil.NoSuchProcess:
                break
            time.sleep(SECONDS)
    if process.returncode:
        raise SystemExit(f"mer predict failed with status {process.returncode}")
    return Measured(time.perf_counter() - start, processor, peak)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--minutes", type=float, nargs="+", default=[1, 10], help="lengths (default 1 10)"
    )
    rows = []
    for minutes in parser.parse_args().minutes:
        with tempfile.TemporaryDirectory(prefix="predict-") as folder:
            path = Path(folder) / "recording.mp4"
            frames = write(path, minutes)
            done = measure(path)
        rows.append(
            [
                minutes,
                frames,
                done.seconds,
                frames / done.seconds,
                done.processor,
                frames / done.processor,
                done.peak / 1e6,
            ]
        )
    print(
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {WIDTH}x{HEIGHT} at {RATE} per second, start included"
    )
    header = ["minutes", "frames", "s", "frames/s", "processor s", "frames per processor s"]
    print(tabulate(rows, [*header, "peak MB"], floatfmt=("g", *[".0f"] * len(header))))


if __name__ == "__main__":
    main()
