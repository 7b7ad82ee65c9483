"""The card of a kept model: what it is, what it was trained on, what it is worth."""

import importlib.metadata
from collections.abc import Iterable

import numpy as np
import pandas as pd

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES, DATA
from mer.datasets import dataset
from mer.evaluation import results
from mer.evaluation.results.kept import Kept, Quantiles, Worth
from mer.learning.kept_fold import KeptFold

PROTOCOL = "loso"
"""Says what a kept model is worth: no subject of a test clip was trained on."""
_LIBRARIES = (
    ("dlib-bin", "dlib"),
    ("keras",),
    ("numpy",),
    ("opencv-python-headless", "opencv-python"),
    ("tensorflow",),
)
"""What decides a prediction, by the names of its packages."""
_SHARES = (0, 0.05, 0.5, 0.95, 1)


def describe(
    cell: paths.Cell,
    settings: params.Params,
    profile: params.Profile,
    plan: pd.DataFrame,
    trained: KeptFold,
) -> Kept:
    """Write the card of a model.

    Args:
        cell: its data set and variant.
        settings: params.yaml.
        profile: what it was trained with.
        plan: what it was trained on.
        trained: what that gave.

    Raises:
        UserError: a file of the data set is missing, or files are of different runs.
    """
    record = dataset(cell.dataset)
    rules = settings.rules(cell.dataset)
    clips = files.stack_rows(paths.clips(cell.dataset), ("clip", "subject"))
    filmed = _of(clips, paths.frames_table(cell.dataset))
    cut = _of(clips, paths.masked_table(cell.dataset))
    # as many numbers as frames on disk, but for the few that are missing there
    lengths = (filmed["offset"] - filmed["onset"] + 1).fillna(filmed["found"])
    rate = record.rate(rules) if record.rate else None
    return Kept(
        data=DATA[settings.source],
        dataset=cell.dataset,
        title=record.title,
        source=settings.source,
        variant=cell.variant,
        classes=list(CLASSES),
        network=profile.network,
        train=profile.train,
        mask=settings.mask,
        clip=profile.clip,
        labels=rules.rule,
        clips={name: int((clips["label"] == number).sum()) for number, name in enumerate(CLASSES)},
        subjects=int(clips["subject"].nunique()),
        samples=len(plan),
        epochs=int(trained.history["epoch"].max()),
        frames_per_second=rate,
        face_pixels=quantiles(cut["right"] - cut["left"]),
        frames=quantiles(lengths),
        seconds=quantiles(lengths / rate) if rate else None,
        confidence=settings.evaluate.confidence,
        worth=worth(cell, settings.source, settings.current.train.select == "best_val"),
        versions=dict(map(_version, _LIBRARIES)),
        shapes=[list(one.shape) for one in trained.weights],
    )


def _of(clips: pd.DataFrame, path: paths.Output) -> pd.DataFrame:
    """Read the rows of the clips in a table of an earlier stage."""
    rows = files.read_table(path, ("clip", "status"), ("clip",)).set_index("clip")
    absent = [clip for clip in clips["clip"] if clip not in rows.index]
    if absent:
        raise UserError(
            f"{path}: expected the clips of {paths.clips(path.path.stem)}, found no row of "
            f"{absent[0]}; run `dvc repro`."
        )
    return rows.loc[clips["clip"]]


def quantiles(values: Iterable[float]) -> Quantiles:
    """Say how a quantity is spread, with three decimals.

    >>> quantiles([10, 20, 30]).median
    20.0
    """
    found = np.quantile(list(values), _SHARES).round(3)
    least, low, median, high, most = found.tolist()
    return Quantiles(least=least, low=low, median=median, high=high, most=most)


def worth(cell: paths.Cell, source: str, best_val: bool) -> dict[str, Worth]:
    """Read what loso says of a cell, whose folds were trained so; empty where it was not run.

    Raises:
        UserError: the cell's metrics are broken or of other data.
    """
    found = results.read_cell(cell, source)
    result = found.protocols.get(PROTOCOL) if found else None
    if result is None:
        return {}
    ends = result.intervals
    return {
        PROTOCOL: Worth(
            accuracy=result.accuracy,
            uf1=result.macro_f1,
            uar=result.uar,
            accuracy_interval=ends.accuracy if ends else None,
            uf1_interval=ends.macro_f1 if ends else None,
            uar_interval=ends.uar if ends else None,
            clips=result.clips,
            subjects=result.subjects,
            chance=result.chance,
            best_val=best_val,
        )
    }


def _version(names: tuple[str, ...]) -> tuple[str, str]:
    """Return the name of a package, whichever of several is installed, and its version."""
    for name in names:
        try:
            return name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return names[0], "not installed"
