"""A wrong time stretches a movement, and the network sees another one."""

import pytest

from mer.preprocessing.recordings.clock import Clock, rate


def places(stamps, frames_per_second=25.0, stamped=True):
    clock = Clock(frames_per_second, stamped)
    return [clock.tick(stamp).at for stamp in stamps], clock


def test_time_stamps_in_whole_milliseconds_are_an_even_rate():
    """WebM has no others; a fraction here would sample other frames than the stages do."""
    stamps = [round(1000 * number / 29.97) for number in range(300)]
    found, clock = places(stamps, 29.97)
    assert found == list(range(1, 301))
    assert clock.even


def test_a_frame_that_was_dropped_is_time_that_passes():
    found, clock = places([0, 40, 120, 160])
    assert found == [1, 2, 4, 5]
    assert not clock.even
    assert clock.gaps == pytest.approx((0.04, 0.08))


def test_frames_of_a_varying_rate_lie_where_their_time_stamps_say():
    assert places([0, 40, 90, 140])[0] == [1, 2, 3.25, 4.5]


def test_frames_without_time_stamps_follow_each_other_evenly():
    """Raw streams say 0 of every frame, or repeat a stamp."""
    assert places([0, 0, 0, 0])[0] == [1, 2, 3, 4]
    assert places([500, 540, 540, 580])[0][:3] == [1, 2, 3]


def test_a_rate_that_the_user_names_is_believed():
    found, clock = places([0, 40, 200, 240], 200.0, stamped=False)
    assert found == [1, 2, 3, 4]
    assert clock.last.seconds == pytest.approx(3 / 200)


def test_the_rate_is_that_of_the_frames_where_the_file_has_a_mean():
    assert rate(23.67, [0, 41.667, 83.333, 125.0, 166.667]) == 24
    assert rate(25.0, [0, 40, 80, 120]) == 25
    assert rate(25.0, [0]) == 25
    assert rate(0.0, [0, 20, 40]) == 50
    assert rate(0.0, [0, 0, 0]) == 0
