"""What a kept model says of a clip must be what the network said that was trained."""

import numpy as np
import pytest

from mer.core.errors import UserError
from mer.learning import keeping, predictor
from tests.kept_fixture import card
from tests.mer.learning.test_folds import cut, plan
from tests.mer.learning.test_training import prepared

__all__ = ["cut", "plan", "prepared"]


@pytest.fixture
def trained(cut):
    return keeping.train(cut(epochs=20)[1])


@pytest.fixture
def model(checked, trained):
    return predictor.Predictor(card(checked, trained.weights), trained.weights)


def test_it_says_what_the_fold_said_of_its_test_clips(model, trained, arrays, cut):
    """To the six digits that are kept of a probability: the fold predicts batches, this clips."""
    test = cut()[1].parts["test"]
    made = model.predict(arrays["x"][test.base])
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, trained.probabilities, rtol=0, atol=5e-7)
    assert np.ptp(made, axis=0).max() > 0.1, "a model that says the same of all clips shows nothing"


def test_a_clip_gets_the_same_bits_whatever_is_predicted_beside_it(model, arrays):
    whole = model.predict(arrays["x"])
    for rows in ([3], [3, 3], [7, 3, 1], list(range(23, -1, -1))):
        assert model.predict(arrays["x"][rows]).tobytes() == whole[rows].tobytes()
    assert model.predict(arrays["x"][:0]).shape == (0, 3)


def test_two_models_of_one_network_do_not_take_each_others_weights(model, trained, checked, arrays):
    before = model.predict(arrays["x"])
    others = [np.zeros_like(one) for one in trained.weights]
    other = predictor.Predictor(card(checked, others), others)
    assert np.allclose(other.predict(arrays["x"]), 1 / 3)
    assert model.predict(arrays["x"]).tobytes() == before.tobytes()


def test_other_clips_and_other_weights_are_refused(model, trained, checked, arrays):
    for clips in (arrays["x"].astype(np.float32), arrays["x"][:, :2], arrays["x"][0]):
        with pytest.raises(UserError, match=r"expected uint8 of shape \(n, 4, 16, 16\), received"):
            model.predict(clips)
    with pytest.raises(UserError, match="expected weights that fit the network of the model"):
        predictor.Predictor(card(checked), trained.weights[:-1])
