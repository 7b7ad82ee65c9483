"""Without these a reader divides by the wrong number: 65 % is no whole number of 18 clips."""

import pytest

from mer.reporting.report import tested
from tests.results_fixture import result

CONFUSION = ((5, 0, 5), (0, 5, 0), (0, 0, 5))


def of(**changes):
    return result(confusion=CONFUSION, **changes)


@pytest.mark.parametrize(
    ("protocol", "changes", "said"),
    [
        ("holdout", {"folds": 4}, "4 random splits test 5 clips each: 20 samples of 16 to 18 "),
        (
            "leaky",
            {"folds": 3},
            "3 random splits test 6 to 7 samples each: 20 samples of 16 to 18 ",
        ),
        (
            "holdout",
            {"folds": 4, "seeds": [0, 1]},
            "4 random splits with 2 seeds test 5 clips each: 20 samples of 16 to 18 ",
        ),
        (
            "loso",
            {"folds": 4, "seeds": [0, 1]},
            "every clip is tested once per seed, with 2 seeds: 20 samples of 16 to 18 ",
        ),
    ],
)
def test_the_sentence_is_made_from_the_numbers(protocol, changes, said):
    found = {"SMIC": of(clips=16, **changes), "SAMM": of(clips=18, **changes)}
    assert f"Under `{protocol}` {said}different clips." in tested.several(protocol, found)


def test_where_samples_are_the_clips_nothing_is_said_of_them():
    plain = of()
    assert plain.samples == plain.clips
    assert tested.several("loso", {"SMIC": plain}) == ""
    assert tested.headers(tested.apart([plain])) == ["Clips", "Subjects"]
    assert [cell.text for cell in tested.cells(plain, several=False)] == ["20", "1"]
    assert tested.apart([plain, of(clips=18)])
