"""The plan: every sample of every fold, where it came from, what it weighs.

Training only executes it. What a protocol, augmentation or balancing does is a row here, so that a
leak is a join on this one file.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mer.core import params, vocabulary
from mer.core.seeds import generator
from mer.planning import smote
from mer.planning.splitters import SPLITTERS

COLUMNS = [
    "protocol", "seed", "fold", "role", "kind", "clip", "window", "copy",
    "neighbour", "neighbour_window", "neighbour_copy", "gap", "sample", "label", "weight",
]  # fmt: skip


FINAL = "final"
"""What plans call the training on all clips, which tests none."""


@dataclass(frozen=True)
class PlanInputs:
    """How the samples of a data set and variant become folds."""

    dataset: str
    """Its key, which seeds the draws."""
    balance: params.Balance
    """The section `balance` of the variant."""
    split: params.Split
    """Shares of the parts, for the samples that `leaky` and `windows` deal out."""
    distances: Callable[[], np.ndarray]
    """Computes the squared distances between all samples, shape (n, n); SMOTE alone needs them."""


def plan(samples: pd.DataFrame, splits: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    """Make the plan of one data set and variant.

    Args:
        samples: originals, copies and windows, as `mer.planning.samples.table` lists them.
        splits: the roles of the original clips and of their windows, as returned by
            `mer.planning.splits.split`.
        inputs: what is done to them.

    Returns:
        One row per sample and fold, columns `COLUMNS`.
    """
    balance = inputs.balance
    parts = []
    for (protocol, seed, fold), roles in splits.groupby(["protocol", "seed", "fold"], sort=False):
        # the variant is not among the names: variants with the same recipe get the same draws, and
        # are compared on them
        rng = generator("balance", balance.seed, seed, inputs.dataset, protocol, fold)
        windows = protocol != FINAL and SPLITTERS[protocol].windows
        split = "window" if windows else "original"
        part = samples[samples["kind"].isin([split, "copy"])]
        known = roles.set_index(["clip", "window"])["role"]
        part = part.assign(
            role=known.reindex(pd.MultiIndex.from_frame(part[["clip", "window"]])).to_numpy(object)
        )
        part = (_dealt if protocol in vocabulary.DEALT else _clean)(part, inputs, rng)
        part["weight"] = _weights(part, balance)
        parts.append(part.assign(protocol=protocol, seed=seed, fold=fold))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def whole(samples: pd.DataFrame, seed: int, inputs: PlanInputs) -> pd.DataFrame:
    """Plan the training on all clips, augmented and balanced as a training part is.

    Args:
        samples: originals and copies, as for `plan`.
        seed: of first weights, order and balancing.
        inputs: as for `plan`.

    Returns:
        The plan of one fold of `FINAL`, in which every row trains.
    """
    clips = samples.loc[samples["kind"] == "original", ["clip", "window"]]
    roles = clips.assign(protocol=FINAL, seed=seed, fold=0, role="train")
    return plan(samples, roles, inputs)


def _clean(samples: pd.DataFrame, inputs: PlanInputs, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance inside the training part; validation and test hold originals only."""
    part = samples[(samples["kind"] == "original") | (samples["role"] == "train")]
    return _with_smote(part, part.index[part["role"] == "train"], inputs, rng)


def _dealt(samples: pd.DataFrame, inputs: PlanInputs, rng: np.random.Generator) -> pd.DataFrame:
    """Augment and balance everything, then deal out the samples.

    Relatives of a test sample land anywhere.
    """
    part = _with_smote(samples, samples.index, inputs, rng)
    made = part["kind"].isin(["copy", "smote"]).to_numpy()
    # originals, or the windows in their place, keep the roles that all variants share
    part.loc[made, "role"] = _deal(int(made.sum()), inputs.split, rng)
    return part


def _deal(count: int, split: params.Split, rng: np.random.Generator) -> np.ndarray:
    """Deal roles at random in the shares of `split`."""
    test, validation = round(split.test * count), round(split.validation * count)
    roles = ["test"] * test + ["val"] * validation + ["train"] * (count - test - validation)
    return rng.permutation(np.array(roles, dtype=object))


def _with_smote(
    part: pd.DataFrame, members: pd.Index, inputs: PlanInputs, rng: np.random.Generator
) -> pd.DataFrame:
    """Name every sample; add what SMOTE makes of `members`, where wanted, as training rows."""
    part = part.assign(
        neighbour="", neighbour_window=0, neighbour_copy=0, gap=0.0, sample="original"
    )
    for kind in ("copy", "window"):
        part["sample"] = part["sample"].mask(part["kind"] == kind, kind + part[kind].astype(str))
    if inputs.balance.method != "smote":
        return part
    rows = members.to_numpy()
    known = part.loc[members]
    distances = inputs.distances()[np.ix_(rows, rows)]
    base, neighbour, gap = smote.oversample(
        distances, known["label"].to_numpy(), inputs.balance.neighbours, rng
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
    """Weigh training samples by class, where wanted; everything else weighs 1."""
    weights = np.ones(len(part))
    if balance.method == "class_weight":
        train = (part["role"] == "train").to_numpy()
        labels = part["label"].to_numpy()
        weights[train] = class_weights(labels[train], balance.weight)[labels[train]]
    return weights


def count(plan: pd.DataFrame) -> dict[str, int]:
    """Count the rows of a plan by the kind of their sample; windows only where there are any."""
    counts = plan["kind"].value_counts().to_dict()
    kinds = ("original", "window", "copy", "smote")
    return {kind: counts.get(kind, 0) for kind in kinds if kind != "window" or kind in counts}


def class_weights(labels: np.ndarray, weight: str) -> np.ndarray:
    """Return the class weights of a training part.

    Args:
        labels: classes of the training samples, shape (n,).
        weight: `paper`, Eq. 1: W_k = N / n_k; `balanced`, scikit-learn's N / (K n_k), a constant
            factor apart.

    Returns:
        The weight of each class, shape (3,); 0 for a class without samples.

    >>> class_weights(np.array([0, 0, 0, 1]), "paper").round(2)
    array([1.33, 4.  , 0.  ])
    """
    counts = np.bincount(labels, minlength=len(vocabulary.CLASSES))
    classes = len(counts) if weight == "balanced" else 1
    return np.divide(len(labels), classes * counts, out=np.zeros(len(counts)), where=counts > 0)
