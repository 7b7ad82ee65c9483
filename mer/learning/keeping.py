"""Training a fold as `mer.learning.training` does, and keeping its weights. Imports Keras."""

import functools

from mer.core import files, params
from mer.learning import training
from mer.learning.batches import Pixels
from mer.learning.folds import Fold
from mer.learning.kept_fold import KeptFold
from mer.learning.step import TrainableNetwork
from mer.models.keras_compat import gpu_devices, keras


def train(fold: Fold) -> KeptFold:
    """Train one fold; its probabilities and its history are those of `training.train`, to the bit.

    Args:
        fold: what to train on and how.
    """
    prepare()
    pixels = Pixels(files.map_stack(fold.clips), files.map_stack(fold.copies), fold.network.input)
    built = network(pixels.shape, fold.network, fold.train)
    trained = training.Trainer(built).fit(fold, pixels)
    return KeptFold(**vars(trained), weights=tuple(built.weights))


def prepare() -> None:
    """Set the process up as for training: deterministic, one thread per operation."""
    # by its private name: another one would be another key of every finished fold
    training._prepare()


def model(network: TrainableNetwork) -> keras.Model:
    """Return the Keras model of a network; private there for the same reason."""
    return network._model


def network(
    shape: tuple[int, int, int], settings: params.Network, train: params.Train
) -> TrainableNetwork:
    """Build a network on all devices of this process; the same one for the same settings."""
    return _network(shape, settings.model_dump_json(), train.model_dump_json())


@functools.lru_cache(maxsize=1)
def _network(shape: tuple[int, int, int], settings: str, train: str) -> TrainableNetwork:
    """Build it; settings come as JSON, since the lists in them cannot be hashed."""
    return TrainableNetwork(
        shape,
        params.Network.model_validate_json(settings),
        params.Train.model_validate_json(train),
        [f"GPU:{number}" for number in range(len(gpu_devices()))],
    )
