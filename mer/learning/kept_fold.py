"""A finished fold with the weights that it ended with."""

from dataclasses import dataclass

import numpy as np

from mer.learning.folds import Trained


@dataclass(frozen=True)
class KeptFold(Trained):
    """What training a fold returns where its weights are kept.

    `weights` are float32, in the order of the network's layers, kernel before bias.
    """

    weights: tuple[np.ndarray, ...] = ()
