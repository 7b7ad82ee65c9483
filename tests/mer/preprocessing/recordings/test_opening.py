"""Which frame a user means."""

import pytest

from mer.preprocessing.recordings import Moment, UnusableRecordingError, is_place
from mer.preprocessing.recordings.opening import find

MOMENTS = [Moment(number, float(number), (number - 11) / 100) for number in (11, 12, 13, 20)]


@pytest.mark.parametrize(
    ("place", "number"), [(None, 11), ("13", 13), ("0s", 11), ("0.016 s", 13), (".04S", 13)]
)
def test_a_number_or_a_time(place, number):
    assert find(MOMENTS, place, "onset", MOMENTS[0]).number == number


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("14", "--onset: expected the number of one of its frames, 11 to 20, received 14"),
        ("90s", "--onset: expected a time up to 0.09s, received 90s"),
    ],
)
def test_a_place_that_is_not_there(place, sentence):
    with pytest.raises(UnusableRecordingError) as caught:
        find(MOMENTS, place, "onset", MOMENTS[0])
    assert str(caught.value) == sentence


def test_what_is_no_place():
    assert not any(map(is_place, ("", "1.2", "-1", "s", "1 min", "²", "1e3")))
