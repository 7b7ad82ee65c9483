"""A step must be the same whole, in parts or on several devices, and learn in any precision."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from mer.core.errors import UserError
from mer.core.params import Network, Train
from mer.learning import training
from mer.learning.step import TrainableNetwork
from tests.conftest import ROOT

NETWORK = Network(
    input="gray", also=[], filters=[4, 4], kernel=3, pool=2, dropout=0.0, dense=8, dense_dropout=0.0
)
CLASSES = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1, 2, 0]]
WEIGHTS = np.array([1, 2, 3, 1, 2, 3, 1], dtype=np.float32)


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


@pytest.fixture
def clips() -> np.ndarray:
    """Return 7 clips of three classes that are easily told apart."""
    clips = np.random.default_rng(0).random((7, 4, 16, 16, 1), dtype=np.float32)
    clips[CLASSES[:, 1] == 1, :, 4:8] += 1
    clips[CLASSES[:, 2] == 1, :, :, 4:8] += 1
    return clips


def step(
    micro_batch: int = 8, precision: str = "float32", network: Network = NETWORK
) -> TrainableNetwork:
    train = Train(
        epochs=1,
        budget="epochs",
        samples_per_clip=4,
        fitted=0,
        batch_size=8,
        micro_batch=micro_batch,
        learning_rate=0.01,
        select="last",
        precision=precision,
    )
    made = TrainableNetwork((4, 16, 16), network, train)
    made.reset(np.random.default_rng(0))
    return made


def run(step: TrainableNetwork, clips: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Take steps; return loss and right answers of each, and the probabilities after them."""
    results = [[float(one) for one in step.train(clips, CLASSES, WEIGHTS)] for _ in range(count)]
    return np.array(results), step.predict(clips)


def test_a_batch_in_parts_is_the_same_step(clips):
    whole, probabilities = run(step(micro_batch=8), clips, 5)
    for part in (1, 3, 7):
        results, in_parts = run(step(micro_batch=part), clips, 5)
        np.testing.assert_allclose(results, whole, rtol=1e-4)
        np.testing.assert_allclose(in_parts, probabilities, rtol=1e-4)


def test_the_loss_is_the_weighted_sum_and_the_step_that_of_its_mean(clips):
    """Twice the weights give twice the loss, and (Adam is blind to scale) nearly the same step."""
    one, other = step(), step()
    before = one.predict(clips)
    expected = -(WEIGHTS * np.log((before * CLASSES).sum(axis=1))).sum()
    loss, right = (float(value) for value in one.train(clips, CLASSES, WEIGHTS))
    assert loss == pytest.approx(expected, rel=1e-5)
    assert right == (before.argmax(axis=1) == CLASSES.argmax(axis=1)).sum()
    assert float(other.train(clips, CLASSES, 2 * WEIGHTS)[0]) == pytest.approx(2 * loss, rel=1e-5)
    np.testing.assert_allclose(other.predict(clips), one.predict(clips), atol=1e-4)


def test_reset_starts_anew_with_dropout_and_optimiser(clips):
    network = NETWORK.model_copy(update={"dropout": 0.3, "dense_dropout": 0.5})
    one = step(network=network, precision="mixed_float16")
    first = run(one, clips, 3)
    one.reset(np.random.default_rng(0))
    again = run(one, clips, 3)
    assert first[0].tobytes() == again[0].tobytes()
    assert first[1].tobytes() == again[1].tobytes()
    one.reset(np.random.default_rng(1))
    assert run(one, clips, 3)[1].tobytes() != first[1].tobytes()


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16", "mixed_float16"])
def test_every_precision_learns_or_is_refused(clips, precision):
    try:
        made = step(precision=precision)
    except UserError:  # tests/mer/learning/test_precision.py checks that this is right
        assert precision == "mixed_bfloat16"
        return
    results, probabilities = run(made, clips, 80)
    assert results[-1, 0] < 0.05 * results[0, 0]
    assert (probabilities.argmax(axis=1) == CLASSES.argmax(axis=1)).all()
    assert probabilities.dtype == np.float32
    computes = "float32" if precision == "float32" else precision.removeprefix("mixed_")
    layers = {layer.name: layer for layer in made._model.layers}
    assert layers["conv1"].compute_dtype == computes
    assert layers["conv1"].kernel.dtype == "float32"


def test_a_step_with_too_large_gradients_is_left_out_in_half_precision(clips):
    made = step(precision="mixed_float16")
    before = made.weights
    made.train(clips * 1e5, CLASSES, WEIGHTS)  # infinite in float16
    assert all((one == other).all() for one, other in zip(before, made.weights, strict=True))
    run(made, clips, 20)  # some more are left out until the scale has come down
    assert any((one != other).any() for one, other in zip(before, made.weights, strict=True))


@pytest.mark.parametrize("precision", ["float32", "mixed_float16"])
def test_mirrors_take_the_steps_of_one_device(precision):
    """On two halves of one CPU, which TensorFlow treats as it treats two GPUs."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "tests.mer.learning.mirrors", precision]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    one, one_again, two, two_again = json.loads(done.stdout)
    assert one == one_again
    assert two == two_again
    tolerance = 1e-4 if precision == "float32" else 2e-2
    for name in ("steps", "probabilities"):
        np.testing.assert_allclose(two[name], one[name], rtol=tolerance)
