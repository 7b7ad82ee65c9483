"""Trains one fold's worth of steps on one CPU and on two as mirrors.

test_step.py runs it in a process of its own: TensorFlow splits a CPU in two only before it is
started.
"""

import json
import sys

import numpy as np

from mer.core.params import Network, Train
from mer.learning.step import TrainableNetwork
from mer.models.keras_compat import tf


def main() -> None:
    """Print the losses and the probabilities of both, as JSON."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    network = Network(
        input="gray",
        also=[],
        filters=[4],
        kernel=3,
        pool=2,
        dropout=0.0,
        dense=8,
        dense_dropout=0.0,
    )
    train = Train(
        epochs=1,
        budget="epochs",
        samples_per_clip=4,
        fitted=0,
        batch_size=8,
        micro_batch=2,
        learning_rate=0.01,
        select="last",
        precision=sys.argv[1],
    )
    rng = np.random.default_rng(0)
    clips = rng.random((7, 4, 16, 16, 1), dtype=np.float32)  # 7 on two mirrors: one row fills up
    classes = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1, 2, 0]]
    weights = rng.random(7, dtype=np.float32)
    results = []
    for devices in ([], ["CPU:0", "CPU:1"]):
        step = TrainableNetwork((4, 16, 16), network, train, devices)
        for _ in range(2):  # the second time from the same start
            step.reset(np.random.default_rng(1))
            steps = [[float(one) for one in step.train(clips, classes, weights)] for _ in range(5)]
            results.append({"steps": steps, "probabilities": step.predict(clips).tolist()})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
