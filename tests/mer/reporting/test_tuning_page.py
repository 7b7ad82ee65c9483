"""Without these the page could show other numbers than were computed, or hide what was not."""

import pytest

from mer.evaluation import tuning
from mer.evaluation.results import Tuning
from mer.reporting import tuning_page
from mer.reporting.one_class import MARK
from tests.results_fixture import grid_rows, settings
from tests.tuning_fixture import tuned

TITLES = {"smic": "SMIC", "samm": "SAMM"}


def render(content: Tuning) -> str:
    return tuning_page.render(content, TITLES, settings().standin)


@pytest.fixture
def content(checked) -> Tuning:
    return Tuning(
        data="STAND-IN",
        protocol="loso",
        input="difference",
        seeds=[0],
        confidence=0.95,
        batch_size=[16, 24],
        epochs=[5, 10],
        cells=[tuning.examine(tuned(checked))],
        missing=["samm-ST"],
    )


def test_the_whole_grid_is_a_table_with_both_parts_side_by_side(content):
    page = render(content)
    table = page[page.index("## SMIC: every setting") :]
    header, *rows = grid_rows(table)
    assert [name for name in header if "%" in name] == [
        "STAND-IN validation %",
        "STAND-IN test %",
    ]
    assert [row[:3] for row in rows] == [
        ["ST", str(point.epochs), str(point.batch_size)] for point in content.cells[0].grid
    ]
    for row, point in zip(rows, content.cells[0].grid, strict=True):
        assert row[4] == f"{100 * point.validation.accuracy:.2f}"
        assert row[6] == f"{100 * point.test.accuracy:.2f}"
        assert row[8] == f"{point.folds} of 3"


def test_the_summary_says_what_choosing_by_test_would_have_claimed(content):
    (cell,) = content.cells
    page = render(content)
    _, row = grid_rows(page[: page.index("## SMIC")])
    assert row[:3] == ["SMIC", "ST", f"{cell.mean_accuracy_percent:.2f}"]
    assert row[3].startswith(f"{cell.tuned_accuracy_percent:.2f} [")
    size, epochs = cell.best
    assert row[5] == f"{cell.best_accuracy_percent:.2f} ({size} clips, {epochs} epochs)"
    claimed = cell.best_accuracy_percent - cell.tuned_accuracy_percent
    assert row[6] == f"{claimed:+.2f}"
    assert "On average over 1 cell," in page
    assert f"{claimed:+.1f} points" in page
    assert "does not say by which part it chose" in page
    assert "A fold has 6 validation clips." in page


def test_the_page_names_the_cells_that_were_not_tuned(content):
    assert "Not tuned with these parameters and clips: samm-ST." in render(content)
    whole = content.model_copy(update={"missing": []})
    assert "Not tuned" not in render(whole)


def test_a_setting_that_gives_nearly_all_clips_one_class_is_marked(content):
    assert MARK not in render(content)
    (cell,) = content.cells
    first, *others = cell.grid
    collapsed = first.test.model_copy(update={"one_class": "negative"})
    grid = [first.model_copy(update={"test": collapsed}), *others]
    page = render(content.model_copy(update={"cells": [cell.model_copy(update={"grid": grid})]}))
    assert f" {100 * first.test.accuracy:.2f}{MARK} |" in page
    assert "the test clips of 1 of 4 settings" in page


def test_a_choice_that_gives_nearly_all_clips_one_class_is_marked_in_the_summary(content):
    (cell,) = content.cells
    grid = [
        point.model_copy(update={"test": point.test.model_copy(update={"one_class": "negative"})})
        if (point.batch_size, point.epochs) == cell.best
        else point
        for point in cell.grid
    ]
    everywhere = {
        "grid": grid,
        "tuned_one_class": "negative",
        "best_per_fold_one_class": "negative",
    }

    def summary(**changes):
        cells = [cell.model_copy(update=changes)]
        page = render(content.model_copy(update={"cells": cells}))
        assert f"- {MARK} nearly all samples" in page
        return grid_rows(page[: page.index("## SMIC")])[1]

    row = summary(**everywhere)
    assert [place for place, text in enumerate(row) if MARK in text] == [3, 5, 7]
    row = summary(tuned_one_class="negative")
    assert row[3].startswith(f"{cell.tuned_accuracy_percent:.2f}{MARK} [")
    assert [place for place, text in enumerate(row) if MARK in text] == [3]


def test_without_any_grid_the_page_says_how_to_get_it(content):
    page = render(content.model_copy(update={"cells": []}))
    assert "`make tuning` (`mer tune`) trains it. No cell was tuned" in page
    assert not grid_rows(page)


def test_numbers_of_the_stand_in_say_so_and_others_do_not(content):
    assert "> **STAND-IN.**" in render(content)
    licensed = content.model_copy(update={"data": "licensed"})
    assert "STAND-IN" not in render(licensed)
