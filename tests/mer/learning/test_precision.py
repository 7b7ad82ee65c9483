"""A precision that a machine computes wrong must be refused, and no other."""

import os
import subprocess
import sys

import numpy as np
import pytest

from mer.core.errors import UserError
from mer.core.params import Network
from mer.learning import precision, training
from mer.models.cnn3d import build
from mer.models.keras_compat import tf
from tests.conftest import ROOT

SMALL = Network(
    input="gray",
    also=[],
    filters=[8, 16, 8],
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


def test_a_wrong_gradient_is_refused(monkeypatch):
    model = build((8, 16, 16), SMALL, "mixed_bfloat16")

    def gradients(second: float, asked: list):
        def gradient(shapes, dtype):
            asked.append(shapes)
            exact = np.ones(shapes[1], np.float32)
            return exact * second if dtype == tf.bfloat16 and shapes[1][-1] == 16 else exact

        return gradient

    for wrong in (0.5, 2, np.nan, np.inf):
        monkeypatch.setattr(precision, "weight_gradient", gradients(wrong, []))
        with pytest.raises(UserError, match=r"computes mixed_bfloat16, .* of conv2 is wrong"):
            precision.check("mixed_bfloat16", model)
        for other in ("float32", "mixed_float16"):
            precision.check(other, model)
    asked = []
    monkeypatch.setattr(precision, "weight_gradient", gradients(1.01, asked))
    precision.check("mixed_bfloat16", model)
    assert ((2, 2, 4, 4, 16), (3, 3, 3, 16, 8), (2, 2, 4, 4, 8)) in asked, (
        "each convolution in its own shape"
    )


def test_the_gradient_is_that_of_the_convolution():
    """Of one weight: the sum over all places of what stood under it times what came from above."""
    shapes = (2, 2, 4, 4, 3), (3, 3, 3, 3, 5), (2, 2, 4, 4, 5)
    rng = np.random.default_rng(0)
    clips, _, above = (rng.standard_normal(shape, np.float32) for shape in shapes)
    centre = np.einsum("ntyxc,ntyxf->cf", clips, above)
    np.testing.assert_allclose(
        precision.weight_gradient(shapes, tf.float32)[1, 1, 1], centre, rtol=1e-4, atol=1e-5
    )


def test_a_right_gradient_passes():
    """Without oneDNN, whose kernel is the wrong one, every CPU computes it right."""
    environment = os.environ | {"TF_ENABLE_ONEDNN_OPTS": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}
    code = (
        "from mer.learning import precision\n"
        "from mer.models import cnn3d\n"
        "from tests.mer.learning.test_precision import SMALL\n"
        "precision.check('mixed_bfloat16', cnn3d.build((8, 16, 16), SMALL, 'mixed_bfloat16'))\n"
        "print('fit')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "fit\n"
