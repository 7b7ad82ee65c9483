"""A box that covers another, or an arrow that runs behind one, would show another pipeline."""

import itertools
import re

from matplotlib.patches import Rectangle

from mer.reporting import framework_figure, pipeline
from mer.reporting.framework_figure import BESIDE, WIDTH
from tests.conftest import ROOT

STAGES = pipeline.read("standin", ROOT / "dvc.yaml")
EDGES = pipeline.edges(STAGES)
PLACES, ROUTES = framework_figure.arrange(STAGES, EDGES)


def test_a_stage_is_below_all_that_it_follows():
    assert all(PLACES[edge.before].row < PLACES[edge.after].row for edge in EDGES)


def test_no_box_covers_another():
    for one, two in itertools.combinations(PLACES.values(), 2):
        assert one.row != two.row or abs(one.x - two.x) > WIDTH + BESIDE - 1e-9


def test_an_arrow_passes_every_row_between_its_ends_beside_the_boxes():
    assert [(PLACES[edge.before], PLACES[edge.after]) for edge in EDGES] == [
        (route[0], route[-1]) for route in ROUTES
    ]
    for route in ROUTES:
        assert [place.row for place in route] == list(range(route[0].row, route[-1].row + 1))
        for place, box in itertools.product(route[1:-1], PLACES.values()):
            assert place.row != box.row or abs(place.x - box.x) > WIDTH / 2


def test_every_stage_has_a_box_with_its_name_and_its_part_s_colour():
    (axis,) = framework_figure.draw(STAGES).axes
    boxes = [patch for patch in axis.patches if isinstance(patch, Rectangle)]
    assert len(boxes) == len(STAGES)
    texts = [text.get_text() for text in axis.texts if text.get_text()]
    assert "train, per variant" in texts
    assert {text.partition(",")[0] for text in texts} >= {stage.name for stage in STAGES}
    assert len({box.get_facecolor() for box in boxes}) == len(pipeline.PARTS)


def test_a_description_ends_with_a_clause():
    (axis,) = framework_figure.draw(STAGES).axes
    assert not any("..." in text.get_text() for text in axis.texts)


def test_no_arrow_runs_off_the_figure():
    (axis,) = framework_figure.draw(STAGES).axes
    left, right = axis.get_xlim()
    assert all(left < place.x < right for route in ROUTES for place in route)
    boxes = PLACES.values()
    assert all(left < place.x - WIDTH / 2 and place.x + WIDTH / 2 < right for place in boxes)


def test_the_figure_in_git_is_of_this_pipeline():
    """DVC cannot see it go stale: it takes dvc.yaml as a dependency of nothing."""
    drawn = (ROOT / "metrics/figures/figure1.svg").read_text(encoding="utf-8")
    for stage in STAGES:
        assert re.search(rf">{stage.name}(, per [a-z ]+)?<", drawn), "run `dvc repro -f figures`"
