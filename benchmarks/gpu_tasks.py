"""What `benchmarks.gpu` measures, each thing in a process of its own, as memory is to be its alone.

Keras is imported inside the functions: the process that hands them out must not hold a GPU.
"""

import dataclasses
import math
import os
import platform
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from mer.core import params, paths
from mer.core.errors import UserError
from mer.learning import campaign, fold_tables, folds

ROUNDOFF = {
    "float32": 2.0**-24,
    "tf32": 2.0**-11,
    "mixed_float16": 2.0**-11,
    "mixed_bfloat16": 2.0**-8,
}
"""Unit roundoff of what a number is rounded to before it is multiplied."""
DEVIATIONS = 4
"""So many standard deviations of independent roundings make the bound."""
FAILED = "failed"
"""What a problem begins with that nobody foresaw."""
CLIPS = 2
"""Clips on which arithmetic is compared."""


class Way(NamedTuple):
    """How a fold is trained."""

    precision: str
    micro_batch: int
    tf32: bool = True
    """Whether a GPU that has TensorFloat-32 may use it for float32, as it does unless told."""
    hidden: bool = False
    """Whether GPUs are hidden, so that the CPU trains."""

    @property
    def roundoff(self) -> float:
        """Unit roundoff of its factors."""
        rough = self.precision == "float32" and self.tf32 and not self.hidden
        return ROUNDOFF["tf32" if rough else self.precision]

    @property
    def sums(self) -> float:
        """Unit roundoff of its sums: float32, but for half precision on a CPU."""
        return ROUNDOFF[
            self.precision if self.hidden and "float16" in self.precision else "float32"
        ]


class Measured(NamedTuple):
    """What training a fold took, and how far its arithmetic is from a CPU's in float32."""

    seconds: float = math.nan
    images: float = math.nan
    """Frames of training clips, with each clip counted once per epoch."""
    device_mb: float = math.nan
    """The most that TensorFlow held of one GPU; nan on a CPU."""
    host_mb: float = math.nan
    """The largest resident set of the process."""
    off: float = math.nan
    """The largest of `differences`, each over its bound: above 1 something is wrong."""
    same: bool = False
    """Whether training twice gave the same bytes."""
    problem: str = ""


def bound(roundoff: float, sums: float, terms: int) -> float:
    """Bound the relative error of a sum of products.

    Rounding errors that are independent add up like a random walk: the error of a sum of n terms,
    in any order, grows with the root of n (Higham and Mary, SIAM J. Sci. Comput. 41, 2019).

    Args:
        roundoff: unit roundoff of the factors.
        sums: unit roundoff of what they are added up in.
        terms: in the sum.

    >>> f"{bound(2**-24, 2**-24, 27):.1e} {bound(2**-8, 2**-24, 27):.1e}"
    '1.5e-06 1.6e-02'
    """
    return DEVIATIONS * (roundoff + math.sqrt(terms) * sums)


def samples(fold: folds.Fold) -> int:
    """Count the training samples that a fold sees, once per epoch."""
    count, size = len(fold.parts["train"]), fold.train.batch_size
    full, rest = divmod(fold.steps, math.ceil(count / size))
    return full * count + min(rest * size, count)


def train(fold: folds.Fold, way: Way) -> Measured:
    """Train a fold twice, time the second, and compare arithmetic with the CPU's."""
    _hide(way.hidden)
    from mer.learning import training  # noqa: PLC0415 - in a process of its own
    from mer.models.keras_compat import gpu_devices, tf  # noqa: PLC0415

    tf.config.experimental.enable_tensor_float_32_execution(way.tf32)
    settings = {"precision": way.precision, "micro_batch": way.micro_batch}
    fold = dataclasses.replace(fold, train=fold.train.model_copy(update=settings))
    try:
        first = training.train(fold)  # traces, and looks for the fastest kernels
        start = time.perf_counter()
        second = training.train(fold)
        seconds = time.perf_counter() - start
        gpus = [f"GPU:{number}" for number in range(len(gpu_devices()))]
        held = [tf.config.experimental.get_memory_info(gpu)["peak"] for gpu in gpus]
        host = _host_mb()
        off = max(found / most for _, found, most in differences(fold, way))
    except tf.errors.ResourceExhaustedError:
        return Measured(problem="out of memory")
    except tf.errors.OpError as error:  # such as a card without this precision
        return Measured(problem=f"{FAILED}: {str(error.message).strip().splitlines()[0]}")
    except UserError as error:
        return Measured(problem=str(error))
    frames = samples(fold) * training._samples(fold.clips).shape[1]
    device = max(held) / 1e6 if held else math.nan
    same = all(
        np.array_equal(one, other)
        for one, other in (
            (first.probabilities, second.probabilities),
            (first.history.to_numpy(), second.history.to_numpy()),
        )
    )
    return Measured(seconds, frames, device, host, off, same)


