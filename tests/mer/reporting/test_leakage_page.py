"""Without these a reader could miss the finding, which numbers are invented, or what is missing."""

import pytest

from mer.evaluation.leakage import Question, examine
from mer.reporting.leakage_page import render
from tests.results_fixture import EVALUATE, control, grid_rows, of_confusion, settings

BLIND = [[16, 4, 4], [11, 3, 2], [6, 1, 1]]
SEEING = [[22, 1, 1], [1, 14, 1], [0, 0, 8]]
TITLES = {"casme_sq": "CAS(ME)²", "smic": "SMIC"}
WRONG = [[0, 12, 12], [8, 0, 8], [4, 4, 0]]


def cell(dataset="casme_sq", variant="DA"):
    """Make the controls of a cell: the truth, and noise that two protocols report as much on."""
    good, poor = of_confusion(SEEING), of_confusion(BLIND)
    return [
        control(dataset, variant, None, leaky=good, windows=good, holdout=poor, loso=poor),
        control(dataset, variant, 0, leaky=good, windows=good, holdout=poor, loso=poor),
    ]


def page(*found, data="STAND-IN", datasets=("casme_sq", "smic"), wanted=None):
    asked = Question(
        datasets,
        ["ST", "DA"],
        ["DA"],
        {("casme_sq", "ST"): 89.98, ("casme_sq", "DA"): 90.75},
        len(found) if wanted is None else wanted,
        epochs=30,
        fitted=0.9,
    )
    content = examine(found, asked, EVALUATE, data)
    return render(content, {name: TITLES[name] for name in datasets}, settings().standin)


def row(text, dataset, variant, protocol):
    """Find the last such row of the page's tables, by the titles of its columns."""
    found = None
    for line in grid_rows(text):
        if line[:3] == ["Data set", "Variant", "Protocol"]:
            header = line
        elif line[:3] == [dataset, variant, protocol]:
            found = dict(zip(header, line, strict=True))
    return found


def test_the_page_starts_with_the_finding_and_the_picture():
    text = page(*cell(), *cell("smic"))
    warning, finding, picture, heading = text.split("\n\n")[1:5]
    assert warning.startswith("> **STAND-IN.**")
    assert finding.count(". On") == 2
    assert "to learn, DA (2 data sets, 2 shuffles) reports **91.7 %** under `leaky`" in finding
    assert "and **91.7 %** under `windows` (chance " in finding
    assert "it reports 41.7 % under `holdout`" in finding
    assert "within chance. On the true labels" in finding
    assert "minus `loso` that is +50.0 [+50.0, +50.0] points for `leaky`" in finding
    assert picture == "![true and shuffled labels under each protocol](leakage.png)"
    assert heading == "## All data sets together"


def test_no_finding_says_more_than_the_controls():
    poor, wrong = of_confusion(BLIND), of_confusion(WRONG)
    text = page(control(variant="DA", leaky=poor, loso=wrong))
    assert "reports no more than chance" in text
    assert "under `leaky`" in text
    assert "below chance" in text
    assert "On the true labels the same training" not in text


def test_rows_of_all_data_sets_stand_before_those_of_each():
    text = page(*cell(), *cell("smic"))
    assert text.index("| all ") < text.index("| CAS(ME)² ")
    shown = row(text, "all", "DA", "leaky")
    assert shown["STAND-IN true labels %"].startswith("91.7 [")
    assert shown["STAND-IN shuffled labels %"] == "91.7"
    assert (shown["verdict"], shown["shuffles"], shown["clips"]) == ("**above**", "2", "96")
    assert row(text, "all", "DA", "loso")["verdict"] == "within"
    assert row(text, "CAS(ME)²", "DA", "leaky")["shuffles"] == "1"
    assert row(text, "CAS(ME)²", "DA", "leaky")["minus loso"] == "+50.0 [+50.0, +50.0]"
    assert row(text, "CAS(ME)²", "DA", "loso")["minus loso"] == ""


def test_where_some_data_sets_were_not_run_a_row_names_those_that_were():
    text = page(*cell("smic"), wanted=4)
    assert row(text, "SMIC", "DA", "leaky")
    assert row(text, "all", "DA", "leaky") is None
    assert "2 of 4 controls were not run" in text
    assert "`mer controls` runs them" in text


def test_without_any_control_the_page_says_how_to_run_them_and_nothing_else():
    text = page(wanted=8)
    assert "8 of 8 controls were not run" in text
    assert "leakage.png" not in text
    assert "How to read it" not in text
    assert row(text, "CAS(ME)²", "DA", "")["STAND-IN true labels %"] == ""


@pytest.mark.parametrize("data", ["STAND-IN", "licensed"])
def test_printed_numbers_never_stand_beside_those_of_the_stand_in(data):
    text = page(*cell(), *cell(variant="ST"), data=data)
    shown = row(text, "CAS(ME)²", "DA", "leaky")
    assert ("printed %" in shown) == (data == "licensed")
    assert ("STAND-IN" in text) == (data == "STAND-IN")
    assert ("89.98" in text) == (data == "licensed")
    prints = {"STAND-IN": "accuracies (metrics/audit.md)", "licensed": "89.98 % (CAS(ME)²)"}
    assert f"- The article prints {prints[data]} for ST, which has no copies" in text


def test_the_page_says_what_stands_behind_its_judgements_and_what_limits_them():
    text = page(*cell(), *cell("smic"))
    assert "its shuffles, not its cells" in text
    assert "leaky 2 above, 0 within, 0 below; windows 2 above" in text
    assert "luck alone puts 5 % of all lines outside of chance" in text
    assert "about 0.2 of these 4 cells, and 0.2 of the 4 lines of all data sets" in text
    assert "training accuracy, with dropout, reaches 90 %" in text
    assert "after the steps of `train.budget: steps` in 30 epochs" in text
    assert "30.0 under holdout and 30.0 under loso" in text
    assert "A variant without either, such as ST, has the same test clips" in text
    assert "the shuffle is the unit" in text
    assert "nothing about what knowing a subject is worth" in text


def test_a_cell_that_gives_one_answer_is_marked():
    same = of_confusion([[24, 0, 0], [16, 0, 0], [8, 0, 0]])
    text = page(control("smic", "DA", None, loso=same), control("smic", "DA", 0, loso=same))
    assert row(text, "SMIC", "DA", "loso")["STAND-IN true labels %"].startswith("50.0† [")
    assert row(text, "SMIC", "DA", "loso")["STAND-IN shuffled labels %"] == "50.0†"
    assert "- †: nearly all test samples" in text
    assert "†" not in page(*cell())


def test_equal_epochs_and_equal_steps_have_a_section_of_their_own():
    good, poor = of_confusion(SEEING), of_confusion(BLIND)
    found = [
        control("smic", variant, None, budget, loso=one)
        for budget, pair in {"epochs": (poor, good), "steps": (good, good)}.items()
        for variant, one in zip(("ST", "DA"), pair, strict=True)
    ]
    text = page(*found, datasets=["smic"])
    assert "## Equal epochs are not equal training" in text
    assert (
        "DA - ST is +50.0 [+50.0, +50.0] points at equal epochs and +0.0 [+0.0, +0.0] points at "
        "equal steps." in text
    )
    header, *rows = [line for line in grid_rows(text) if len(line) == 10]
    assert header[2:5] == ["STAND-IN equal epochs %", "minus ST", "steps"]
    assert [line[:2] for line in rows] == [["SMIC", "ST"], ["SMIC", "DA"]]
    assert "Equal epochs" not in page(*cell())
