"""Predicting with kept weights, in the code of training. Imports Keras."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from mer.core import params
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES
from mer.learning import keeping
from mer.learning.batches import Pixels
from mer.models.keras_compat import keras


class Recipe(Protocol):
    """What decides how weights are used: a kept model's card, or a profile of params.yaml."""

    @property
    def network(self) -> params.Network:
        """Its sizes, and what it is shown."""

    @property
    def train(self) -> params.Train:
        """Its precision and micro batches."""

    @property
    def clip(self) -> params.ClipShape:
        """The shape of a clip."""


class Predictor:
    """A network with its weights, ready to predict."""

    def __init__(self, kept: Recipe, weights: Sequence[np.ndarray]):
        """Build the network and give it the weights.

        Args:
            kept: the card of a kept model, or the profile that a fold was trained with.
            weights: as `mer.learning.kept.read` returns them, or those of a fold.

        Raises:
            UserError: the weights do not fit the network of the card, or this machine does not
                compute in the model's precision.
        """
        keeping.prepare()
        self._input = kept.network.input
        self._shape = (kept.clip.frames, kept.clip.size, kept.clip.size)
        # the network is shared with others of this process, so the weights are set at each use
        self._network = keeping.network(self._shape, kept.network, kept.train)
        self._weights = list(weights)
        try:
            self._network.weights = self._weights
        except ValueError as error:
            raise UserError(
                "expected weights that fit the network of the model's card, received others "
                f"({' '.join(str(error).split())[:200]}); run `dvc repro --force final`, or fetch "
                "the model again."
            ) from None

    def predict(self, clips: np.ndarray) -> np.ndarray:
        """Return the probabilities of clips, those of each clip to the bit whatever the others.

        Args:
            clips: uint8, shape (n, frames, size, size): face crops sampled and resized as the
                stage `resize` does.

        Returns:
            float32, shape (n, 3): of negative, positive, surprise, in the order of the clips.

        Raises:
            UserError: the clips have another shape or type.
        """
        self._check(clips)
        self._network.weights = self._weights
        # one by one: in a batch of another size the last digits differ
        made = [self._network.predict(self.seen(clips[row : row + 1])) for row in range(len(clips))]
        return np.concatenate([np.empty((0, len(CLASSES)), np.float32), *made])

    def predict_together(self, clips: np.ndarray) -> np.ndarray:
        """Return the probabilities of clips in batches, as folds are tested.

        Quicker than `predict`; the last of seven digits may depend on the other clips.
        """
        self._check(clips)
        self._network.weights = self._weights
        return self._network.predict(self.seen(clips))

    @property
    def model(self) -> keras.Model:
        """The Keras model with these weights, until another predictor of the process is used."""
        self._network.weights = self._weights
        return keeping.model(self._network)

    def seen(self, clips: np.ndarray) -> np.ndarray:
        """Return what the network is shown of clips: float32, (n, frames, size, size, 1)."""
        rows = np.arange(len(clips))
        return Pixels(clips, clips[:0], self._input).batch(rows, rows, np.zeros(len(rows)))

    def _check(self, clips: np.ndarray) -> None:
        if clips.dtype != np.uint8 or clips.shape[1:] != self._shape:
            raise UserError(
                f"clips: expected uint8 of shape (n, {', '.join(map(str, self._shape))}), received "
                f"{clips.dtype} of shape {clips.shape}; sample and resize them as the card says."
            )
