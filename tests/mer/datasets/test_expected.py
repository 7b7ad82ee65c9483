"""The counts that a user's copy is compared with."""

import pytest

from mer.datasets.expected import CASME2, CASME_SQ, SAMM, SMIC, classes, closest, editions
from tests.mer.datasets.params import labels


def test_the_editions_have_the_published_numbers_of_clips():
    assert [edition.clips for edition in (*CASME2, SAMM, *SMIC.values())] == [
        255,
        255,
        159,
        164,
        71,
        71,
    ]
    assert [sum(emotions.values()) for emotions in CASME_SQ.values()] == [57, 300]


@pytest.mark.parametrize(
    ("dataset", "settings", "edition", "excluded", "expected"),
    [
        ("casme2", {"rule": "paper"}, 0, (), (99, 32, 25)),
        ("casme2", {"rule": "paper"}, 1, (), (96, 32, 28)),
        ("casme2", {"rule": "megc2019"}, 0, ("disgust", "repression"), (88, 32, 25)),
        ("samm", {"rule": "megc2019"}, 0, (), (92, 26, 15)),
        ("samm", {"rule": "paper"}, 0, (), (80, 26, 15)),
        ("smic", {}, 0, (), (70, 51, 43)),
        ("smic", {"camera": "VIS"}, 0, (), (23, 28, 20)),
        ("casme_sq", {"expressions": ["micro"]}, 0, (), (21, 8, 9)),
        ("casme_sq", {"expressions": ["micro", "macro"]}, 0, (), (126, 124, 25)),
    ],
)
def test_the_rules_make_the_classes_known_from_the_literature(
    dataset, settings, edition, excluded, expected
):
    rules = labels(dataset, **settings)
    assert classes(editions(dataset, rules)[edition], rules, excluded) == expected


def test_a_copy_is_compared_with_the_edition_it_is_closest_to():
    assert closest({"surprise": 28, "sadness": 4}, CASME2).name == "2019 sheet"
    assert closest({"surprise": 25, "sadness": 7}, CASME2).name == "2014 sheet"
    assert closest({}, CASME2).name == "2014 sheet"
