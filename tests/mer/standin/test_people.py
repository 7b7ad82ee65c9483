"""Faces: where dlib finds none, or always the same one, the stand-in shows nothing."""

import importlib.util

import numpy as np
import pytest

from mer.core.errors import UserError
from mer.preprocessing.faces import detect, landmarks
from mer.standin import casme2, casme_sq, people, samm, smic

CANVASES = {
    "casme2 cropped": people.Canvas(274, 334, 211, 0.37),
    "casme2 raw": casme2._RAW,
    "smic cropped": smic._CROPPED,
    "samm": samm._CANVAS,
    "casme_sq cropped": casme_sq._CROPPED,
}


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
@pytest.mark.parametrize("name", [0, 1, 2, 3])
def test_dlib_finds_everybody_where_they_were_drawn(canvas, name):
    drawn = people.portrait(people.person(name, units=1), canvas)
    assert drawn.image.shape == (canvas.height, canvas.width, 3)[: 3 if canvas.color else 2]
    face = detect(drawn.image)
    assert face is not None
    away = np.linalg.norm(landmarks(drawn.image, face) - drawn.landmarks, axis=1)
    assert np.median(away) < 0.05 * canvas.face


def test_people_differ_from_one_another_and_between_data_sets():
    """Leaving a subject out must leave a face out."""
    canvas = people.Canvas(120, 140, 90, 0.37)
    images = [
        people.portrait(people.person(0, dataset, index, units=2), canvas).image.astype(float)
        for dataset in ("smic", "samm")
        for index in range(4)
    ]
    differences = [np.abs(a - b).mean() for i, a in enumerate(images) for b in images[:i]]
    assert min(differences) > 5, "gray levels"


def test_mirrored_landmarks_lie_on_the_mirrored_face():
    """A wrong order would move the left brow when the right one is meant."""
    for base in people.bases():
        mirrored = people._mirrored(base)
        np.testing.assert_array_equal(people._mirrored(mirrored).landmarks, base.landmarks)
        found = landmarks(
            np.ascontiguousarray(mirrored.image[..., ::-1]), detect(mirrored.image[..., ::-1])
        )
        assert np.linalg.norm(found - mirrored.landmarks, axis=1).max() < 12


def test_a_package_without_its_picture_is_a_sentence(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        UserError, match=r"skimage/data/astronaut\.png: expected this file of the package skimage"
    ):
        people._packaged("skimage", "data/astronaut.png")
