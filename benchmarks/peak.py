"""How near the article's convolutions come to what a core can do.

Times them, forward and backward, on one thread against a large matrix product, the fastest
arithmetic there is.

    python -m benchmarks.peak
"""

import argparse
import functools
import math
import time
from collections.abc import Callable

from tabulate import tabulate

from benchmarks import project
from mer.core import params
from mer.learning import training
from mer.models import cnn3d
from mer.models.keras_compat import keras, tf

SIDE = 2048  # of the matrices
CLIPS = 2


def rates() -> list[list]:
    """Return rows of name, GFLOP, GFLOP/s and share of the matrix product's."""
    square = tf.ones((SIDE, SIDE))
    product = 2 * SIDE**3
    peak = rate(lambda: tf.linalg.matmul(square, square), product)
    rows = [[f"matrix product {SIDE}x{SIDE}", product / 1e9, peak / 1e9, 1.0]]
    profile = params.load(project.PROJECT / "params.yaml").profiles["paper"]
    shape = (profile.clip.frames, profile.clip.size, profile.clip.size)
    for layer in cnn3d.build(shape, profile.network).layers:
        if isinstance(layer, keras.layers.Conv3D):
            for name, run in operations(layer).items():
                work = (
                    2 * CLIPS * math.prod(layer.output.shape[1:4]) * math.prod(layer.kernel.shape)
                )
                speed = rate(run, work)
                rows.append([f"{layer.name}, {name}", work / 1e9, speed / 1e9, speed / peak])
    return rows


def operations(layer: keras.layers.Conv3D) -> dict[str, Callable[[], tf.Tensor]]:
    """Return the convolutions of a layer's training step: forward, and the two back."""
    clips, kernel = tf.ones((CLIPS, *layer.input.shape[1:])), tf.ones(layer.kernel.shape)
    above = tf.ones((CLIPS, *layer.output.shape[1:]))
    same = {"strides": [1] * 5, "padding": "SAME"}
    back = same | {"out_backprop": above}
    ops = tf.raw_ops
    return {
        "forward": functools.partial(ops.Conv3D, input=clips, filter=kernel, **same),
        "gradient of weights": functools.partial(
            ops.Conv3DBackpropFilterV2, input=clips, filter_sizes=kernel.shape, **back
        ),
        "gradient of input": functools.partial(
            ops.Conv3DBackpropInputV2, input_sizes=clips.shape, filter=kernel, **back
        ),
    }


def rate(run: Callable[[], tf.Tensor], work: int) -> float:
    """Return the operations per second, the best of five."""
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        run().numpy()
        best = max(best, work / (time.perf_counter() - start))
    return best


def main() -> None:
    """Measure and print a table."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    training._prepare()
    print(
        tabulate(
            rates(),
            [f"one thread, {CLIPS} clips", "GFLOP", "GFLOP/s", "of the product's"],
            floatfmt=".2f",
        )
    )


if __name__ == "__main__":
    main()
