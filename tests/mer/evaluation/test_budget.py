"""Without these a longer training could pass for a better variant."""

import pytest

from mer.evaluation import budget
from tests.results_fixture import EVALUATE, control, of_confusion

GOOD, POOR = [[20, 4, 0], [0, 16, 0], [0, 4, 4]], [[12, 12, 0], [8, 8, 0], [0, 4, 4]]


def controls(dataset, **confusions):
    """Make the controls of a budget on one data set: variant → confusion."""
    return [
        control(dataset, variant, None, "epochs", loso=of_confusion(confusion))
        for variant, confusion in confusions.items()
    ]


def test_all_data_sets_together_come_first_and_each_variant_stands_beside_the_first():
    found = {
        "epochs": [*controls("smic", ST=POOR, DA=GOOD), *controls("samm", ST=POOR, DA=POOR)],
        "steps": [*controls("smic", ST=GOOD, DA=GOOD), *controls("samm", ST=POOR, DA=POOR)],
    }
    rows = budget.rows(found, ["smic", "samm"], ["ST", "DA"], EVALUATE)
    assert [(row.datasets, row.variant) for row in rows] == [
        (["smic", "samm"], "ST"),
        (["smic", "samm"], "DA"),
        (["smic"], "ST"),
        (["smic"], "DA"),
        (["samm"], "ST"),
        (["samm"], "DA"),
    ]
    gains = {name: one.value for name, one in rows[1].minus_first.items()}
    assert gains == {"epochs": pytest.approx(100 * 16 / 96, abs=1e-3), "steps": 0}
    assert rows[0].minus_first == {}
    assert rows[1].accuracy["epochs"].value == pytest.approx(100 * 64 / 96, abs=1e-3)


def test_a_variant_is_compared_on_the_same_data_sets_only():
    """The first variant of one data set is no measure for another of two."""
    found = {"epochs": [*controls("smic", ST=POOR, DA=GOOD), *controls("samm", DA=GOOD)]}
    rows = budget.rows(found, ["smic", "samm"], ["ST", "DA"], EVALUATE)
    together = [row for row in rows if len(row.datasets) == 2]
    assert [row.variant for row in together] == ["DA"]
    assert together[0].minus_first == {}


def test_what_was_not_run_has_no_row_and_one_data_set_is_not_shown_twice():
    found = {"epochs": controls("smic", ST=POOR), "steps": []}
    rows = budget.rows(found, ["smic"], ["ST", "DA"], EVALUATE)
    assert [(row.datasets, row.variant, [*row.accuracy]) for row in rows] == [
        (["smic"], "ST", ["epochs"])
    ]
    assert budget.rows({}, ["smic"], ["ST"], EVALUATE) == []
