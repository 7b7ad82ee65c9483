"""Frames are chosen evenly in time, written without loss, and taken where they were chosen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.preprocessing.sampling import choose, from_text, take, to_text

CLIPS = arrays(np.uint8, st.tuples(st.integers(1, 5), st.just(3), st.just(4)))
frame_numbers = st.sets(st.integers(0, 10**8), min_size=2, max_size=60).map(sorted)
counts = st.integers(2, 40)
samplings = st.sampled_from(["nearest", "linear"])


def times(numbers, chosen, positions=None):
    """Return the frame numbers, with fractions, that the positions mean."""
    stored = np.array(numbers)[list(chosen.stored)]
    return np.interp(
        chosen.positions if positions is None else positions, np.arange(len(stored)), stored
    )


@given(frame_numbers, counts, samplings)
def test_a_clip_starts_at_its_first_and_ends_at_its_last_frame_and_never_runs_backwards(
    numbers, count, sampling
):
    chosen = choose(numbers, count, sampling)
    at = times(numbers, chosen)
    assert len(chosen.positions) == count
    assert (at[0], at[-1]) == (numbers[0], numbers[-1])
    assert (np.diff(chosen.positions) >= 0).all()


@given(frame_numbers, counts, samplings)
def test_only_frames_that_are_needed_are_stored(numbers, count, sampling):
    chosen = choose(numbers, count, sampling)
    needed = {int(side(position)) for position in chosen.positions for side in (np.floor, np.ceil)}
    assert needed == set(range(len(chosen.stored)))
    assert list(chosen.stored) == sorted(set(chosen.stored))


@given(st.sets(st.integers(0, 3000), min_size=2, max_size=60).map(sorted), counts)
def test_linear_positions_are_evenly_spaced_in_time(numbers, count):
    """Were they spaced in files instead, a gap in the recording would speed the expression up."""
    expected = np.linspace(numbers[0], numbers[-1], count)
    assert times(numbers, choose(numbers, count, "linear")) == pytest.approx(expected, abs=2e-2)


@given(st.sets(st.integers(0, 3000), min_size=2, max_size=60).map(sorted), counts)
def test_nearest_takes_the_nearest_frame_and_the_earlier_of_two(numbers, count):
    at = times(numbers, choose(numbers, count, "nearest"))
    for taken, time in zip(at, np.linspace(numbers[0], numbers[-1], count).round(6), strict=True):
        assert taken == min(numbers, key=lambda number: (abs(number - time), number))


@pytest.mark.parametrize(
    ("numbers", "count", "sampling", "stored", "positions"),
    [
        ([1, 2, 3, 4], 4, "nearest", (0, 1, 2, 3), (0, 1, 2, 3)),
        ([1, 2], 4, "nearest", (0, 1), (0, 0, 1, 1)),
        ([1, 2, 4], 3, "nearest", (0, 1, 2), (0, 1, 2)),
        ([1, 4], 3, "nearest", (0, 1), (0, 0, 1)),
        ([1, 4], 3, "linear", (0, 1), (0, 0.5, 1)),
        ([0, 10, 11, 12, 20], 5, "linear", (0, 1, 3, 4), (0, 0.5, 1, 2.375, 3)),
        ([7], 3, "nearest", (0,), (0, 0, 0)),
    ],
)
def test_choices_worked_out_by_hand(numbers, count, sampling, stored, positions):
    chosen = choose(numbers, count, sampling)
    assert (chosen.stored, chosen.positions) == (stored, positions)


windows = st.integers(2, 5)
shifts = st.integers(1, 20)


@given(frame_numbers, counts, samplings, windows, shifts)
def test_windows_leave_the_clip_as_it_is(numbers, count, sampling, windows, shift):
    """Otherwise every other protocol would report something else."""
    alone, chosen = (
        choose(numbers, count, sampling),
        choose(numbers, count, sampling, windows, shift),
    )
    frames, more = (np.array(numbers)[list(one.stored)] for one in (alone, chosen))
    for side in (np.floor, np.ceil):
        before, after = (side(one.positions).astype(int) for one in (alone, chosen))
        assert np.array_equal(frames[before], more[after])
    assert np.mod(alone.positions, 1) == pytest.approx(np.mod(chosen.positions, 1))
    needed = {
        side(one)
        for part in (chosen.positions, *chosen.windows)
        for one in part
        for side in (np.floor, np.ceil)
    }
    assert needed == set(range(len(chosen.stored)))


@given(st.integers(0, 1000), st.integers(0, 300), counts, windows, shifts)
def test_windows_are_equally_long_evenly_shifted_and_hold_half_of_the_clip_or_more(
    first, span, count, windows, shift
):
    numbers = list(range(first, first + span + 1))
    chosen = choose(numbers, count, "linear", windows, shift)
    ends = np.array([times(numbers, chosen, positions)[[0, -1]] for positions in chosen.windows])
    assert len(ends) == windows
    assert (ends[0, 0], ends[-1, 1]) == (first, first + span)
    lengths, steps = ends[:, 1] - ends[:, 0], np.diff(ends[:, 0])
    assert lengths == pytest.approx(np.full(windows, lengths[0]), abs=1e-4)
    assert steps == pytest.approx(
        np.full(windows - 1, min(shift, span / 2 / (windows - 1))), abs=1e-4
    )
    assert lengths[0] >= span / 2 - 1e-4


@pytest.mark.parametrize(
    ("count", "sampling", "shift", "stored", "windows"),
    [
        # 0 to 8, 1 to 9, 2 to 10, beside 0 to 10
        (3, "nearest", 1, (0, 1, 2, 4, 5, 6, 8, 9, 10), ((0, 3, 6), (1, 4, 7), (2, 5, 8))),
        # shifted by 2.5 instead of 4, as 5 frames are half of the clip
        (2, "linear", 4, (0, 2, 3, 5, 7, 8, 10), ((0, 3), (1.5, 4.5), (3, 6))),
    ],
)
def test_windows_worked_out_by_hand(count, sampling, shift, stored, windows):
    chosen = choose(range(11), count, sampling, 3, shift)
    assert (chosen.stored, chosen.windows) == (stored, windows)


def test_windows_of_a_clip_of_one_frame_are_that_frame():
    assert choose([7], 3, "nearest", 2, 5).windows == ((0, 0, 0), (0, 0, 0))


@settings(deadline=None)
@given(frames=CLIPS, data=st.data())
def test_whole_positions_are_the_frames_themselves(frames, data):
    """Taking must not touch frames that exist; short clips repeat them."""
    positions = data.draw(st.lists(st.integers(0, len(frames) - 1), min_size=1, max_size=8))
    assert np.array_equal(take(frames, positions), frames[positions])


@settings(deadline=None)
@given(frames=CLIPS, share=st.floats(0, 1))
def test_between_frames_lies_their_interpolation(frames, share):
    """Linear sampling in time: between its neighbours, and never beyond them."""
    position = share * (len(frames) - 1)
    before, after = frames[int(np.floor(position))], frames[int(np.ceil(position))]
    between = take(frames, [position])[0]
    assert (np.minimum(before, after) <= between).all()
    assert (between <= np.maximum(before, after)).all()


def test_an_interpolation_is_rounded():
    """Cutting decimals off would darken every interpolated frame."""
    frames = np.array([[10], [11], [20]], np.uint8)
    assert take(frames, [0.75, 1.25, 1.5])[:, 0].tolist() == [11, 13, 16]


@pytest.mark.parametrize("position", [-0.1, 2.1, np.nan])
def test_positions_outside_are_refused(position):
    """NumPy would take the last frame for -0.1 and say nothing."""
    with pytest.raises(ValueError, match="expected positions from 0 to 2"):
        take(np.zeros((3, 2, 2), np.uint8), [0, position])


numbers_or_points = st.one_of(
    st.lists(st.lists(st.integers(0, 10**8), min_size=1, max_size=9), max_size=4),
    st.lists(st.lists(st.floats(0, 300).map(lambda x: round(x, 6)), min_size=1), max_size=4),
    st.lists(
        st.lists(st.tuples(st.integers(-99, 9999), st.integers(-99, 9999)), min_size=1), max_size=4
    ),
)


@given(numbers_or_points)
def test_what_a_cell_holds_reads_back_exactly(sets):
    """A position that is off by a digit is another frame, a landmark another mask."""
    back = from_text(to_text(sets))
    assert len(back) == len(sets)
    assert all(np.array_equal(one, other) for one, other in zip(back, sets, strict=True))


def test_the_text_of_a_cell_is_short_and_has_no_exponents():
    """Users read these tables, and DVC compares their bytes."""
    assert to_text([[0.0, 1e-05, 100000000]]) == "0 0.00001 100000000"
    assert to_text(np.array([[(7, 8)], [(9, 10)]], np.int32)) == "7,8;9,10"
    assert to_text(()) == to_text([()]) == ""
