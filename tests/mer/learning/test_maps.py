"""A map that points elsewhere than the network looks is worse than none.

The classes differ in one corner alone: whoever tells them apart must look there.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from mer.core import files, params
from mer.core.errors import UserError
from mer.learning import folds, keeping, maps, predictor, training
from mer.models.keras_compat import keras
from tests.conftest import ROOT

CORNERS = {"top left": (slice(0, 6), slice(0, 6)), "bottom right": (slice(10, 16), slice(10, 16))}
PROFILE = params.load(ROOT / "params.yaml").profiles["demo"]
NETWORK = PROFILE.network.model_copy(update={"filters": [4, 4], "dense": 16})
CLIP = PROFILE.clip.model_copy(update={"frames": 4, "size": 16})
TRAIN = params.Train(
    epochs=40, budget="epochs", samples_per_clip=1, fitted=1.0, batch_size=8, micro_batch=8,
    learning_rate=0.01, select="last", precision="float32",
)  # fmt: skip
COURSES = np.array([[0, 30, 60, 90], [0, -30, -60, -90], [0, 60, 0, 60]])
"""Gray values added to the corner in each frame, for each class."""


def clips_of(corner: tuple[slice, slice]) -> dict[str, np.ndarray]:
    """Make 36 clips in which a corner changes as the class says, and all else at random."""
    rng = np.random.default_rng(0)
    label = np.tile([0, 1, 2], 12)
    x = rng.integers(100, 150, (len(label), 1, 16, 16)) + rng.integers(-5, 5, (36, 4, 16, 16))
    x[:, :, *corner] += COURSES[label][:, :, None, None]
    clip = np.array([f"a/{number}" for number in range(36)])
    return {"x": x.astype(np.uint8), "label": label, "clip": clip, "subject": np.full(36, "a")}


class Looking(NamedTuple):
    """A trained network, the clips that it was trained on, and where their classes differ."""

    corner: tuple[slice, slice]
    arrays: dict[str, np.ndarray]
    model: predictor.Predictor


@pytest.fixture(scope="module", params=CORNERS)
def looking(request, tmp_path_factory) -> Looking:
    """Train on clips in which one corner alone tells the class."""
    training._prepare()
    corner, folder = CORNERS[request.param], tmp_path_factory.mktemp("looking")
    arrays = clips_of(corner)
    rows = np.arange(len(arrays["label"]))
    part = {"base": rows, "neighbour": rows, "gap": np.zeros(len(rows), np.float32)}
    part |= {"label": arrays["label"], "weight": np.ones(len(rows), np.float32)}
    none = folds.Part(**{name: values[:0] for name, values in part.items()})
    for name, x in (("clips", arrays["x"]), ("copies", arrays["x"][:0])):
        files.write_stack(folder / name, x, pd.DataFrame({"clip": arrays["clip"][: len(x)]}))
    profile = PROFILE.model_copy(update={"train": TRAIN, "network": NETWORK, "clip": CLIP})
    fold = folds.Fold(
        dataset="smic",
        protocol="final",
        seed=0,
        fold=0,
        clips=folder / "clips",
        copies=folder / "copies",
        network=profile.network,
        train=TRAIN,
        parts={"train": folds.Part(**part), "val": none, "test": none},
        steps=40 * 5,
    )
    model = predictor.Predictor(profile, keeping.train(fold).weights)
    assert (model.predict(arrays["x"]).argmax(axis=1) == arrays["label"]).mean() > 0.9
    return Looking(corner, arrays, model)


@pytest.mark.parametrize("method", [maps.grad_cam, maps.occlusion])
def test_both_maps_peak_where_the_classes_differ(looking, method):
    corner, arrays, model = looking
    found = method(model, arrays["x"], arrays["label"])
    assert found.shape == arrays["x"].shape
    assert found.dtype == np.float32
    assert found.min() == 0
    assert found.max() == 1
    mean = found.mean(axis=(0, 1))
    inside = mean[corner].mean()
    mean[corner] = np.nan
    assert inside > 4 * np.nanmean(mean)
    # Grad-CAM is blank where a class is what is left when no channel fires
    peaks = found[found.any(axis=(1, 2, 3))].mean(axis=1)
    assert len(peaks) > 0.6 * len(found)
    places = np.unravel_index(peaks.reshape(len(peaks), -1).argmax(axis=1), (16, 16))
    near = [
        np.abs(place - side.start - 2.5) < 5 for place, side in zip(places, corner, strict=True)
    ]
    assert np.logical_and(*near).mean() > 0.9


def test_without_classes_the_predicted_one_is_asked_about(looking):
    _, arrays, model = looking
    few = arrays["x"][:4]
    predicted = model.predict(few).argmax(axis=1)
    for method in (maps.grad_cam, maps.occlusion):
        assert np.array_equal(method(model, few), method(model, few, predicted))
    assert maps.grad_cam(model, few[:0]).shape == (0, 4, 16, 16)


def test_a_network_that_sees_nothing_has_no_map(looking, checked, arrays):
    """All weights 0: no place can take any probability, and nothing is divided by 0."""
    built = keeping.network((4, 16, 16), checked.current.network, checked.current.train)
    zeros = [np.zeros_like(one) for one in built.weights]
    model = predictor.Predictor(checked.current, zeros)
    for method in (maps.grad_cam, maps.occlusion):
        assert not method(model, arrays["x"][:2]).any()


def test_a_network_without_convolution_is_refused_with_one_sentence(looking, monkeypatch):
    _, arrays, model = looking
    flat = keras.Sequential([keras.Input((4, 16, 16, 1)), keras.layers.Flatten()], name="flat")
    monkeypatch.setattr(keeping, "model", lambda network: flat)
    with pytest.raises(UserError, match="flat: expected a network with a 3D convolution"):
        maps.grad_cam(model, arrays["x"][:1])
