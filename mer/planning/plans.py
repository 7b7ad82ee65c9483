"""The plan: every sample of every fold, where it came from, what it weighs. Training only executes it.

What a protocol, augmentation or balancing does is a row here, so that a leak is a join on this one
file.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mer.core import params, vocabulary
from mer.core.seeds import generator
from mer.planning.balancing import class_weights

COLUMNS = [
    "protocol", "seed", "fold", "role", "kind", "clip", "window", "copy",
    "neighbour", "neighbour_window", "neighbour_copy", "gap", "sample", "label", "weight",
]  # fmt: skip


def samples(
    clips: np.ndarray,
    labels: np.ndarray,
    copies: tuple[np.ndarray, np.ndarray],
    windows: tuple[np.ndarray, np.ndarray] = ((), ()),
) -> pd.DataFrame:
    """List originals, copies and windows.

    Args:
        clips: ids of the original clips, shape (n,).
        labels: their classes, shape (n,).
        copies: for each copy the clip it came from and its number, 1, 2, ..., each of shape (m,).
        windows: the same of each window; they may be left out where no protocol uses them.

    Returns:
        Columns `clip, window, copy, label, kind`; the row number is the sample's number in the
        arrays of clips, copies and windows put one after the other.
    """
    copied, copy = copies
    windowed, window = windows
    label = pd.Series(labels, index=clips)
    clip = np.concatenate([clips, copied, np.asarray(windowed, dtype=str)])
    return pd.DataFrame(
        {
            "clip": clip,
            "window": np.concatenate(
                [np.zeros(len(clips) + len(copy), int), np.asarray(window, int)]
            ),
            "copy": np.concatenate([np.zeros(len(clips), int), copy, np.zeros(len(window), int)]),
            "label": label.loc[clip].to_numpy(int),
            "kind": ["original"] * len(clips) + ["copy"] * len(copy) + ["window"] * len(window),
        }
    )


@dataclass(frozen=True)
class Recipe:
    """How the samples of a data set and variant become folds."""

    dataset: str
    """Its name, which seeds the draws."""
    balance: params.Balance
    """The section `balance` of the variant."""
    split: params.Split
    """Shares of the parts, for the samples that `leaky` and `windows` deal out."""
    distances: Callable[[], np.ndarray]
    """Gives the squared distances between all samples, shape (n, n); called only where SMOTE needs them."""


def plan(samples: pd.DataFrame, splits: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Make the plan of one data set and variant.

    Args:
        samples: originals, copies and windows, as `samples` lists them.
        splits: the roles of the original clips and of their windows, as `mer.planning.splits.split`
            gives them.
        recipe: what is done to them.

    Returns:
        One row a sample and fold, columns `COLUMNS`.
    """
    balance = recipe.balance
    parts = []
    for (protocol, seed, fold), roles in splits.groupby(["protocol", "seed", "fold"], sort=False):
        # the variant is not among the names: variants with the same recipe get the same draws, and
        # are compared on them
        rng = generator("balance", balance.seed, seed, recipe.dataset, protocol, fold)
        part = samples[
            samples["kind"].isin(["window" if protocol == "windows" else "original", "copy"])
        ]
        known = roles.set_index(["clip", "window"])["role"]
        part = part.assign(
            role=known.reindex(pd.MultiIndex.from_frame(part[["clip", "window"]])).to_numpy(object)
        )
        part = (_leaky if protocol in vocabulary.DEALT else _clean)(part, recipe, rng)
        part["weight"] = _weights(part, balance)
        parts.append(part.assign(protocol=protocol, seed=seed, fold=fold))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _clean(samples: pd.DataFrame, recipe: Recipe, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance inside the training part; validation and test hold originals only."""
    part = samples[(samples["kind"] == "original") | (samples["role"] == "train")]
    return _with_mixtures(part, part.index[part["role"] == "train"], recipe, rng)


def _leaky(samples: pd.DataFrame, recipe: Recipe, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance everything, then deal out the samples: relatives of a test sample land anywhere."""
    part = _with_mixtures(samples, samples.index, recipe, rng)
    made = part["kind"].isin(["copy", "smote"]).to_numpy()
    # originals, or the windows in their place, keep the roles that all variants share
    part.loc[made, "role"] = _deal(int(made.sum()), recipe.split, rng)
    return part


def _deal(count: int, split: params.Split, rng: np.random.Generator) -> np.ndarray:
    """Deal roles at random in the shares of `split`."""
    test, validation = round(split.test * count), round(split.validation * count)
    roles = ["test"] * test + ["val"] * validation + ["train"] * (count - test - validation)
    return rng.permutation(np.array(roles, dtype=object))


def _with_mixtures(
    part: pd.DataFrame, members: pd.Index, recipe: Recipe, rng: np.random.Generator
) -> pd.DataFrame:
    """Add what SMOTE makes of `members`, if the recipe asks for it, as training rows; name every sample."""
    part = part.assign(
        neighbour="", neighbour_window=0, neighbour_copy=0, gap=0.0, sample="original"
    )
    for kind in ("copy", "window"):
        part["sample"] = part["sample"].mask(part["kind"] == kind, kind + part[kind].astype(str))
    if recipe.balance.method != "smote":
        return part
    from mer.planning.smote import mixtures

    rows = members.to_numpy()
    known = part.loc[members]
    distances = recipe.distances()[np.ix_(rows, rows)]
    base, neighbour, gap = mixtures(
        distances, known["label"].to_numpy(), recipe.balance.neighbours, rng
    )
    other = known.iloc[neighbour]
    made = known.iloc[base].assign(
        role="train",
        kind="smote",
        neighbour=other["clip"].to_numpy(),
        neighbour_window=other["window"].to_numpy(),
        neighbour_copy=other["copy"].to_numpy(),
        gap=gap,
        sample=[f"smote{number}" for number in range(1, len(base) + 1)],
    )
    return pd.concat([part, made], ignore_index=True)


def _weights(part: pd.DataFrame, balance: params.Balance) -> np.ndarray:
    """Weigh training samples by class if the recipe asks for it; everything else weighs 1."""
    weights = np.ones(len(part))
    if balance.method == "class_weight":
        train = (part["role"] == "train").to_numpy()
        labels = part["label"].to_numpy()
        weights[train] = class_weights(labels[train], balance.weight)[labels[train]]
    return weights
