"""The drawn sizes must be those of the network that is trained."""

import pytest

from mer.core import params
from mer.learning import training
from mer.models import cnn3d
from mer.reporting import network_figure
from tests.conftest import ROOT

PROFILES = params.load(ROOT / "params.yaml").profiles
LITERAL = {"kernel": (1, 3, 3), "pool": (1, 2, 2)}  # the article's 3x3 and 2x2
SHORT = {"frames": 3, "size": 40}  # pooling uses up the frames before the last block


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


@pytest.mark.parametrize("literal", [False, True])
@pytest.mark.parametrize("change", [{}, SHORT], ids=["as it is", "short"])
@pytest.mark.parametrize("name", PROFILES)
def test_every_layer_has_the_shape_and_the_weights_of_the_real_model(name, change, literal):
    clip = PROFILES[name].clip.model_copy(update=change)
    network = PROFILES[name].network.model_copy(update=LITERAL if literal else {})
    model = cnn3d.build((clip.frames, clip.size, clip.size), network)
    layers = network_figure.layers(clip, network)
    for layer in layers:
        real = model.get_layer(layer.name)
        assert (layer.shape, layer.weights) == (real.output.shape[1:], real.count_params())
    assert sum(layer.weights for layer in layers) == model.count_params()


def test_the_sizes_that_the_docs_give_for_each_reading():
    """docs/paper.md: 0.86 million weights, 8.5 taken literally, 268 with a single block."""
    clip, network = PROFILES["paper"].clip, PROFILES["paper"].network

    def millions(**change) -> float:
        layers = network_figure.layers(clip, network.model_copy(update=change))
        return round(sum(layer.weights for layer in layers) / 1e6, 2)

    assert (millions(), millions(**LITERAL), millions(filters=[64])) == (0.86, 8.5, 268.44)


def test_the_figure_names_every_layer_and_the_sum_of_the_weights():
    profile = PROFILES["paper"]
    figure = network_figure.draw(profile.clip, profile.network, "paper")
    assert figure.get_suptitle() == "Figure 4, the network of profile paper: 858,563 weights"
    texts = "\n".join(text.get_text() for text in figure.axes[0].texts)
    for layer in network_figure.layers(profile.clip, profile.network):
        assert f"{layer.name}\n{layer.what}\n{' x '.join(map(str, layer.shape))}" in texts
