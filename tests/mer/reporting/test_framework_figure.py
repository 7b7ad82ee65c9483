"""A box that covers another, or an edge that is not there, would show another pipeline."""

import itertools
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch

from mer.reporting import canvas, framework_figure, pipeline
from mer.reporting.framework_figure import BELOW, HEIGHT, LINES
from tests.conftest import ROOT

STAGES = pipeline.read("standin", ROOT / "dvc.yaml")
EDGES = pipeline.edges(STAGES)
PLACES, _ = framework_figure.arrange(STAGES, EDGES)
COLUMN = 830
"""Pixels: the width of GitHub's column of text, in which README shows the figure."""


@pytest.fixture(scope="module")
def axis():
    """The figure, laid out as it is saved."""
    figure = framework_figure.draw(STAGES)
    FigureCanvasAgg(figure).draw()
    return figure.axes[0]


def boxes(axis):
    return [patch for patch in axis.patches if isinstance(patch, FancyBboxPatch)]


def texts(axis):
    return [text for text in axis.texts if text.get_text()]


def test_a_stage_is_below_or_right_of_all_that_it_reads_from():
    for edge in EDGES:
        one, two = PLACES[edge.before], PLACES[edge.after]
        assert (one.column, one.top) < (two.column, two.top), edge


def test_no_box_covers_another():
    for one, two in itertools.combinations(PLACES.values(), 2):
        assert one.column != two.column or abs(one.top - two.top) >= HEIGHT + BELOW - 1e-9


def test_every_edge_is_an_arrow_or_named_in_the_box_it_leads_to():
    """And nothing else is."""
    for stage in STAGES:
        into = {edge.before for edge in EDGES if edge.after == stage.name}
        named = framework_figure.sources(stage, EDGES, PLACES)
        arrows = {
            edge.before
            for edge in EDGES
            if edge.after == stage.name and framework_figure.drawn(edge, PLACES)
        }
        assert {*named} | arrows == into, stage.name
        _, origin = framework_figure.words(stage, named)
        assert " ".join(origin) == ("from " + ", ".join(named) if named else "")


def test_the_arrows_that_are_drawn_are_those_of_the_pipeline(axis):
    heads = [text for text in axis.texts if not text.get_text()]  # an annotation without words
    assert len(heads) == sum(framework_figure.drawn(edge, PLACES) for edge in EDGES) > 9


def test_every_stage_has_a_box_with_its_name_and_its_part_s_colour(axis):
    assert len(boxes(axis)) == len(STAGES)
    said = [text.get_text() for text in texts(axis)]
    assert "train, per variant" in said
    assert {text.partition(",")[0] for text in said} >= {stage.name for stage in STAGES}
    assert {part.upper() for part in pipeline.PARTS} <= {*said}
    assert len({box.get_facecolor() for box in boxes(axis)}) == len(pipeline.PARTS)


def test_every_line_ends_inside_of_its_box(axis):
    frames = [box.get_window_extent() for box in boxes(axis)]
    inside = 0
    for text in texts(axis):
        own = text.get_window_extent()
        (start,) = [frame for frame in frames if frame.contains(own.x0, own.y0)] or [None]
        inside += start is not None
        assert start is None or start.contains(own.x1, own.y1), text.get_text()
    assert inside >= 2 * len(STAGES), "a name and a description each"


def test_a_description_ends_with_a_clause_and_fits():
    for stage in STAGES:
        what, origin = framework_figure.words(stage, framework_figure.sources(stage, EDGES, PLACES))
        said = " ".join(what)
        clauses = [part.replace("`", "") for part in re.split("[;:,]", stage.what)]
        assert said.rpartition(",")[2] in clauses
        assert len(what) + len(origin) <= LINES, stage.name


def test_it_is_half_a_screen_high_in_a_page_and_its_letters_can_be_read(axis):
    width, height = axis.figure.get_size_inches()
    assert COLUMN * height / width <= 480
    for text in texts(axis):
        assert text.get_fontsize() / 72 / width * COLUMN >= 10, text.get_text()


def test_the_figure_in_git_is_of_this_pipeline(tmp_path):
    """DVC cannot see it go stale: it takes dvc.yaml as a dependency of nothing."""
    canvas.save(framework_figure.draw(STAGES), tmp_path / "figure1", kinds=["svg"])
    now, then = (
        re.findall(r">([^<>\n]+)</text>", path.read_text(encoding="utf-8"))
        for path in (tmp_path / "figure1.svg", ROOT / "metrics/figures/figure1.svg")
    )
    assert now
    assert now == then, "run `dvc repro -f figures`"
