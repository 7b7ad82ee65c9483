"""Without these the picture could show another number than the page, or hide what is invented."""

import pytest

from mer.evaluation.leakage import Question, examine
from mer.reporting import canvas, leakage_picture
from tests.results_fixture import EVALUATE, control, of_confusion

BLIND = [[16, 4, 4], [11, 3, 2], [6, 1, 1]]
SEEING = [[22, 1, 1], [1, 14, 1], [0, 0, 8]]


def content(*found, data="STAND-IN"):
    asked = Question(["smic"], ["ST", "DA"], ["DA"], {}, wanted=9, epochs=30, fitted=0.9)
    return examine(found, asked, EVALUATE, data)


def drawn(**changes):
    found = [
        control("smic", variant, seed, leaky=of_confusion(SEEING), loso=of_confusion(BLIND))
        for variant in ("ST", "DA")
        for seed in (None, 0)
    ]
    return content(*found, **changes)


def test_a_panel_per_protocol_with_the_numbers_of_the_page_and_the_band_of_chance():
    made = drawn()
    figure = leakage_picture.draw(made)
    assert [axis.get_title().splitlines()[0] for axis in figure.axes] == ["leaky", "loso"]
    leaky = figure.axes[0]
    low, high = made.pooled[0].null["leaky"].chance_percent_interval
    assert len(leaky.patches) == 2
    for bar in leaky.patches:
        assert (bar.get_y(), bar.get_height()) == (low, pytest.approx(high - low))
    crosses = [line.get_ydata()[0] for line in leaky.lines if line.get_marker() == "X"]
    assert crosses == [made.pooled[0].null["leaky"].accuracy_percent] * 2
    points = [line.get_ydata()[0] for line in leaky.lines if line.get_marker() == "o"]
    assert points == [made.pooled[0].accuracy["leaky"].value] * 2


def test_the_stand_in_is_named_and_each_thing_once():
    figure = leakage_picture.draw(drawn())
    assert figure.get_suptitle().startswith("STAND-IN")
    assert "STAND-IN" not in leakage_picture.draw(drawn(data="licensed")).get_suptitle()
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 3


def test_one_answer_for_nearly_everything_is_marked_on_both_sides():
    def marks(figure):
        return [text.get_text() for axis in figure.axes for text in axis.texts]

    assert marks(leakage_picture.draw(drawn())) == []
    same = of_confusion([[24, 0, 0], [16, 0, 0], [8, 0, 0]])
    found = [control("smic", "DA", seed, loso=same) for seed in (None, 0)]
    figure = leakage_picture.draw(content(*found))
    assert marks(figure) == ["†", "†"]
    (legend,) = figure.legends
    assert any("† nearly all" in text.get_text() for text in legend.get_texts())


def test_without_controls_the_picture_says_so():
    figure = leakage_picture.draw(content())
    assert [text.get_text() for text in figure.texts if "control" in text.get_text()]


def test_the_same_numbers_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        canvas.save(leakage_picture.draw(drawn()), tmp_path / name, ["png"])
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert not (tmp_path / "one.svg").exists()
