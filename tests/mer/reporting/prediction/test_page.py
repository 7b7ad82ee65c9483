"""The page must hold all that it shows, and no markup of a file's name."""

import numpy as np
import pytest

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.recordings import Predictions, Refusal, Window
from mer.reporting.prediction import page, pictures
from tests.kept_fixture import card
from tests.mer.reporting.prediction.test_charts import recording


@pytest.fixture
def shown():
    chances = dict(zip(CLASSES, (0.2, 0.7, 0.1), strict=True))
    window = Window(
        onset=3, offset=6, start=0.2, end=0.5, probabilities=chances, predicted="positive"
    )
    clip = np.random.default_rng(0).integers(0, 256, (4, 16, 16), dtype=np.uint8)
    return pictures.Shown(window, ((3, 0.2), (4, 0.3), (5, 0.4), (6, 0.5)), clip)


def rendered(checked, shown, heat=None, data="STAND-IN"):
    one = recording(30).model_copy(
        update={"recording": "<b>&.mp4", "warnings": ["It <is> odd."], "remarks": []}
    )
    kept = card(checked, data=data)
    said = Predictions(
        data=data,
        dataset="smic",
        title="SMIC",
        variant="DACWB",
        model="data/models/standin/smic.npz",
        worth="worth",
        caution="caution",
        recordings=[one],
        refused=[Refusal(recording="b.mp4", problem="it is empty")],
    )
    return page.render(said, kept, [page.View(one, [(shown, heat)])])


def test_it_loads_nothing_and_every_picture_has_a_text(checked, shown):
    html = rendered(checked, shown, np.ones((4, 16, 16), np.float32))
    assert "http" not in html.replace("http-equiv", "")
    assert html.count("<img ") == html.count('alt="') == 12
    assert html.count('role="img" aria-label="Probability of ') == 3
    assert "<b>" not in html
    assert "It &lt;is&gt; odd." in html
    assert "<code>b.mp4</code>: it is empty." in html


def test_standin_is_said_where_it_is_and_only_there(checked, shown):
    assert "STAND-IN: the model was trained on altered portraits" in rendered(checked, shown)
    assert "STAND-IN" not in rendered(checked, shown, data="licensed").replace("standin", "")


def test_the_same_content_gives_the_same_bytes(checked, shown):
    assert rendered(checked, shown) == rendered(checked, shown)


def test_pictures_show_what_they_say():
    """Brighter than at the onset is brighter than gray; a map covers where it is hot alone."""
    clip = np.zeros((2, 4, 4), np.uint8)
    clip[0] = 100
    clip[1, :2] = 132
    clip[1, 2:] = 36
    changed = pictures.differences(clip)
    assert (changed[0] == 128).all()
    assert set(changed[1, :2].ravel()) == {192}
    assert set(changed[1, 2:].ravel()) == {1}
    heat = np.zeros((2, 4, 4))
    heat[:, 0, 0] = 1
    over = pictures.overlaid(clip, heat)
    assert (over[0, 1:] == 100).all()
    assert over[0, 0, 0, 0] > over[0, 0, 0, 1] > over[0, 0, 0, 2]
