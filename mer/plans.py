"""The plan: every sample of every fold, where it came from, what it weighs. Training only executes it.

What a protocol, augmentation or balancing does is a row here, so that a leak is a join on this one file.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mer import params
from mer.balancing import class_weights
from mer.seeds import generator

COLUMNS = [
    "protocol", "seed", "fold", "role", "kind", "clip", "copy",
    "neighbour", "neighbour_copy", "gap", "sample", "label", "weight",
]  # fmt: skip


def samples(clips: np.ndarray, labels: np.ndarray, copied: np.ndarray, copies: np.ndarray) -> pd.DataFrame:
    """List originals and copies.

    Args:
        clips: ids of the original clips, shape (n,).
        labels: their classes, shape (n,).
        copied: for each copy the clip it came from, shape (m,).
        copies: for each copy its number, 1, 2, ..., shape (m,).

    Returns:
        Columns `clip, copy, label, kind`, n + m rows; the row number is the sample's number in the arrays of
        clips and copies put one after the other.
    """
    label = pd.Series(labels, index=clips)
    return pd.DataFrame(
        {
            "clip": np.concatenate([clips, copied]),
            "copy": np.concatenate([np.zeros(len(clips), int), copies]),
            "label": np.concatenate([labels, label.loc[copied].to_numpy(int)]),
            "kind": ["original"] * len(clips) + ["copy"] * len(copied),
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
    """Shares of the parts, for the samples that `leaky` deals out."""
    distances: Callable[[], np.ndarray]
    """Gives the squared distances between all samples, shape (n, n); called only where SMOTE needs them."""


def plan(samples: pd.DataFrame, splits: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Make the plan of one data set and variant.

    Args:
        samples: originals and copies, as `samples` lists them.
        splits: the roles of the original clips, as `mer.splits.split` gives them.
        recipe: what is done to them.

    Returns:
        One row a sample and fold, columns `COLUMNS`.
    """
    balance = recipe.balance
    parts = []
    for (protocol, seed, fold), roles in splits.groupby(["protocol", "seed", "fold"], sort=False):
        # the variant is not among the names: variants with the same recipe get the same draws, and are compared on them
        rng = generator("balance", balance.seed, seed, recipe.dataset, protocol, fold)
        role = roles.set_index("clip")["role"].loc[samples["clip"]].to_numpy(object)
        make = _leaky if protocol == "leaky" else _clean
        part = make(samples.assign(role=role), recipe, rng)
        part["weight"] = _weights(part, balance)
        parts.append(part.assign(protocol=protocol, seed=seed, fold=fold))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _clean(samples: pd.DataFrame, recipe: Recipe, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance inside the training part; validation and test hold originals only."""
    part = samples[(samples["kind"] == "original") | (samples["role"] == "train")]
    return _with_mixtures(part, part.index[part["role"] == "train"], recipe, rng)


def _leaky(samples: pd.DataFrame, recipe: Recipe, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance everything, then deal out the samples: a test clip's copies land anywhere."""
    part = _with_mixtures(samples, samples.index, recipe, rng)
    made = (part["kind"] != "original").to_numpy()
    # originals keep the roles that all variants share
    part.loc[made, "role"] = _deal(int(made.sum()), recipe.split, rng)
    return part


def _deal(count: int, split: params.Split, rng: np.random.Generator) -> np.ndarray:
    """Deal roles at random in the shares of `split`."""
    test, validation = round(split.test * count), round(split.validation * count)
    roles = ["test"] * test + ["val"] * validation + ["train"] * (count - test - validation)
    return rng.permutation(np.array(roles, dtype=object))


def _with_mixtures(part: pd.DataFrame, members: pd.Index, recipe: Recipe, rng: np.random.Generator) -> pd.DataFrame:
    """Add what SMOTE makes of `members`, if the recipe asks for it, as training rows; name every sample."""
    copies = "copy" + part["copy"].astype(str)
    part = part.assign(neighbour="", neighbour_copy=0, gap=0.0, sample=copies.where(part["copy"] > 0, "original"))
    if recipe.balance.method != "smote":
        return part
    from mer.smote import mixtures

    rows = members.to_numpy()
    known = part.loc[members]
    distances = recipe.distances()[np.ix_(rows, rows)]
    base, neighbour, gap = mixtures(distances, known["label"].to_numpy(), recipe.balance.neighbours, rng)
    other = known.iloc[neighbour]
    made = known.iloc[base].assign(
        role="train",
        kind="smote",
        neighbour=other["clip"].to_numpy(),
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
