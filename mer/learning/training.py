"""Training one fold with Keras. One of the few modules that import it.

The loop is written out instead of calling `Model.fit`: at the size of one fold of
leave-one-subject-out, a few dozen clips, the set-up that `fit` repeats for every epoch costs more
than half as much as the arithmetic.
"""

import functools
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import files, params
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES
from mer.learning.batches import Pixels
from mer.learning.folds import Checkpoint, Fold, Part, Trained, identity
from mer.learning.step import TrainableNetwork
from mer.models.keras_compat import gpu_devices, hushed, keras, tf


@functools.cache
def _prepare() -> None:
    """Set the process up so that a fold gives the same bytes, whatever ran before it."""
    tf.config.experimental.enable_op_determinism()
    for device in gpu_devices():
        tf.config.experimental.set_memory_growth(device, True)
    # one thread per fold: processes fill the cores (better than threads at these sizes), and sums
    # keep their order
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    with hushed():
        tf.config.list_logical_devices()  # starts the devices, which then print their messages


class Trainer:
    """Trains fold after fold on a network that is built once."""

    def __init__(self, network: TrainableNetwork):
        """Train with `network`, which is reset for each fold."""
        self._network = network

    def fit(self, fold: Fold, pixels: Pixels) -> Trained:
        """Train on the training part and predict the validation and test parts."""
        rng = generator(*fold.names)
        self._network.reset(rng)
        training, validation, test = (fold.parts[role] for role in ("train", "val", "test"))
        size = fold.train.batch_size
        best = fold.train.select == "best_val"
        lowest, weights = np.inf, None
        epochs: list[tuple[float, ...]] = []
        checkpoints = {}
        for number, order in enumerate(_orders(len(training), fold.steps, size, rng), start=1):
            loss, accuracy = self._epoch(training, order, pixels, size)
            probabilities = self.predict(validation, pixels, size)
            val_loss, val_accuracy = _judge(probabilities, validation.label)
            epochs.append((number, loss, accuracy, val_loss, val_accuracy))
            if number in fold.checkpoints:
                tested = self.predict(test, pixels, size)
                checkpoints[number] = Checkpoint(probabilities, tested)
            if best and val_loss < lowest:
                lowest, weights = val_loss, self._network.weights
            if fold.train.fitted and accuracy >= fold.train.fitted:
                break
        if weights is not None:
            self._network.weights = weights
            probabilities = self.predict(validation, pixels, size)
        return Trained(
            self.predict(test, pixels, size),
            pd.DataFrame(epochs, columns=["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]),
            len(gpu_devices()),
            probabilities,
            checkpoints,
        )

    def _epoch(
        self, part: Part, order: np.ndarray, pixels: Pixels, size: int
    ) -> tuple[float, float]:
        """Train on samples in the given order; return mean weighted loss and accuracy."""
        # read after the last step only, so that a GPU is not waited for at every one
        sums = [
            self._network.train(_clips(part, rows, pixels), _targets(part, rows), part.weight[rows])
            for rows in _batches(order, size)
        ]
        loss, right = np.sum([[float(one) for one in pair] for pair in sums], axis=0)
        return loss / len(order), right / len(order)

    def predict(self, part: Part, pixels: Pixels, size: int) -> np.ndarray:
        """Return the probabilities of a part's samples in their order, shape (n, 3)."""
        batches = _batches(np.arange(len(part)), size)
        made = [self._network.predict(_clips(part, rows, pixels)) for rows in batches]
        return np.concatenate([np.empty((0, len(CLASSES)), np.float32), *made])


def _orders(samples: int, steps: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the samples in a new order for each epoch; the last may end with the last step."""
    while steps > 0:
        yield rng.permutation(samples)[: steps * size]
        steps -= math.ceil(samples / size)


def _judge(probabilities: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Return cross-entropy and accuracy of a part, nan if it is empty."""
    if not len(labels):
        return np.nan, np.nan
    own = probabilities[np.arange(len(labels)), labels]
    loss = -np.log(np.maximum(own, keras.backend.epsilon())).mean()
    return float(loss), float((probabilities.argmax(axis=1) == labels).mean())


def _batches(order: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _clips(part: Part, rows: np.ndarray, pixels: Pixels) -> np.ndarray:
    return pixels.batch(part.base[rows], part.neighbour[rows], part.gap[rows])


def _targets(part: Part, rows: np.ndarray) -> np.ndarray:
    return np.eye(len(CLASSES), dtype=np.float32)[part.label[rows]]


@functools.lru_cache(maxsize=2)  # best_val has folds that take the last epoch beside it
def _trainer(shape: tuple[int, int, int], network: str, train: str) -> Trainer:
    """Build the trainer; settings come as JSON, since the lists in them cannot be hashed."""
    made = TrainableNetwork(
        shape,
        params.Network.model_validate_json(network),
        params.Train.model_validate_json(train),
        [f"GPU:{number}" for number in range(len(gpu_devices()))],
    )
    return Trainer(made)


@functools.lru_cache(maxsize=2)
def _array(stack: Path, known: tuple[int, ...]) -> np.ndarray:
    """Map the samples of a stack; map them again when another one has taken its place."""
    return files.map_stack(stack)


def _samples(stack: Path) -> np.ndarray:
    return _array(stack, identity(stack))


def train(fold: Fold) -> Trained:
    """Train one fold from its first weights to its test predictions.

    Args:
        fold: what to train on and how.

    Returns:
        Probabilities of test and validation samples and the history. The same fold gives the same
        bytes on one machine, in any process and after any other fold.
    """
    _prepare()
    pixels = Pixels(_samples(fold.clips), _samples(fold.copies), fold.network.input)
    trainer = _trainer(pixels.shape, fold.network.model_dump_json(), fold.train.model_dump_json())
    return trainer.fit(fold, pixels)
