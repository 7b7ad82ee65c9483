"""The article's network must have the size of the reading, and keep the contract of models."""

import numpy as np
import pytest

from mer.core.params import Network
from mer.learning import training
from mer.models import cnn3d

SMALL = Network(
    input="gray", filters=[2] * 3, kernel=3, pool=2, dropout=0.0, dense=4, dense_dropout=0.0
)


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


def test_the_networks_size_is_that_of_the_reading():
    """0.86 million weights at 16x128x128, from the numbers of the paper profile."""
    paper = Network(
        input="gray", filters=[64] * 4, kernel=3, pool=2, dropout=0.25, dense=128, dense_dropout=0.5
    )  # fmt: skip
    model = cnn3d.build((16, 128, 128), paper)
    convolutions = 64 * 27 + 64 + 3 * (64 * 64 * 27 + 64)
    assert model.count_params() == convolutions + (8 * 8 * 64 * 128 + 128) + (128 * 3 + 3)
    assert round(model.count_params() / 1e6, 2) == 0.86


def test_pooling_leaves_a_used_up_axis_alone():
    model = cnn3d.build((3, 32, 32), SMALL)
    assert model.get_layer("pool3").output.shape == (None, 1, 4, 4, 2)


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16", "mixed_float16"])
def test_it_keeps_the_contract_of_mer_models(precision):
    model = cnn3d.build((4, 16, 16), SMALL, precision)
    assert model.input_shape == (None, 4, 16, 16, 1)
    made = model(np.random.default_rng(0).random((5, 4, 16, 16, 1), np.float32)).numpy()
    assert (made.shape, made.dtype) == ((5, 3), np.float32)
    assert made.sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert {weight.dtype for weight in model.weights if "kernel" in weight.path} == {"float32"}
