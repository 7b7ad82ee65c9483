"""The article's network: the 3D CNN of Irawan et al., IJIKM 19 (2024), article 31.

The article gives its beginning (a convolution of 64 filters 3x3, ReLU, pooling 2x2, dropout), not
its depth. Our reading: blocks of [Conv3D, ReLU, max pooling, dropout], then flatten, dense,
dropout, softmax over three classes. Dropout: Srivastava et al., JMLR 15 (2014).
"""

from mer.core import params
from mer.core.vocabulary import CLASSES
from mer.models.keras_compat import keras


def build(
    shape: tuple[int, int, int], settings: params.Network, precision: str = "float32"
) -> keras.Model:
    """Build the network, with weights that are not yet set for a fold.

    Args:
        shape: frames, height and width of a clip.
        settings: the section `network` of the profile.
        precision: `float32`, `mixed_bfloat16` or `mixed_float16`: what the layers compute in;
            weights are float32.

    Shapes:
        in: (batch, frames, height, width, 1), scaled by `mer.learning.batches`.
        out: (batch, 3), probabilities of negative, positive, surprise, always float32.
    """
    layers = keras.layers
    x = inputs = keras.Input((*shape, 1), name="clip")
    for number, filters in enumerate(settings.filters, start=1):
        name = f"conv{number}"
        x = layers.Conv3D(
            filters, settings.kernels, padding="same", activation="relu", dtype=precision, name=name
        )(x)
        # an axis that pooling has used up (8 frames are 1 after three blocks) is left alone
        pool = tuple(min(*pair) for pair in zip(settings.pools, x.shape[1:4], strict=True))
        # float32 always: TensorFlow has no float16 kernel of it for CPUs
        x = layers.MaxPooling3D(pool, dtype="float32", name=f"pool{number}")(x)
        x = layers.Dropout(settings.dropout, dtype=precision, name=f"drop{number}")(x)
    x = layers.Flatten(dtype=precision, name="flatten")(x)
    x = layers.Dense(settings.dense, activation="relu", dtype=precision, name="dense")(x)
    x = layers.Dropout(settings.dense_dropout, dtype=precision, name="drop_dense")(x)
    x = layers.Dense(len(CLASSES), dtype=precision, name="logits")(x)
    outputs = layers.Activation("softmax", dtype="float32", name="probability")(x)
    return keras.Model(inputs, outputs, name="mer_3dcnn")
