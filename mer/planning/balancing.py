"""Class balancing: what SMOTE needs to know of the samples, and class weights."""

import numpy as np

from mer.core.vocabulary import CLASSES


def squared_distances(samples: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances between flattened clips.

    Args:
        samples: shape (n, ...), uint8.

    Returns:
        Shape (n, n), float64. Exact: all sums are whole numbers below 2**53, so the result does not
        depend on the order in which the linear algebra library adds them.
    """
    flat = samples.reshape(len(samples), -1)
    products = np.zeros((len(flat), len(flat)))
    step = 1 << 14  # features at a time, so that memory stays at n * 128 KB
    for start in range(0, flat.shape[1], step):
        block = flat[:, start : start + step].astype(np.float64)
        products += block @ block.T
    squares = np.diagonal(products)
    return squares[:, None] + squares[None, :] - 2 * products


def class_weights(labels: np.ndarray, weight: str) -> np.ndarray:
    """Class weights over a training part.

    Args:
        labels: classes of the training samples, shape (n,).
        weight: `paper`, Eq. 1: W_k = N / n_k; `balanced`, scikit-learn's N / (K n_k), a constant
            factor apart.

    Returns:
        The weight of each class, shape (3,); 0 for a class without samples.
    """
    counts = np.bincount(labels, minlength=len(CLASSES))
    classes = len(CLASSES) if weight == "balanced" else 1
    return np.divide(len(labels), classes * counts, out=np.zeros(len(CLASSES)), where=counts > 0)
