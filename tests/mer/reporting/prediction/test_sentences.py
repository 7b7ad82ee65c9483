"""One line says what a prediction is worth; the others where even that does not hold."""

import pytest

from mer.evaluation import chance
from mer.evaluation.results.kept import Quantiles
from mer.evaluation.results.recordings import Faces
from mer.reporting.prediction import sentences
from tests.kept_fixture import card

LIKE = Faces(looked=4, none=0, several=0, faceless=[], pixels=100.0)


@pytest.fixture
def kept(checked):
    around = {"least": 90.0, "low": 95.0, "median": 100.0, "high": 105.0, "most": 110.0}
    seconds = {name: value / 500 for name, value in around.items()}
    changes = {"face_pixels": Quantiles(**around), "seconds": Quantiles(**seconds)}
    return card(checked, **changes)


def test_what_the_model_is_worth_stands_beside_what_guessing_is_worth(kept):
    guess = chance.of_samples([0, 0, 0, 1], [0, 0, 0, 0])
    worth = kept.worth["loso"].model_copy(update={"chance": guess})
    said = sentences.worth(kept.model_copy(update={"worth": {"loso": worth}}))
    assert said.startswith("STAND-IN for SMIC, DACWB: on subjects it was not trained on (loso, 24")
    assert "accuracy 0.50 [0.25, 0.75], UF1 0.40 [0.20, 0.60], UAR 0.30 [0.10, 0.50] (95 %" in said
    assert "the most frequent class reaches accuracy 0.75, UF1 0.43." in said


def test_without_loso_nothing_is_claimed(kept):
    said = sentences.worth(kept.model_copy(update={"worth": {}, "data": "licensed"}))
    assert said == (
        "SMIC, DACWB: loso was not run, so what it is worth on unseen subjects is not known."
    )


def test_a_recording_like_the_training_clips_needs_no_warning(kept):
    assert sentences.differences(kept, 100.0, LIKE, 0.2) == []
    assert sentences.differences(kept, 120.0, LIKE, None) == []


@pytest.mark.parametrize(
    ("rate", "changes", "given", "beginning"),
    [
        (25.0, {}, None, "It has 25 frames per second, the clips of SMIC have 100: what changes"),
        (
            100.0,
            {"pixels": 400.0},
            None,
            "The face is 400 pixels wide, those of SMIC are 90 to 110",
        ),
        (100.0, {}, 2.0, "It takes 2.00 s from onset to offset, the clips of SMIC take 0.18 to"),
        (100.0, {"none": 1}, 0.2, "No face in the onset frame: its place is taken from a later"),
        (
            100.0,
            {"none": 2, "faceless": [(0.5, 1.25)]},
            None,
            "No face in 2 of 4 frames at which windows start (0.5-1.2 s): windows that touch them",
        ),
        (
            100.0,
            {"several": 3},
            None,
            "More than one face in 3 of 4 frames that were searched: the",
        ),
    ],
)
def test_each_difference_has_its_sentence(kept, rate, changes, given, beginning):
    (said,) = sentences.differences(kept, rate, LIKE.model_copy(update=changes), given)
    assert said.startswith(beginning)
