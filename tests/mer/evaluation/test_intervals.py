"""Without these an interval could promise more, or less, than the data say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mer.evaluation.intervals import bootstrap, bootstrap_difference


def mean(counts):
    """Share of the first of two counts."""
    return {"mean": counts[..., 0] / counts.sum(-1)}


def test_the_interval_of_many_subjects_is_the_known_one():
    """100 subjects, half right: 0.5 ± 1.98 standard errors, as the textbook has it."""
    counts = np.tile([[1, 0], [0, 1]], (50, 1))
    low, high = bootstrap(counts, mean, np.random.default_rng(0), 20000)["mean"]
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.012)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.012)


def test_whole_subjects_are_drawn():
    """Ten clips of one subject, all right or all wrong, are one observation, not ten."""
    one, ten = np.tile([[1, 0], [0, 1]], (10, 1)), np.tile([[10, 0], [0, 10]], (10, 1))
    narrow, wide = (
        bootstrap(counts, mean, np.random.default_rng(0), 500)["mean"] for counts in (one, ten)
    )
    np.testing.assert_array_equal(narrow, wide)


def test_six_subjects_are_judged_by_students_t_by_hand():
    """Three right, three wrong: log odds 0, a standard error of sqrt(6 / 5) * 0.5 / sqrt(6)."""
    counts = np.tile([[10, 0], [0, 10]], (3, 1))
    low, high = bootstrap(counts, mean, np.random.default_rng(0), 20000)["mean"]
    reach = 2.571 * np.sqrt(6 / 5) * 0.5 / np.sqrt(6) / 0.25
    assert high == pytest.approx(1 / (1 + np.exp(-reach)), abs=0.01)
    assert low == pytest.approx(1 - high, abs=1e-6)


def test_few_subjects_are_covered_as_often_as_promised():
    """Of six subjects the percentiles of the resamples cover the truth in 85 % of cases."""
    draws = np.random.default_rng(0)
    share = draws.beta(3, 2, size=(400, 6))  # of right answers, per subject; 0.6 on average
    hits = draws.binomial(8, share)
    covered = 0
    for row in np.stack([hits, 8 - hits], axis=-1):
        low, high = bootstrap(row, mean, draws, 200)["mean"]
        covered += low <= 0.6 <= high
    assert 0.93 <= covered / 400 <= 0.99


def test_right_answers_alone_have_an_interval_that_knows_how_many_there_were():
    """Five of five may come from a true accuracy of 60 %, fifty of fifty cannot."""
    few, many = (
        bootstrap(np.tile([[count, 0]], (5, 1)), mean, np.random.default_rng(0), 50)["mean"]
        for count in (1, 10)
    )
    assert few[1] == many[1] == 1
    assert few[0] < 0.6 < 0.8 < many[0]


def test_copies_of_a_clip_are_no_further_evidence():
    counts = np.tile([[40, 0]], (5, 1))
    copies, clips = (
        bootstrap(counts, mean, np.random.default_rng(0), 50, trials=trials)["mean"]
        for trials in (None, {"mean": 10})
    )
    assert clips[0] < copies[0]


def test_one_subject_gives_no_interval():
    assert bootstrap(np.array([[3, 1]]), mean, np.random.default_rng(0)) is None


def test_resamples_without_a_value_are_left_out_and_none_at_all_is_nan():
    def statistic(counts):
        first = counts[:, 0]
        return {"some": np.where(first > 0, 0.5, np.nan), "none": np.full((len(counts), 2), np.nan)}

    ends = bootstrap(np.array([[9, 0], [0, 9]]), statistic, np.random.default_rng(0), 200)
    assert ends["some"] == pytest.approx([0.282, 0.718], abs=0.01)  # that of 18 answers, no spread
    assert ends["none"].shape == (2, 2)
    assert np.isnan(ends["none"]).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=12), st.integers(0, 99))
def test_intervals_are_ordered_repeatable_and_wider_for_more_confidence(hits, seed):
    counts = np.array([[hit, 10 - hit] for hit in hits])
    ends = {
        confidence: bootstrap(counts, mean, np.random.default_rng(seed), 200, confidence)["mean"]
        for confidence in (0.5, 0.95)
    }
    again = bootstrap(counts, mean, np.random.default_rng(seed), 200, 0.95)["mean"]
    np.testing.assert_array_equal(ends[0.95], again)
    assert ends[0.95][0] <= ends[0.5][0] <= ends[0.5][1] <= ends[0.95][1]


def test_both_sides_of_a_difference_count_the_same_subjects():
    """Ten points more for every subject are ten points more in every resample, whoever is drawn."""
    one = np.array([[3, 7], [5, 5], [9, 1], [6, 4]])
    other = one - np.array([1, -1])
    ends = bootstrap_difference(one, other, mean, np.random.default_rng(0), 500)["mean"]
    np.testing.assert_allclose(ends, [0.1, 0.1])
    apart = bootstrap_difference(one, other[::-1], mean, np.random.default_rng(0), 500)["mean"]
    assert apart[0] < 0 < apart[1]


def test_a_subject_may_be_missing_on_one_side_and_the_sides_differ_in_shape():
    """A random split leaves subjects out; the sides may have other seeds: (G, 2) and (G, 2, 2)."""

    def over_seeds(counts):
        hits, misses = counts.reshape(len(counts), -1, 2).sum(1).T
        return {"mean": hits / np.maximum(hits + misses, 1)}

    one = np.tile([[2, 0], [0, 2]], (8, 1))
    other = np.tile([[[1, 0], [0, 1]], [[0, 0], [0, 0]]], (8, 1, 1))
    ends = bootstrap_difference(one, other, over_seeds, np.random.default_rng(0), 2000)["mean"]
    # symmetric around 0.5 - 0.5; that of a single side is on the scale of log odds
    assert ends == pytest.approx([-ends[1], ends[1]])
    assert ends[1] == pytest.approx(2.131 * np.sqrt(16 / 15) * 0.5 / 4, abs=0.02)


def test_a_difference_needs_the_same_subjects_on_both_sides():
    counts = np.ones((3, 2))
    with pytest.raises(ValueError, match="received 3 and 2"):
        bootstrap_difference(counts, counts[:2], mean, np.random.default_rng(0))
    assert bootstrap_difference(counts[:1], counts[:1], mean, np.random.default_rng(0)) is None
