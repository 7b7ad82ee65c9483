"""Whether this machine computes what a lower precision needs. Imports Keras."""

import numpy as np

from mer.core.errors import UserError
from mer.models.keras_compat import keras, tf

TOLERANCE = 0.1
"""bfloat16 has a relative error of 1/256; a wrong kernel has one of the size of the values."""


def check(precision: str, model: keras.Model) -> None:
    """Refuse a precision in which this machine would train something else.

    oneDNN's gradient of a 3D convolution's weights in bfloat16 is wrong on some CPUs for inputs of
    two frames (measured with TensorFlow 2.21 and AVX512-BF16: it reads beyond them). No message
    says so: the loss just does not go down.

    Args:
        precision: `train.precision`.
        model: its convolutions are tried, in their own shapes, on two random clips.

    Raises:
        UserError: a gradient in bfloat16 is not that in float32.
    """
    if precision != "mixed_bfloat16":
        return
    for layer in model.layers:
        if not isinstance(layer, keras.layers.Conv3D):
            continue
        shapes = (2, *layer.input.shape[1:]), layer.kernel.shape, (2, *layer.output.shape[1:])
        exact = weight_gradient(shapes, tf.float32)
        error = np.abs(weight_gradient(shapes, tf.bfloat16) - exact).max() / np.abs(exact).max()
        if not error < TOLERANCE:  # NaN too
            raise UserError(
                "train.precision: expected a machine that computes mixed_bfloat16, found one whose "
                f"gradient of {layer.name} is wrong (off by {error:.1g} of its size), as oneDNN's "
                "is on some CPUs; use float32, or a GPU, or set TF_ENABLE_ONEDNN_OPTS=0, which is "
                "slower."
            )


def weight_gradient(shapes: tuple[tuple[int, ...], ...], dtype: tf.DType) -> np.ndarray:
    """Return the gradient of a 3D convolution's weights for random numbers, as float32.

    Args:
        shapes: of the clips (n, T, H, W, C), of the weights, of the gradient above (n, T, H, W,
            filters).
        dtype: what it is computed in, TensorFlow's.
    """
    rng = np.random.default_rng(0)
    clips, weights, above = (
        tf.cast(rng.standard_normal(shape, np.float32), dtype) for shape in shapes
    )
    with tf.GradientTape() as tape:
        tape.watch(weights)
        out = tf.nn.conv3d(clips, weights, [1] * 5, "SAME")
    return tf.cast(tape.gradient(out, weights, above), tf.float32).numpy()
