"""What the training part of a fold knows of its test part: counted in the plans, row by row.

The kinds of leakage are those of S. Kapoor and A. Narayanan, "Leakage and the reproducibility
crisis in machine-learning-based science", Patterns 4 (2023), 100804.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from mer.core import files, paths
from mer.core.vocabulary import CLASSES

if TYPE_CHECKING:
    import pandas as pd

_TEXT = ("protocol", "role", "kind", "clip", "neighbour", "sample")
_SAMPLE = ["clip", "sample"]
_CLASSES = {"label": tuple(range(len(CLASSES)))}
_KNOWN = {"role": ("train", "val", "test"), "kind": ("original", "window", "copy", "smote")}


@dataclass(frozen=True)
class Separation:
    """Test samples of all folds of a protocol, and how many of them training knows.

    A sample comes from its clip and, made by SMOTE, from its neighbour as well.

    Attributes:
        folds: how many folds there are.
        without_test: folds that test nothing.
        tested: test samples of all folds.
        same: those that are training samples of the same fold themselves.
        clip: those whose clip trains too, as itself or as a window, copy or mixture.
        mixed: those whose clip is in a training sample that SMOTE made.
        twin: those with the same pixels as a training clip of another name.
        known: those that are in `clip` or `twin`, or in both.
        subject: those of a subject of whom another sample trains.
        shift: percentage points by which the share of a class among the test samples differs most
            from its share among the clips.
    """

    folds: int
    without_test: int
    tested: int
    same: int
    clip: int
    mixed: int
    twin: int
    known: int
    subject: int
    shift: float


def read(cell: paths.Cell) -> "dict[str, Separation]":
    """Count in the plan of a cell; protocol → what was counted.

    Raises:
        UserError: the plan or the clips are missing, or such as their stages cannot have written.
    """
    stack = paths.clips(cell.dataset)
    clips = files.stack_rows(stack, ("clip", "subject"), ("clip", "subject", "label"))
    files.check_columns(clips, stack, once=("clip",), filled=("subject",), among=_CLASSES)
    plan = files.read_table(cell.plan, _TEXT, (*_TEXT, "seed", "fold", "label"))
    files.check_columns(plan, cell.plan, whole=("seed", "fold"), among={**_CLASSES, **_KNOWN})
    odd = set(_origins(plan)) - set(clips["clip"])
    if odd:
        raise paths.damaged(cell.plan, f"clips of {stack}", min(odd))
    pixels = [hashlib.sha256(one.tobytes()).digest() for one in files.map_stack(stack)]
    return examine(plan, clips.assign(pixels=pixels))


def examine(plan: "pd.DataFrame", clips: "pd.DataFrame") -> dict[str, Separation]:
    """Count in a plan.

    Args:
        plan: as `data/plans/v/d.csv` holds it.
        clips: columns `clip, subject, label, pixels`; clips of equal `pixels` are twins.

    Returns:
        Protocol → what was counted, in the order of the plan.
    """
    known = clips.set_index("clip")
    shares = _shares(clips["label"])
    found = {}
    for protocol, part in plan.groupby("protocol", sort=False):
        folds = [_fold(one, known) for _, one in part.groupby(["seed", "fold"], sort=False)]
        tested = part[part["role"] == "test"]
        shift = 100 * np.abs(_shares(tested["label"]) - shares).max() if len(tested) else 0.0
        sums = {name: sum(fold[name] for fold in folds) for name in folds[0]}
        found[protocol] = Separation(folds=len(folds), **sums, shift=round(float(shift), 4))
    return found


def together(found: Sequence[Separation]) -> Separation:
    """Add up counts; `shift` is the largest.

    >>> one = Separation(4, 0, 20, 0, 5, 0, 0, 5, 20, 1.5)
    >>> together([one, one]).clip, together([one, one]).shift
    (10, 1.5)
    """
    names = [field.name for field in fields(Separation) if field.name != "shift"]
    sums = {name: sum(getattr(one, name) for one in found) for name in names}
    return Separation(**sums, shift=max(one.shift for one in found))


def _fold(rows: "pd.DataFrame", clips: "pd.DataFrame") -> dict[str, int]:
    """Count in one fold."""
    train, test = rows[rows["role"] == "train"], rows[rows["role"] == "test"]
    trained, mixed = set(_origins(train)), set(_origins(train[train["kind"] == "smote"]))
    subjects = set(clips["subject"].loc[list(trained)])
    samples = set(zip(*(train[name] for name in _SAMPLE), strict=True))
    twins = set(_twins(trained, clips))
    own = list(zip(*(test[name] for name in _SAMPLE), strict=True))
    origins = [
        {clip, other} - {""} for clip, other in zip(test["clip"], test["neighbour"], strict=True)
    ]
    return {
        "without_test": int(test.empty),
        "tested": len(test),
        "same": sum(one in samples for one in own),
        "clip": sum(bool(one & trained) for one in origins),
        "mixed": sum(bool(one & mixed) for one in origins),
        "twin": sum(bool(one & twins) for one in origins),
        "known": sum(bool(one & (trained | twins)) for one in origins),
        "subject": sum(bool(set(clips["subject"].loc[list(one)]) & subjects) for one in origins),
    }


def _origins(rows: "pd.DataFrame") -> Iterator[str]:
    """Yield the clips that samples come from."""
    yield from rows["clip"]
    yield from (name for name in rows["neighbour"] if name)


def _twins(trained: Iterable[str], clips: "pd.DataFrame") -> Iterator[str]:
    """Yield the clips with the pixels of a training clip of another name."""
    doubled = clips[clips["pixels"].duplicated(keep=False)]
    for name in trained:
        if name in doubled.index:
            same = doubled.index[doubled["pixels"] == doubled["pixels"].loc[name]]
            yield from (other for other in same if other != name)


def _shares(labels: "pd.Series") -> np.ndarray:
    counts = np.bincount(labels.to_numpy(int), minlength=len(CLASSES))
    return counts / max(1, counts.sum())
