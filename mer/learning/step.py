"""A network with its training step, traced once and reset for each fold. Imports Keras.

Adam: Kingma and Ba, ICLR 2015. First weights: Glorot and Bengio, AISTATS 2010, uniform.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mer.core import params
from mer.core.vocabulary import CLASSES
from mer.learning import precision
from mer.models import cnn3d
from mer.models.keras_compat import keras, tf


class TrainableNetwork:
    """A network and its optimiser on all devices: one CPU, one GPU, or several GPUs as mirrors."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        settings: params.Network,
        train: params.Train,
        devices: Sequence[str] = (),
    ):
        """Build the network and trace nothing yet.

        Args:
            shape: frames, height, width.
            settings: the section `network`.
            train: the section `train`.
            devices: where the mirrors are if there is more than one, such as `["GPU:0", "GPU:1"]`.

        Raises:
            UserError: this machine does not compute in the precision that is asked for.
        """
        several = len(devices) > 1
        self._strategy = (
            tf.distribute.MirroredStrategy(list(devices))
            if several
            else tf.distribute.get_strategy()
        )
        self._mirrors = self._strategy.num_replicas_in_sync
        self._part = train.micro_batch
        self._scaled = train.precision == "mixed_float16"
        with self._strategy.scope():
            self._model = cnn3d.build(shape, settings, train.precision)
            precision.check(train.precision, self._model)
            self._optimizer = keras.optimizers.Adam(train.learning_rate)
            if self._scaled:  # small gradients would be 0 in half precision
                self._optimizer = keras.optimizers.LossScaleOptimizer(self._optimizer)
            self._optimizer.build(self._model.trainable_variables)
        self._fresh = [variable.numpy() for variable in self._optimizer.variables]
        # an open batch size: the last, smaller batch of an epoch needs no separate trace
        clips = tf.TensorSpec((None, *shape, 1), tf.float32)
        classes = tf.TensorSpec((None, len(CLASSES)), tf.float32)
        weights = tf.TensorSpec((None,), tf.float32)
        total = tf.TensorSpec((), tf.float32)
        # no XLA: on a CPU it compiles a 3D convolution to something ten times slower
        if several:
            self._train = tf.function(self._on_mirrors, jit_compile=False)
        else:
            signature = (clips, classes, weights, total)
            self._train = tf.function(self._step, input_signature=signature, jit_compile=False)
        self._predict = tf.function(self._forward, input_signature=(clips,), jit_compile=False)

    def reset(self, rng: np.random.Generator) -> None:
        """Reset weights (Glorot uniform, biases 0), dropout and optimiser; `rng` draws them."""
        for layer in self._model.layers:
            seed = int(rng.integers(2**31))
            if hasattr(layer, "kernel"):
                layer.kernel.assign(keras.initializers.GlorotUniform(seed=seed)(layer.kernel.shape))
                layer.bias.assign(np.zeros(layer.bias.shape))
            elif (
                isinstance(layer, keras.layers.Dropout) and layer.rate
            ):  # without a rate it draws nothing
                layer.seed_generator.state.assign(np.array([seed, 0]))
        for variable, value in zip(self._optimizer.variables, self._fresh, strict=True):
            variable.assign(value)

    @property
    def weights(self) -> list[np.ndarray]:
        """The network's weights."""
        return self._model.get_weights()

    @weights.setter
    def weights(self, values: list[np.ndarray]) -> None:
        self._model.set_weights(values)

    def train(self, clips: np.ndarray, classes: np.ndarray, weights: np.ndarray) -> tuple[Any, Any]:
        """Take one step of Adam on the mean of the weighted losses of a batch.

        Args:
            clips: (b, T, S, S, 1) float32.
            classes: (b, 3) float32, one-hot.
            weights: (b,) float32.

        Returns:
            Two scalars on the device, not yet waited for: the sum of the weighted losses, the
            number of right answers.
        """
        total = np.float32(len(clips))
        if self._mirrors == 1:
            return self._train(clips, classes, weights, total)
        return self._train(*(self._deal(array) for array in (clips, classes, weights)), total)

    def predict(self, clips: np.ndarray) -> np.ndarray:
        """Return the probabilities of clips (b, T, S, S, 1), shape (b, 3)."""
        parts = [clips[start : start + self._part] for start in range(0, len(clips), self._part)]
        return np.concatenate([self._predict(part).numpy() for part in parts])

    def _deal(self, array: np.ndarray) -> Any:
        """Share the rows of an array among the mirrors; rows of zeros make the shares equal."""
        share = -(-len(array) // self._mirrors)
        padded = np.zeros((share * self._mirrors, *array.shape[1:]), array.dtype)
        padded[: len(array)] = array
        parts = np.split(padded, self._mirrors)
        return self._strategy.experimental_distribute_values_from_function(
            lambda context: tf.constant(parts[context.replica_id_in_sync_group])
        )

    def _on_mirrors(self, clips: Any, classes: Any, weights: Any, total: Any) -> tuple[Any, Any]:
        results = self._strategy.run(self._step, args=(clips, classes, weights, total))
        return tuple(
            self._strategy.reduce(tf.distribute.ReduceOp.SUM, one, axis=None) for one in results
        )

    def _step(self, clips: Any, classes: Any, weights: Any, total: Any) -> tuple[Any, Any]:
        """Add up the gradients of a batch in parts, then take one step.

        The activations of a whole batch may not fit into memory.
        """
        variables = self._model.trainable_variables
        gradients = [tf.zeros(variable.shape) for variable in variables]
        loss = right = tf.constant(0.0)
        for start in tf.range(0, tf.shape(clips)[0], self._part):
            tf.autograph.experimental.set_loop_options(parallel_iterations=1)
            end = start + self._part
            more, part_loss, part_right = self._gradients(
                clips[start:end], classes[start:end], weights[start:end]
            )
            gradients = [one + other for one, other in zip(gradients, more, strict=True)]
            loss += part_loss
            right += part_right
        gradients = [gradient / total for gradient in gradients]
        if self._mirrors > 1:
            # the optimiser will add up the mirrors' gradients; doing so before it sees them lets
            # the check for overflow come out the same on all
            context = tf.distribute.get_replica_context()
            gradients = [
                one / self._mirrors
                for one in context.all_reduce(tf.distribute.ReduceOp.SUM, gradients)
            ]
        self._optimizer.apply(gradients, variables)
        return loss, right

    def _gradients(self, clips: Any, classes: Any, weights: Any) -> tuple[list, Any, Any]:
        """Return gradients of the sum of the weighted losses, the sum, and the right answers."""
        with tf.GradientTape() as tape:
            probabilities = self._model(clips, training=True)
            loss = tf.reduce_sum(
                weights * keras.losses.categorical_crossentropy(classes, probabilities)
            )
            scaled = self._optimizer.scale_loss(loss) if self._scaled else loss
        gradients = tape.gradient(scaled, self._model.trainable_variables)
        # the classes of a row that only fills up are all 0: it counts for nothing
        right = tf.one_hot(tf.argmax(probabilities, axis=1), len(CLASSES)) * classes
        return gradients, loss, tf.reduce_sum(right)

    def _forward(self, clips: Any) -> Any:
        return self._model(clips, training=False)
