"""Did two machines make the same? The files of two runs, compared one by one.

What a run makes before `train` is compared byte for byte, except the pixels of augmented copies,
which OpenCV computes in floating point. Predictions must be of the same samples; what a network
says of these may differ within bounds. docs/reproducibility.md says where the bounds come from.
"""

import filecmp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from mer.core import paths
from mer.core.files.stacks import ARRAYS, ROWS
from mer.core.params import Params
from mer.core.vocabulary import CLASSES
from mer.planning.copying import DRAWS
from mer.reporting.markdown import grid

GRAY = 4
"""Gray values, of 255, by which a pixel of an augmented copy may differ."""
MEAN, CHANGED = 0.08, 0.12
"""How far the probabilities of a sample may be apart, in the mean over a file's samples (of each
sample the class that differs most), and the share of samples that may get another class."""
PIXELS, PREDICTIONS = "pixels of copies", "predictions"
"""Kinds of files that need not have the same bytes."""

SHOWN = 20
"""Files that are listed under a verdict; a missing folder would fill the screen."""

Verdict = Literal["same", "within bounds", "differs", "missing here", "missing there"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FINE: tuple[Verdict, ...] = ("same", "within bounds")


@dataclass(frozen=True)
class Found:
    """One file of the two runs.

    `kind` is what it holds, `path` where it lies in the folder of either run, `detail` how large
    the difference is.
    """

    kind: str
    path: Path
    verdict: Verdict
    detail: str = ""


def compared(params: Params) -> Iterator[tuple[str, Path]]:
    """Yield what each compared file holds, and its path in the folder of a run."""
    for dataset in params.datasets:
        yield "frames", paths.frames_table(dataset).path
        yield "faces", paths.masked_table(dataset).path
        for kind, stack in (("clips", paths.clips(dataset)), ("windows", paths.windows(dataset))):
            yield kind, stack.path / ROWS
            yield kind, stack.path / ARRAYS
        yield "splits", paths.splits(dataset).path
    yield "counts of clips", paths.LEDGER.path
    for cell in paths.cells(params.datasets, params.variants):
        yield "draws of copies", cell.copies.path / ROWS
        yield "draws of copies", cell.copies.path / DRAWS
        yield PIXELS, cell.copies.path / ARRAYS
        yield "plans", cell.plan.path
        yield PREDICTIONS, cell.predictions.path


def compare(here: Path, there: Path, params: Params) -> list[Found]:
    """Compare the files of two runs.

    Args:
        here: the folder of a run, in which `data/` and `metrics/` lie.
        there: that of the other.
        params: those of both.
    """
    return [_compare(kind, path, here / path, there / path) for kind, path in compared(params)]


def render(found: Sequence[Found]) -> str:
    """Write what was found for a terminal: a line per kind of file, then the files that differ.

    >>> file = paths.splits("smic").path
    >>> print(render([Found("splits", file, "differs", "3 of 9 lines, line 2 first")]))
    what      files    same    within bounds    differs    missing here    missing there
    ------  -------  ------  ---------------  ---------  --------------  ---------------
    splits        1                                   1
    <BLANKLINE>
    differs:
      data/splits/smic.csv: 3 of 9 lines, line 2 first
    <BLANKLINE>
    all files: 1 differs
    """
    kinds = list(dict.fromkeys(one.kind for one in found))
    rows = []
    for kind in kinds:
        verdicts = [one.verdict for one in found if one.kind == kind]
        cells = [str(verdicts.count(verdict) or "") for verdict in VERDICTS]
        rows.append([kind, str(len(verdicts)), *cells])
    headers = ["what", "files", *VERDICTS]
    parts = [grid(headers, rows, numbers=range(1, len(headers)), style="simple")]
    for verdict in VERDICTS[1:]:
        lines = [
            f"  {one.path.as_posix()}" + (f": {one.detail}" if one.detail else "")
            for one in found
            if one.verdict == verdict
        ]
        if len(lines) > SHOWN:
            lines[SHOWN:] = [f"  and {len(lines) - SHOWN} more"]
        if lines:
            parts.append("\n".join([f"{verdict}:", *lines]))
    counts = [(verdict, sum(one.verdict == verdict for one in found)) for verdict in VERDICTS]
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts if count)
    return "\n\n".join([*parts, f"all files: {said}"])


def _compare(kind: str, path: Path, here: Path, there: Path) -> Found:
    if not here.is_file():
        return Found(kind, path, "missing here")
    if not there.is_file():
        return Found(kind, path, "missing there")
    if filecmp.cmp(here, there, shallow=False):
        return Found(kind, path, "same")
    try:
        if kind == PREDICTIONS:
            within, detail = _of_predictions(here, there)
        elif path.suffix == ".npy":
            largest, detail = _of_arrays(here, there)
            within = kind == PIXELS and largest <= GRAY
        else:
            within, detail = False, _of_lines(here, there)
    except (ValueError, EOFError) as error:
        within, detail = False, f"not of this program, or damaged ({error})"
    return Found(kind, path, "within bounds" if within else "differs", detail)


def _of_arrays(here: Path, there: Path) -> tuple[float, str]:
    first, second = (np.load(file, mmap_mode="r", allow_pickle=False) for file in (here, there))
    if first.shape != second.shape:
        return np.inf, f"{first.shape} here, {second.shape} there"
    largest, unequal = 0.0, 0
    for one, other in zip(first, second, strict=True):  # not all at once: they may be gigabytes
        difference = np.abs(one.astype(float) - other)
        largest = max(largest, float(difference.max(initial=0)))
        unequal += int(np.count_nonzero(difference))
    return largest, f"{largest:g} in {unequal} of {first.size} values"


def _of_lines(here: Path, there: Path) -> str:
    first, second = (file.read_text(encoding="utf-8").splitlines() for file in (here, there))
    if len(first) != len(second):
        return f"{len(first)} lines here, {len(second)} there"
    pairs = enumerate(zip(first, second, strict=True), 1)
    unequal = [line for line, (one, other) in pairs if one != other]
    if not unequal:
        return "the ends of lines alone"
    return f"{len(unequal)} of {len(first)} lines, line {unequal[0]} first"


def _of_predictions(here: Path, there: Path) -> tuple[bool, str]:
    """Compare what is said of each sample, which must be the same samples in the same order."""
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for which `--help` need not wait

    first, second = (pd.read_csv(file, dtype=str, keep_default_na=False) for file in (here, there))
    said = ["predicted", *(f"p_{name}" for name in CLASSES)]
    ids = [name for name in first if name not in said]
    if not set(said) <= set(first) or list(first) != list(second):
        return False, "other columns"
    if not first[ids].equals(second[ids]):
        return False, "other samples, labels, or another order"
    changed = (first["predicted"] != second["predicted"]).sum()
    chances, others = (table[said[1:]].to_numpy(float) for table in (first, second))
    apart = np.abs(chances - others).max(axis=1)
    detail = (
        f"probabilities {apart.mean():.4f} apart, at most {apart.max():.4f}; "
        f"{changed} of {len(first)} classes"
    )
    return bool(apart.mean() <= MEAN and changed <= CHANGED * len(first)), detail
