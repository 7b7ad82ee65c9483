"""What training on a GPU takes, and whether it computes what the CPU does.

On a machine with a GPU, it trains one fold of the article's size (CAS(ME)² with the variant DA:
275 clips of noise, three copies each) in each precision, then all folds of the demo on the
stand-in, on the GPU and on the CPU. Each runs in a process of its own. It prints seconds, frames
per second, memory, and the distance from the CPU's arithmetic, and adds its rows to
docs/performance.md. Everything else is written to a temporary folder.

    python -m benchmarks.gpu
    python -m benchmarks.gpu --device cpu --small   # tries all of it in seconds, on tiny clips

Exit status: 0 done, 1 something is beyond its bound or differed from run to run, 2 no GPU.
"""

import argparse
import contextlib
import dataclasses
import datetime
import itertools
import math
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from tabulate import tabulate

from benchmarks import gpu_tasks, project
from benchmarks.gpu_tasks import Grid, Measured, Way
from mer.commands import gpu
from mer.core import command, execution, files, params, paths
from mer.core.vocabulary import CLASSES
from mer.learning import devices, folds
from mer.reporting import same
from stages import augment, balance, split

PAGE = project.PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- rows of python -m benchmarks.gpu -->\n", "<!-- end of the rows -->\n"
NOT_RUN = "| not run"
PREFIX = "mer-gpu-"
CELL = paths.Cell("casme_sq", "DA")
SUBJECTS, CLIPS = 22, 275
PRECISIONS = ["float32", "mixed_bfloat16", "mixed_float16"]
CPU_STEPS = 4
"""Steps of the paper's fold that the CPU takes beside a GPU: all of them would take hours."""


class Row(NamedTuple):
    """One line of the table; nan and empty where there is nothing to say."""

    what: str
    seconds: float = math.nan
    rate: float = math.nan
    device_mb: float = math.nan
    host_mb: float = math.nan
    checked: str = ""

    def cells(self) -> list[str]:
        """Return the row as text."""
        numbers = [
            "" if math.isnan(value) else f"{value:.{digits}f}"
            for value, digits in zip(self[1:5], (1, 0, 0, 0), strict=True)
        ]
        return [self.what, *numbers, self.checked]


HEADER = ["what", "s", "frames/s", "GPU MB", "host MB", "against the CPU"]


def paper(content: dict, small: bool, epochs: int) -> None:
    """Choose one random split of the largest cell at the article's size, or at a tiny one."""
    content |= {"profile": "paper", "source": "standin", "datasets": [CELL.dataset]}
    content |= {"variant": CELL.variant, "variants": [CELL.variant], "keep": CELL.variant}
    content["protocol"] = "holdout"
    profile = content["profiles"]["paper"]
    profile |= {"protocols": ["holdout"], "repeats": 1}
    profile["network"] |= {"also": []}
    profile["train"] |= {"epochs": epochs}
    if small:
        profile["network"] |= {"filters": [4, 4], "dense": 4}
        profile["train"] |= {"batch_size": 8}
        content["split"] |= {"test": 0.25, "validation": 0.25}
        content["execution"]["workers"] = 1


def demo(content: dict, small: bool) -> None:
    """Choose the demo's grid, or one tiny cell of it."""
    content |= {"profile": "demo", "source": "standin", "protocol": "holdout"}
    content["execution"] |= {"workers": 0, "address": ""}
    content["profiles"]["demo"]["network"]["also"] = []
    if small:
        content |= {"datasets": ["smic"], "variant": "ST", "variants": ["ST"], "keep": "ST"}
        profile = content["profiles"]["demo"]
        profile |= {"protocols": ["holdout"], "repeats": 1}
        profile["network"] |= {"filters": [4], "dense": 4}
        profile["train"] |= {"epochs": 1}
        content["split"] |= {"test": 0.25, "validation": 0.25}
        content["execution"]["workers"] = 1


def plan(folder: Path) -> None:
    """Split, augment and plan in this process; what the stages say goes to stderr."""
    before = sys.argv
    sys.argv = ["benchmarks.gpu"]
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(sys.stderr):
            for stage in (split, augment, balance):
                stage.main()
    finally:
        sys.argv = before


