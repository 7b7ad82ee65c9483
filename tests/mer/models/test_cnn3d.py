"""The article's network must have the size of the reading, and keep the contract of models."""

import numpy as np
import pytest

from mer.core.params import Network
from mer.learning import training
from mer.models import cnn3d

SMALL = Network(
    input="gray",
    also=[],
    filters=[2] * 3,
    kernel=3,
    pool=2,
    dropout=0.0,
    dense=4,
    dense_dropout=0.0,
)


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


def test_the_networks_size_is_that_of_the_reading():
    """0.86 million weights at 16x128x128, from the numbers of the paper profile."""
    paper = Network(
        input="gray",
        also=[],
        filters=[64] * 4,
        kernel=3,
        pool=2,
        dropout=0.25,
        dense=128,
        dense_dropout=0.5,
    )
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


def test_the_articles_kernel_and_pool_can_be_taken_literally():
    """3x3 and 2x2, so 1x3x3 and 1x2x2: no frame sees another before the dense layer."""
    literal = SMALL.model_copy(update={"kernel": (1, 3, 3), "pool": (1, 2, 2)})
    model = cnn3d.build((4, 16, 16), literal)
    assert model.get_layer("conv1").kernel.shape == (1, 3, 3, 1, 2)
    assert model.get_layer("pool3").output.shape == (None, 4, 2, 2, 2)
