"""Draws of clips from a data set: stratified parts, folds, and validation clips."""

import math
from collections.abc import Sized

import numpy as np
import pandas as pd

from mer.core.vocabulary import CLASSES


def stratified(labels: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a stratified part of a set.

    Args:
        labels: classes, shape (n,).
        share: of the set, rounded up to whole samples.
        rng: source of the draw.

    Returns:
        Indices of the part, ascending, shape (ceil(share * n),).

    Raises:
        ValueError: scikit-learn cannot stratify so few samples.
    """
    # here: the import takes a second, which is saved where no random split is drawn
    from sklearn.model_selection import train_test_split  # noqa: PLC0415 - see above

    count = size(share, labels)
    seed = int(rng.integers(2**31))
    _, part = train_test_split(
        np.arange(len(labels)), test_size=count, stratify=labels, random_state=seed
    )
    return np.sort(part)


def size(share: float, samples: Sized) -> int:
    """Count the samples of a share, rounded up; 0.1 of 30 is 3 in spite of binary fractions."""
    return math.ceil(share * len(samples) - 1e-9)


def deal(labels: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    """Deal clips out to folds, class after class: sizes, and those of a class, differ by one."""
    shuffled = rng.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    dealt = np.empty(len(labels), dtype=int)
    dealt[by_class] = np.arange(len(labels)) % folds
    return dealt


def of_others(clips: pd.DataFrame, test: np.ndarray) -> np.ndarray:
    """List the clips of subjects without a test clip.

    What picks an epoch must not know the subjects of the test part: validation clips come from
    these only, and there may be fewer than asked for.
    """
    subjects = clips["subject"].to_numpy()
    return np.flatnonzero(~np.isin(subjects, subjects[test]))


def spare(labels: np.ndarray, roles: np.ndarray, candidates: np.ndarray, wanted: int) -> np.ndarray:
    """Take up to `wanted` candidates out of training, in their order; each class keeps one."""
    left = np.bincount(labels[roles == "train"], minlength=len(CLASSES))
    taken: list[int] = []
    for index in candidates.tolist():
        if len(taken) == wanted:
            break
        if left[labels[index]] > 1:
            left[labels[index]] -= 1
            taken.append(index)
    return np.array(taken, dtype=int)
