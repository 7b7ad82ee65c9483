"""The folds of a data set: the role of every clip under every protocol.

They are made before anything is fitted, and depend on the clips, their labels, the protocol and the
seed, never on the variant: variants are compared on the same test clips.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from mer.core import params, paths
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES
from mer.planning.splitters import SPLITTERS

COLUMNS = ["protocol", "seed", "fold", "clip", "window", "role"]


def split(
    clips: pd.DataFrame, dataset: str, profile: params.Profile, settings: params.Split
) -> pd.DataFrame:
    """Assign a role to every clip or window in every fold of every protocol and seed.

    Args:
        clips: columns `clip`, `subject`, `label` (0, 1, 2), one row per clip.
        dataset: its key, which seeds the draws and is named in errors.
        profile: its `protocols`, `seeds` and `repeats` say what is split and how often,
            `clip.windows` into how many windows each clip, and `train.select` whether `kfold` and
            `loso` need a validation part.
        settings: shares of the test and validation parts.

    Returns:
        Columns `protocol, seed, fold, clip, window, role`; within a fold one row per clip (window
        0), under `windows` one per window (1, 2, ...).

    Raises:
        UserError: a part would be empty, or a class would be missing from the training part of a
            fold or from the test part of a random split.
    """
    for number, name in enumerate(CLASSES):
        if not (clips["label"] == number).any():
            raise UserError(
                f"{dataset}: expected clips of all three classes, received none of class {name} "
                f"among {len(clips)} clips; {paths.frames_table(dataset)} and "
                f"{paths.masked_table(dataset)} say what was dropped and why."
            )
    clips, windows = clips.assign(window=0), _windows(clips, profile.clip.windows)
    parts = []
    for protocol in profile.protocols:
        make = SPLITTERS[protocol]
        samples = windows if make.windows else clips
        for seed in profile.seeds:
            choosing = profile.train.select == "best_val"
            splitter = make(dataset, seed, settings, profile.repeats, choosing)
            for fold, roles in enumerate(splitter.split(samples)):
                name = f"{protocol}, seed {seed}, fold {fold}"
                _check(samples, roles, dataset, name, make.tests_every_class)
                part = samples[["clip", "window"]].assign(role=roles)
                parts.append(part.assign(protocol=protocol, seed=seed, fold=fold))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def use_windows(protocols: Iterable[str]) -> bool:
    """Return whether any of the protocols splits the windows of the clips.

    >>> use_windows(["leaky", "loso"]), use_windows(["loso", "windows"])
    (False, True)
    """
    return any(SPLITTERS[protocol].windows for protocol in protocols)


def _windows(clips: pd.DataFrame, count: int) -> pd.DataFrame:
    """List the windows of every clip, clip after clip."""
    rows = np.repeat(np.arange(len(clips)), count)
    return (
        clips.iloc[rows]
        .assign(window=np.tile(np.arange(1, count + 1), len(clips)))
        .reset_index(drop=True)
    )


def _check(
    samples: pd.DataFrame, roles: np.ndarray, dataset: str, fold: str, tests_every_class: bool
) -> None:
    """Refuse a fold with an empty part, or without a class that must be there."""
    for role in ("train", "test"):
        labels = set(samples["label"][roles == role])
        if not labels:
            raise UserError(
                f"{dataset}: expected clips in the {role} part of {fold}, received none; use other "
                "shares in `split` or more clips."
            )
        missing = [name for number, name in enumerate(CLASSES) if number not in labels]
        if missing and (role == "train" or tests_every_class):
            raise UserError(
                f"{dataset}: expected every class in the {role} part of {fold}, received none of "
                f"{', '.join(missing)}; use other shares in `split` or more clips."
            )
