"""What real data add to the page: printed numbers as marks of their own, beside computed ones."""

import dataclasses

import pytest
import yaml

from mer.core import params
from mer.reporting import report
from mer.reporting.report import headline, leakage, levels, scores
from tests.conftest import ROOT
from tests.results_fixture import of_confusion


@pytest.fixture(scope="module")
def licensed():
    """The results in git, as if they were of licensed data."""
    changed = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        content = report.read(params.load())
    return dataclasses.replace(content, settings=params.check(changed | {"source": "licensed"}))


def figure(section, name):
    return next(block for block in section.blocks if getattr(block, "name", "") == name)


def test_printed_accuracies_stand_beside_leaky_ones_variant_by_variant(licensed):
    panels = {one.title: one for one in figure(leakage.section(licensed), "leakage-figure").panels}
    assert panels["ST"].x_ticks[0].lines == ("printed",)
    said = [mark.says for mark in panels["ST"].marks if "printed" in mark.says]
    assert said == ["ST, CAS(ME)², printed: 89.98 %", "ST, CASME II, printed: 91.3 %"]
    assert len([mark for mark in panels["DA + DACWB"].marks if "printed" in mark.says]) == 4


def test_printed_scores_have_a_panel_of_their_own(licensed):
    accuracy = figure(scores.section(licensed), "accuracy-points")
    assert [panel.title for panel in accuracy.panels] == ["printed", "leaky", "holdout", "loso"]
    assert [mark.says for mark in accuracy.panels[0].marks][-1] == "DACWB, CASME II, printed: 93.66"


def test_the_leakage_says_how_its_networks_were_trained(licensed):
    found = licensed.leakage
    lead = leakage.section(licensed).lead
    shuffles = {null.shuffles for row in found.cells for null in row.null.values()}
    assert f"until {100 * found.fitted:g} % of its training samples are right" in lead
    assert f"for the tables: {100 * licensed.settings.current.train.fitted:g} %" in lead
    assert f"on {max(shuffles)} shuffles of each data set's labels" in lead
    never = dataclasses.replace(licensed, leakage=found.model_copy(update={"fitted": 0.0}))
    assert f"trained again, for {found.epochs} epochs: on" in leakage.section(never).lead


def test_both_guesses_have_one_name_that_the_headline_explains(licensed):
    section = headline.headline(licensed)
    legend = [entry.text for entry in figure(section, "headline-figure").legend]
    assert legend[1:] == ["guess: majority", "guess: stratified random"]
    assert "`stratified random` draws each class with its share" in section.lead
    headers = figure(section, "headline-figure").table.headers
    assert {"majority %", "stratified random %", "Samples", "Different clips"} <= set(headers)


def test_nothing_is_said_of_portraits(licensed):
    said = [text for block in headline.what(licensed).blocks for text in block.sentences]
    assert not any("portrait" in one or "STAND-IN" in one for one in said)


def test_a_result_that_does_not_know_what_guessing_scores_has_empty_cells():
    """Those of before, and of controls, may not."""
    result = of_confusion([[2, 1, 0], [0, 2, 0], [0, 0, 1]])
    assert result.chance is None
    assert levels.of(result, "accuracy") == []
    assert [cell.key for cell in levels.cells(result)] == [None, None]