def paper_fold(folder: Path, small: bool, epochs: int) -> folds.Fold:
    """Make the project of one fold, and cut the fold from its plan."""
    project.make(folder, lambda content: paper(content, small, epochs))
    each, shape = (3, (4, 16, 16)) if small else (-(-CLIPS // SUBJECTS), (16, 128, 128))
    project.write_clips(folder, CELL.dataset, 4 if small else SUBJECTS, each, shape)
    plan(folder)
    with contextlib.chdir(folder):
        profile = params.load().current
        return next(folds.cut(files.read_table(CELL.plan, folds.PLAN_TEXT), CELL, profile))


def demo_project(folder: Path, small: bool) -> None:
    """Make the project of the demo's grid: on the stand-in, or on a few clips of noise."""
    project.make(folder, lambda content: demo(content, small))
    if small:
        project.write_clips(folder, "smic", 4, 3, (4, 16, 16))
    else:
        project.run(folder, "stages.standin")
        with contextlib.chdir(folder):
            names = params.load().datasets
        for stage, name in itertools.product(("extract", "mask"), names):
            project.run(folder, f"stages.{stage}", name)
        project.run(folder, "stages.resize")
    plan(folder)


def alone(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process of its own, which an interruption ends with this one."""
    settings = params.Execution(workers=2, address="")  # one worker would be this process
    with execution.executor(settings, preload="mer.learning.training") as pool:
        return pool.submit(function, *arguments).result()


def ways(
    fold: folds.Fold, on_gpu: bool, precisions: list[str]
) -> Iterator[tuple[str, folds.Fold, Way]]:
    """Yield name, fold and way of each training of the paper's fold."""
    part, batch = fold.train.micro_batch, fold.train.batch_size
    whole = f"fold, {fold.train.epochs} epochs"
    if on_gpu:
        one = {role: _one(fold, role) for role in ("val", "test")}
        few = dataclasses.replace(fold, steps=CPU_STEPS, parts=fold.parts | one)
        yield f"{CPU_STEPS} steps on the CPU, one thread", few, Way("float32", part, hidden=True)
        yield f"{whole}, float32, micro_batch {part}", fold, Way("float32", part)
        name = f"{whole}, float32 without TF32, micro_batch {batch}"
        yield name, fold, Way("float32", batch, tf32=False)
    for precision in precisions:
        name = f"{whole}, {precision}, micro_batch {batch}"
        yield name, fold, Way(precision, batch, hidden=not on_gpu)


def _one(fold: folds.Fold, role: str) -> folds.Part:
    """Return a part of one sample, so that little is predicted beside the steps."""
    part = fold.parts[role]
    return folds.Part(**{name: values[:1] for name, values in vars(part).items()})


def judged(measured: Measured) -> str:
    """Say how a fold's arithmetic compares with the CPU's, and whether it repeats."""
    if measured.problem:
        return measured.problem
    within = f"{measured.off:.2f} of the bound" + (" (BEYOND)" if measured.off > 1 else "")
    return within + ("" if measured.same else ", NOT the same bytes twice")


def fold_row(name: str, fold: folds.Fold, way: Way) -> tuple[Row, bool]:
    """Measure a fold; return its row and whether all is well."""
    print(f"{name}; twice", file=sys.stderr)
    try:
        measured = alone(gpu_tasks.train, fold, way)
    except BrokenProcessPool:
        measured = Measured(problem="the process was killed, most often because memory ran out")
    rate = measured.images / measured.seconds
    row = Row(name, measured.seconds, rate, measured.device_mb, measured.host_mb, judged(measured))
    print(" | ".join(row.cells()), file=sys.stderr)  # if something fails later, this is not lost
    refused = bool(measured.problem) and not measured.problem.startswith(gpu_tasks.FAILED)
    return row, refused or (measured.same and measured.off <= 1)


def agreement(ours: Grid, theirs: Grid) -> tuple[str, bool]:
    """Say how far two trainings of the same folds are apart, and whether `mer same` lets that pass.

    Both are of the cell in which they are furthest apart.
    """
    ids = ["cell", "protocol", "seed", "fold", "clip", "sample"]
    if not ours.predictions[ids].equals(theirs.predictions[ids]):
        raise RuntimeError("expected predictions of the same samples in the same order")
    chances = [
        one.predictions[[f"p_{name}" for name in CLASSES]].astype(float) for one in (ours, theirs)
    ]
    cells = pd.DataFrame(
        {
            "changed": ours.predictions["predicted"] != theirs.predictions["predicted"],
            "apart": (chances[0] - chances[1]).abs().max(axis=1),
        }
    ).groupby(ours.predictions["cell"])
    changed, apart = cells.mean().max()
    said = (
        f"at most {changed:.1%} of a cell's classes differ ({same.CHANGED:.0%} may), "
        f"probabilities {apart:.3f} apart ({same.MEAN:g} may)"
    )
    return said, bool(changed <= same.CHANGED and apart <= same.MEAN)


def grid_rows(folder: Path, on_gpu: bool) -> Iterator[tuple[Row, bool]]:
    """Train all folds of the demo's project on the CPU and on the device."""
    print("folds of the demo on the CPU", file=sys.stderr)
    cpu = alone(gpu_tasks.grid, folder, folder / "folds-cpu", True)
    yield _grid_row("folds of the demo on the CPU", cpu, ""), True
    print("folds of the demo on the device", file=sys.stderr)
    made = alone(gpu_tasks.grid, folder, folder / "folds-device", not on_gpu)
    said, good = agreement(made, cpu)
    yield _grid_row("folds of the demo", made, said if good else f"{said}: BEYOND"), good


def _grid_row(name: str, made: Grid, said: str) -> Row:
    return Row(f"{made.folds} {name}", made.seconds, made.images / made.seconds, checked=said)


def machine() -> str:
    """Name the GPUs, or the processor, and what the numbers depend on."""
    cards = gpu.cards() or []
    names = ", ".join(f"{card.name} (driver {card.driver})" for card in cards)
    return f"{names or platform.machine()}, {os.cpu_count()} cores, TensorFlow " + metadata.version(
        "tensorflow"
    )


def add(page: str, when: str, where: str, rows: list[Row]) -> str:
    """Return a page with rows added between its marks; the line that says `not run` goes.

    Raises:
        ValueError: the page has no marks.
    """
    before, mark, rest = page.partition(BEGIN)
    table, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"expected the lines {BEGIN!r} and {END!r} in the page, found none")
    kept = [line for line in table.splitlines() if not line.startswith(NOT_RUN)]
    added = [f"| {' | '.join([when, where, *row.cells()])} |" for row in rows]
    return before + mark + "\n".join([*kept, *added]) + "\n" + end + after


def main() -> None:
    """Measure, print, and write rows where a GPU did the work."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", choices=["gpu", "cpu"], default="gpu", help="(default gpu)")
    parser.add_argument("--small", action="store_true", help="tiny clips; no row is written")
    parser.add_argument("--epochs", type=int, default=2, help="of the fold (default 2, of 50)")
    parser.add_argument(
        "--precision", nargs="+", choices=PRECISIONS, default=PRECISIONS, help="(default all)"
    )
    given = parser.parse_args()
    on_gpu = given.device == "gpu"
    if on_gpu and not devices.training_gpus():
        sys.stderr.write(f"No GPU that training would use. {gpu.why(gpu.cards())}\n")
        sys.exit(2)
    rows, fine = [], True
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        for part in ("paper", "demo"):
            (Path(name) / part).mkdir()
        fold = paper_fold(Path(name) / "paper", given.small, given.epochs)
        for one in ways(fold, on_gpu, given.precision):
            row, good = fold_row(*one)
            rows.append(row)
            fine &= good
        print("preparing the demo's clips", file=sys.stderr)
        demo_project(Path(name) / "demo", given.small)
        for row, good in grid_rows(Path(name) / "demo", on_gpu):
            rows.append(row)
            fine &= good
    when, where = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}", machine()
    print(f"{when}, {where}, load {os.getloadavg()[0]:.1f}")
    print(tabulate([row.cells() for row in rows], HEADER, disable_numparse=True, maxcolwidths=44))
    if on_gpu and not given.small:
        PAGE.write_text(add(PAGE.read_text("utf-8"), when, where, rows), encoding="utf-8")
        print(f"rows added to {PAGE}")
    if not fine:
        sys.exit(1)


if __name__ == "__main__":
    command.run(main)
