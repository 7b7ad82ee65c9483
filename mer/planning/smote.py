"""SMOTE mixtures, drawn by imbalanced-learn, whose import takes longer than all else that `balance` does."""

import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.base import BaseEstimator

from mer.core.vocabulary import CLASSES


class KnownNeighbours(BaseEstimator):
    """A neighbour search over samples whose distances are known, in the form imbalanced-learn asks for.

    Samples are rows of an identity matrix: row i stands for sample i.
    """

    def __init__(self, distances: np.ndarray, n_neighbors: int):
        self.distances = distances
        self.n_neighbors = n_neighbors

    def fit(self, rows: np.ndarray, y: None = None) -> "KnownNeighbours":
        """Remember which samples are searched; rows of shape (m, n)."""
        self.members_ = rows.argmax(axis=1)
        return self

    def kneighbors(self, rows: np.ndarray, return_distance: bool = False) -> np.ndarray:
        """Find the nearest members of each row, itself first; shape (len(rows), n_neighbors + 1)."""
        wanted = rows.argmax(axis=1)
        distances = self.distances[np.ix_(wanted, self.members_)].copy()
        # a clip that stands twice must still find itself first
        distances[wanted[:, None] == self.members_[None, :]] = -1
        return np.argsort(distances, axis=1, kind="stable")[:, : self.n_neighbors + 1]

    def kneighbors_graph(self, rows: np.ndarray) -> None:
        """Not needed by SMOTE, which only checks that it is there."""
        raise TypeError("KnownNeighbours has no graph")


def mixtures(
    distances: np.ndarray, labels: np.ndarray, neighbours: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the SMOTE samples that bring every class to the size of the largest.

    imbalanced-learn runs on the rows of an identity matrix in place of pixels, with the true
    neighbours: what it returns for a new sample is then the two clips it mixes and in what
    proportion, which is what the plan records.

    Args:
        distances: between the samples, shape (n, n).
        labels: classes, shape (n,).
        neighbours: SMOTE's k; fewer where a class has fewer, and a class of one sample is copied.
        rng: source of the draws.

    Returns:
        Base, neighbour (indices into the samples) and gap in [0, 0.5]: a new sample is
        `base + gap * (neighbour - base)`. Each of shape (m,), class after class.
    """
    counts = np.bincount(labels, minlength=len(CLASSES))
    identity = np.eye(len(labels))
    rows = []
    for label in np.flatnonzero(counts):
        wanted = counts.max() - counts[label]
        seed = int(
            rng.integers(2**31)
        )  # drawn for each class, needed or not: classes do not disturb one another
        if not wanted:
            continue
        if counts[label] == 1:
            rows.append(np.repeat(identity[labels == label], wanted, axis=0))
            continue
        smote = SMOTE(
            sampling_strategy={label: counts.max()},
            k_neighbors=KnownNeighbours(distances, int(min(neighbours, counts[label] - 1))),
            random_state=seed,
        )
        # the largest class only stands in for "the others", which SMOTE wants to see
        chosen = (labels == label) | (labels == counts.argmax())
        mixed, _ = smote.fit_resample(identity[chosen], labels[chosen])
        rows.append(mixed[chosen.sum() :])
    if not rows:
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0)
    shares = np.concatenate(rows)
    base = shares.argmax(axis=1)
    gap = 1 - shares[np.arange(len(shares)), base]
    shares[np.arange(len(shares)), base] = 0
    neighbour = np.where(gap > 0, shares.argmax(axis=1), base)
    return base, neighbour, gap