def differences(fold: folds.Fold, way: Way) -> Iterator[tuple[str, float, float]]:
    """Compare this device with its CPU in float32, without what training would amplify.

    Each convolution of the network is compared, forward and in both gradients, on two clips of
    random numbers in its own shapes, and so are the probabilities of two clips under first weights.
    The gradients of the whole network are not: max pooling passes a gradient on to the largest of
    its inputs, and where two are nearly equal, rounding decides which.

    Args:
        fold: whose network it is.
        way: how this device computes.

    Yields:
        Name; relative error of a convolution (in the Euclidean norm), or the largest difference of
        a probability; what it may be.
    """
    from mer.learning import training  # noqa: PLC0415
    from mer.models import cnn3d  # noqa: PLC0415
    from mer.models.keras_compat import keras, tf  # noqa: PLC0415

    shape = training._samples(fold.clips).shape[1:]
    exact = "CPU:0"
    with tf.device(exact):
        reference = cnn3d.build(shape, fold.network, "float32")
    network = cnn3d.build(shape, fold.network, way.precision)
    network.set_weights(reference.get_weights())
    dtype = {"mixed_float16": tf.float16, "mixed_bfloat16": tf.bfloat16}.get(
        way.precision, tf.float32
    )
    rng = np.random.default_rng(0)
    longest = 0
    for layer in network.layers:
        if not isinstance(layer, keras.layers.Conv3D):
            continue
        inputs, outputs = ((CLIPS, *one.shape[1:]) for one in (layer.input, layer.output))
        clips, weights, above = (
            rng.standard_normal(one, np.float32) for one in (inputs, layer.kernel.shape, outputs)
        )
        ours = _convolution(clips, weights, above, dtype)
        with tf.device(exact):
            theirs = _convolution(clips, weights, above, tf.float32)
        kernel = math.prod(layer.kernel.shape[:3])
        terms = (kernel * inputs[-1], CLIPS * math.prod(outputs[1:4]), kernel * outputs[-1])
        longest = max(longest, terms[0])
        for name, one, other, count in zip(
            ("forward", "gradient of weights", "gradient of input"),
            ours,
            theirs,
            terms,
            strict=True,
        ):
            error = float(np.linalg.norm(one - other) / np.linalg.norm(other))
            yield f"{layer.name}, {name}", _size(error), bound(way.roundoff, way.sums, count)
    clips = rng.random((CLIPS, *shape, 1), np.float32)
    ours = network(clips, training=False).numpy()
    with tf.device(exact):
        theirs = reference(clips, training=False).numpy()
    most = bound(way.roundoff, way.sums, longest)
    yield "probabilities", _size(float(np.abs(ours - theirs).max())), most


def _convolution(
    clips: np.ndarray, weights: np.ndarray, above: np.ndarray, dtype: object
) -> list[np.ndarray]:
    """Return a convolution, the gradient of its weights and that of its input, as float32."""
    from mer.models.keras_compat import tf  # noqa: PLC0415

    clips, weights, above = (tf.cast(one, dtype) for one in (clips, weights, above))
    with tf.GradientTape() as tape:
        tape.watch([clips, weights])
        out = tf.nn.conv3d(clips, weights, [1] * 5, "SAME")
    gradients = tape.gradient(out, [weights, clips], above)
    return [tf.cast(one, tf.float32).numpy() for one in (out, *gradients)]


def _size(error: float) -> float:
    """Let what is no number count as infinitely wrong."""
    return error if math.isfinite(error) else math.inf


class Grid(NamedTuple):
    """What training all folds of a project took, and what they predict."""

    seconds: float
    images: float
    folds: int
    predictions: pd.DataFrame
    """Columns of `mer.learning.fold_tables.PREDICTIONS`, and the cell."""


def grid(folder: Path, store: Path, hidden: bool) -> Grid:
    """Train all folds of a project, keeping them in `store`, as `mer grid` does."""
    _hide(hidden)
    os.environ["MER_FOLDS"] = str(store)
    os.chdir(folder)
    settings = params.load()
    start = time.perf_counter()
    cells = paths.cells(settings.datasets, settings.variants)
    work = campaign.Campaign([campaign.job(cell, settings.current) for cell in cells], settings)
    made, clips, count = [], 0, 0
    for job, results in work.run():
        made.append(results.predictions.assign(cell=job.name))
        training = job.plan[job.plan["role"] == "train"]
        sizes = training.groupby(fold_tables.FOLD).size()
        epochs = results.history.groupby(fold_tables.FOLD).size()
        clips += int((epochs * sizes).sum())
        count += len(epochs)
    seconds = time.perf_counter() - start
    frames = clips * settings.current.clip.frames
    return Grid(seconds, frames, count, pd.concat(made, ignore_index=True))


def _hide(hidden: bool) -> None:
    """Hide the GPUs from this process and those that it starts; before TensorFlow looks."""
    if hidden:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


def _host_mb() -> float:
    """Return the largest resident set that this process has had."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
