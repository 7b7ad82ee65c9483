"""Where a network looks: Grad-CAM, and occlusion as a check that knows no model. Imports Keras.

Both say where a change of the input would change the answer, not why. Grad-CAM: R. R. Selvaraju
et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization", ICCV
2017. Occlusion: M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks",
ECCV 2014.
"""

from collections.abc import Iterator

import numpy as np

from mer.core.errors import UserError
from mer.core.opencv import cv2
from mer.learning.predictor import Predictor
from mer.models.keras_compat import keras, tf

PATCHES = 5
"""Patches side by side that would cover a frame; their neighbours overlap by half."""


def grad_cam(
    predictor: Predictor, clips: np.ndarray, classes: np.ndarray | None = None
) -> np.ndarray:
    """Map what in the last convolution speaks for a class.

    The gradient of the class's logit, averaged over time and space, weighs the channels of the last
    convolution, before it is pooled; what is negative in their sum counts as 0.

    Args:
        predictor: the network.
        clips: uint8, shape (n, frames, size, size), as for `Predictor.predict`.
        classes: the class of each clip that is asked about, shape (n,); None for the predicted one.

    Returns:
        float32, shape (n, frames, size, size): from 0 to 1, which is the largest value of the clip;
        all 0 where nothing speaks for the class. Interpolated linearly from the size of the
        convolution.

    Raises:
        UserError: the clips do not fit, or the network has no 3D convolution.
    """
    classes = _classes(predictor, clips, classes)
    model = _to_last_convolution(predictor.model)
    maps = np.zeros(clips.shape, np.float32)
    for row, number in enumerate(classes):
        shown = tf.constant(predictor.seen(clips[row : row + 1]))
        with tf.GradientTape() as tape:
            features, logits = model(shown, training=False)
            score = logits[0, int(number)]
        gradient = tape.gradient(score, features)
        weights = tf.reduce_mean(tf.cast(gradient, tf.float32), axis=(1, 2, 3), keepdims=True)
        found = tf.nn.relu(tf.reduce_sum(weights * tf.cast(features, tf.float32), axis=-1))
        maps[row] = _scaled(_enlarged(found[0].numpy(), clips.shape[1:]))
    return maps


def occlusion(
    predictor: Predictor, clips: np.ndarray, classes: np.ndarray | None = None
) -> np.ndarray:
    """Map where covering the face takes probability from a class.

    A square of the clip's mean gray covers one place in all frames, which also stops what moves
    there; then the next one. A pixel gets the mean drop of the class's probability over the squares
    that covered it; where the probability rose, 0.

    Args:
        predictor: the network.
        clips: uint8, shape (n, frames, size, size), as for `Predictor.predict`.
        classes: the class of each clip that is asked about, shape (n,); None for the predicted one.

    Returns:
        float32, shape (n, frames, size, size), the same in all frames: from 0 to 1, which is the
        largest value of the clip; all 0 where no square takes any probability.

    Raises:
        UserError: the clips do not fit.
    """
    classes = _classes(predictor, clips, classes)
    places = list(_places(clips.shape[-1]))
    maps = np.zeros(clips.shape, np.float32)
    for row, (clip, number) in enumerate(zip(clips, classes, strict=True)):
        covered = np.repeat(clip[None], len(places) + 1, axis=0)
        for one, place in zip(covered[1:], places, strict=True):
            one[:, *place] = round(float(clip.mean()))
        probability = predictor.predict_together(covered)[:, int(number)].astype(float)
        total, count = np.zeros(clip.shape[1:]), np.zeros(clip.shape[1:])
        for place, drop in zip(places, probability[0] - probability[1:], strict=True):
            total[place] += drop
            count[place] += 1
        maps[row] = _scaled(np.maximum(total / count, 0))
    return maps


def _classes(predictor: Predictor, clips: np.ndarray, classes: np.ndarray | None) -> np.ndarray:
    predicted = predictor.predict(clips)  # also where classes are given: it checks the clips
    return predicted.argmax(axis=1) if classes is None else np.asarray(classes)


def _to_last_convolution(model: keras.Model) -> keras.Model:
    """Return a model of the same layers whose outputs are the last convolution and the logits."""
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv3D)]
    if not convolutions:
        raise UserError(
            f"{model.name}: expected a network with a 3D convolution for Grad-CAM, found none; "
            "use occlusion."
        )
    return keras.Model(model.inputs, [convolutions[-1].output, model.get_layer("logits").output])


def _enlarged(found: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Interpolate linearly in space, then in time: (t, h, w) to (frames, size, size)."""
    frames, height, width = shape
    steps = np.stack(
        [cv2.resize(one, (width, height), interpolation=cv2.INTER_LINEAR) for one in found]
    )
    # a step stands for the middle of the frames that it was pooled from, as a pixel does in space
    place = np.clip((np.arange(frames) + 0.5) * len(steps) / frames - 0.5, 0, len(steps) - 1)
    before = np.floor(place).astype(int)
    after = np.minimum(before + 1, len(steps) - 1)
    share = (place - before)[:, None, None]
    return (1 - share) * steps[before] + share * steps[after]


def _places(size: int) -> Iterator[tuple[slice, slice]]:
    """Yield squares that together cover a frame."""
    side = max(1, size // PATCHES)
    starts = sorted({*range(0, size - side + 1, (side + 1) // 2), size - side})
    for top in starts:
        for left in starts:
            yield slice(top, top + side), slice(left, left + side)


def _scaled(found: np.ndarray) -> np.ndarray:
    """Divide by the largest value; what is nearly 0 everywhere stays 0."""
    largest = float(found.max())
    return found / largest if largest > 1e-9 else np.zeros_like(found)
