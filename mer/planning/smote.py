"""SMOTE on clips: which two of them each new sample lies between, and where.

Source: N. V. Chawla, K. W. Bowyer, L. O. Hall and W. P. Kegelmeyer, "SMOTE: synthetic minority
over-sampling technique", JAIR 16 (2002), 321-357. It is drawn by imbalanced-learn.
"""

import numpy as np

from mer.core.vocabulary import CLASSES


def squared_distances(samples: np.ndarray) -> np.ndarray:
    """Compute the squared Euclidean distances between flattened clips.

    Args:
        samples: shape (n, ...), uint8.

    Returns:
        Shape (n, n), float64. Exact: all sums are whole numbers below 2**53, so the result does not
        depend on the order in which the linear algebra library adds them.

    >>> squared_distances(np.array([[0, 0], [3, 4], [3, 0]], np.uint8)).astype(int)
    array([[ 0, 25,  9],
           [25,  0, 16],
           [ 9, 16,  0]])
    """
    flat = samples.reshape(len(samples), -1)
    products = np.zeros((len(flat), len(flat)))
    step = 1 << 14  # features at a time, so that memory stays at n * 128 KB
    for start in range(0, flat.shape[1], step):
        block = flat[:, start : start + step].astype(np.float64)
        products += block @ block.T
    squares = np.diagonal(products)
    return squares[:, None] + squares[None, :] - 2 * products


class KnownNeighbours:
    """A neighbour search over known distances, in the form that imbalanced-learn asks for.

    Samples are rows of an identity matrix: row i stands for sample i.
    """

    def __init__(self, distances: np.ndarray, n_neighbors: int):
        self.distances = distances
        self.n_neighbors = n_neighbors

    def __sklearn_clone__(self) -> "KnownNeighbours":
        """Return an unfitted search, as scikit-learn's `clone` does for its own classes."""
        # in place of its base class, whose import takes a second
        return KnownNeighbours(self.distances, self.n_neighbors)

    def fit(self, rows: np.ndarray, y: None = None) -> "KnownNeighbours":
        """Remember which samples are searched; rows of shape (m, n)."""
        self.members_ = rows.argmax(axis=1)
        return self

    def kneighbors(self, rows: np.ndarray, return_distance: bool = False) -> np.ndarray:
        """Find the members nearest to each row, itself first; (len(rows), n_neighbors + 1)."""
        wanted = rows.argmax(axis=1)
        distances = self.distances[np.ix_(wanted, self.members_)].copy()
        # a clip that occurs twice must still find itself first
        distances[wanted[:, None] == self.members_[None, :]] = -1
        return np.argsort(distances, axis=1, kind="stable")[:, : self.n_neighbors + 1]

    def kneighbors_graph(self, rows: np.ndarray) -> None:
        """Raise an error: SMOTE needs no graph, it only checks that this method is there."""
        raise TypeError("KnownNeighbours has no graph")


def oversample(
    distances: np.ndarray, labels: np.ndarray, neighbours: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the SMOTE samples that bring every class to the size of the largest.

    imbalanced-learn runs on the rows of an identity matrix in place of pixels, with the true
    neighbours: what it returns for a new sample is then the two clips that it lies between, and
    where, which is what the plan records.

    Args:
        distances: between the samples, squared or not, shape (n, n).
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
        # drawn for each class, needed or not: classes do not disturb one another
        seed = int(rng.integers(2**31))
        if not wanted:
            continue
        if counts[label] == 1:
            rows.append(np.repeat(identity[labels == label], wanted, axis=0))
            continue
        # the largest class only stands in for "the others", which SMOTE requires
        chosen = (labels == label) | (labels == counts.argmax())
        known = KnownNeighbours(distances, int(min(neighbours, counts[label] - 1)))
        rows.append(_smote(identity[chosen], labels[chosen], int(label), known, seed))
    if not rows:
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0)
    shares = np.concatenate(rows)
    base = shares.argmax(axis=1)
    gap = 1 - shares[np.arange(len(shares)), base]
    shares[np.arange(len(shares)), base] = 0
    neighbour = np.where(gap > 0, shares.argmax(axis=1), base)
    return base, neighbour, gap


def _smote(
    rows: np.ndarray, labels: np.ndarray, label: int, known: KnownNeighbours, seed: int
) -> np.ndarray:
    """Return the new rows that bring the class `label` to the size of the other one."""
    # here: its import takes longer than all else that the stage `balance` does
    from imblearn.over_sampling import SMOTE  # noqa: PLC0415 - it takes two seconds

    size = int((labels != label).sum())
    smote = SMOTE(sampling_strategy={label: size}, k_neighbors=known, random_state=seed)
    made, _ = smote.fit_resample(rows, labels)
    return made[len(rows) :]
