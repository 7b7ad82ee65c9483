"""Whether predictions are those of the cell under whose name they lie, each sample once."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mer.core import files, params, paths, vocabulary
from mer.core.vocabulary import CLASSES
from mer.evaluation import predictions

if TYPE_CHECKING:
    import pandas as pd

_EVERY_CLIP = ("loso", "kfold")
"""Protocols that test every clip of the data set, once per seed."""


def read(cell: paths.Cell, profile: params.Profile) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Read the predictions of a cell's test samples and of its validation samples.

    Args:
        cell: whose they are.
        profile: the one in force, whose folds there must be.

    Raises:
        UserError: one of the two files is missing or broken, of another data set, or not whole.
    """
    tested = read_tested(cell, profile)
    held_out = predictions.read(cell.validation, True)  # possibly of no sample
    if not held_out.empty:
        _check(held_out, cell.validation, cell.dataset)
    return tested, held_out


def read_tested(cell: paths.Cell, profile: params.Profile | None = None) -> "pd.DataFrame":
    """Read the predictions of a cell's test samples alone; without a profile, of any folds."""
    tested = predictions.read(cell.predictions)
    _check(tested, cell.predictions, cell.dataset)
    _check_folds(tested, cell.predictions)
    if profile is not None:
        folds = tested[["protocol", "seed", "fold"]].drop_duplicates()
        params.check_folds(folds.itertuples(index=False), cell.predictions, profile, arms=True)
    return tested


def _check(table: "pd.DataFrame", path: paths.Output, dataset: str) -> None:
    """Refuse rows of another data set, of no protocol, or that contradict their probabilities."""
    others = sorted(set(table["dataset"]) - {dataset})
    if others:
        raise paths.damaged(path, f"predictions of {dataset}", f"some of {others[0]}")
    for protocol in sorted(set(table["protocol"])):
        if vocabulary.without_arm(protocol) not in vocabulary.PROTOCOLS:
            known = ", ".join(vocabulary.PROTOCOLS)
            raise paths.damaged(path, f"protocols of {known}", repr(protocol))
    _check_probabilities(table, path)


def _check_probabilities(table: "pd.DataFrame", path: paths.Output) -> None:
    """Refuse probabilities that are none, or another class than the most probable one."""
    names = [f"p_{name}" for name in CLASSES]
    content = files.read_table(path, ("clip",))
    if not set(names) <= set(content):
        return  # of a model that gives none
    chances = content[names].apply(lambda column: column.astype(str)).to_numpy()
    try:
        chances = chances.astype(float)
    except ValueError as error:
        raise paths.damaged(path, "numbers as probabilities", str(error)) from None
    bad = ~(np.isfinite(chances) & (chances >= 0) & (chances <= 1)).all(axis=1)
    if bad.any():
        line = table["line"].iloc[int(bad.argmax())]
        raise paths.damaged(path, "probabilities from 0 to 1", f"another number in line {line}")
    rows = np.arange(len(chances))
    # of equal six digits either may have been the larger
    other = chances[rows, table["predicted"].to_numpy(int)] < chances.max(axis=1)
    if other.any():
        line = table["line"].iloc[int(other.argmax())]
        raise paths.damaged(
            path, "the most probable class as `predicted`", f"another in line {line}"
        )


def _check_folds(table: "pd.DataFrame", path: paths.Output) -> None:
    """Refuse a file of which folds or clips are missing, as far as it shows."""
    for (protocol, seed), part in table.groupby(["protocol", "seed"], sort=False):
        where = f"{protocol}, seed {seed}"
        folds = sorted(part["fold"].unique())
        if folds != list(range(len(folds))):
            shown = ", ".join(map(str, folds))
            raise paths.damaged(path, f"folds of {where} numbered from 0", shown)
        if vocabulary.without_arm(protocol) in _EVERY_CLIP:
            missing = sorted(set(table["clip"]) - set(part["clip"]))
            if missing:
                raise paths.damaged(path, f"every clip under {where}", f"no row of {missing[0]}")


def check_labels(tables: "Mapping[str, pd.DataFrame]", dataset: str) -> None:
    """Refuse variants that disagree on the class of a clip.

    Args:
        tables: variant → its predictions.
        dataset: whose they are.

    Raises:
        UserError: two of them do; it names the clip.
    """
    known: dict[str, tuple[int, str]] = {}
    for variant, table in tables.items():
        for clip, label in table[["clip", "label"]].drop_duplicates().itertuples(index=False):
            first, other = known.setdefault(clip, (label, variant))
            if first != label:
                path = paths.Cell(dataset, variant).predictions
                expected = f"{clip} to be {CLASSES[first]}, as {other} has it"
                raise paths.damaged(path, expected, CLASSES[label])


def tables(
    dataset: str, variants: list[str], profile: params.Profile | None = None
) -> "dict[str, pd.DataFrame]":
    """Read the predictions of the variants of a data set that were run.

    Args:
        dataset: its key.
        variants: their names.
        profile: whose folds there must be; None for any.

    Raises:
        UserError: as `read`, or two of them disagree on the class of a clip.
    """
    found = {
        cell.variant: read_tested(cell, profile)
        for cell in paths.cells([dataset], variants)
        if Path(cell.predictions).is_file()
    }
    check_labels(found, dataset)
    return found
