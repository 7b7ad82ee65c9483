"""Without these a reader could take counts of invented clips for those of the data sets."""

from mer.evaluation.results import Ledger
from mer.reporting.ledger_page import render
from tests.results_fixture import counts, grid_rows, settings


def page(data="STAND-IN", titles=(), **datasets):
    return render(Ledger(data=data, datasets=datasets), dict(titles), settings().standin)


def test_the_page_shows_every_count_and_says_stand_in():
    steps = {"labelled": 7, "mapped": 5, "with_frames": 4, "with_face": 3, "used": 2}
    classes = {"negative": {"mapped": 2, "with_frames": 2, "with_face": 1, "used": 1}}
    text = page(
        titles={"samm": "SAMM"},
        samm=counts(
            folders_without_label=1,
            clips=steps,
            classes=classes,
            dropped={"extract": {"no class": 2}, "mask": {"no face found": 1}},
        ),
    )
    assert text.startswith("# STAND-IN clips: from label rows")
    assert "> **STAND-IN.**" in text
    rows = grid_rows(text)
    assert ["SAMM", "1", "7", "5", "4", "3", "2", "3"] in rows
    assert ["SAMM", "negative", "2", "2", "1", "1"] in rows
    assert ["SAMM", "extract", "no class", "2"] in rows
    assert ["SAMM", "mask", "no face found", "1"] in rows


def test_a_licensed_page_has_no_word_of_a_stand_in_and_says_where_nothing_was_dropped():
    text = page("licensed", samm=counts(data="licensed", dropped={"extract": {}, "mask": {}}))
    assert text.startswith("# Clips: from label rows")
    assert "Nothing." in text
    assert "STAND-IN" not in text


def test_a_data_set_without_a_title_is_called_by_its_key():
    assert grid_rows(page(mmew=counts("mmew")))[1][0] == "mmew"
