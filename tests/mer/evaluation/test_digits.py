"""Without these the audit could accuse a number that is possible, or clear one that is not."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mer.core.errors import UserError
from mer.evaluation.digits import RULES, fold_mean, hits, possible, runs, smallest


def as_printed(hits, size, digits, rounding):
    value = Decimal(100 * hits) / Decimal(size)
    return value.quantize(Decimal(1).scaleb(-digits), rounding)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), st.integers(0, 3), st.data())
def test_every_accuracy_that_a_test_gives_is_possible(size, digits, data):
    hits = data.draw(st.integers(0, size))
    for rounding, rule in (
        (ROUND_HALF_UP, "rounding"),
        (ROUND_HALF_EVEN, "rounding"),
        (ROUND_DOWN, "truncation"),
    ):
        assert possible(as_printed(hits, size, digits, rounding), np.array([size]), rule)[0]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10000))
def test_no_other_accuracy_is_possible(size, hundredths):
    """Against every k of a size, in exact fractions."""
    accuracy, half = Fraction(hundredths, 100), Fraction(1, 200)
    values = [Fraction(100 * hits, size) for hits in range(size + 1)]
    near = any(abs(value - accuracy) <= half for value in values)
    above = any(accuracy <= value < accuracy + 2 * half for value in values)
    printed = Decimal(hundredths).scaleb(-2)
    assert possible(printed, np.array([size]), "rounding")[0] == near
    assert possible(printed, np.array([size]), "truncation")[0] == above


def test_the_smallest_size_by_hand():
    assert smallest([Decimal("66.67")]) == 3
    assert smallest([Decimal("66.66")], "truncation") == 3
    assert smallest([Decimal("50.0"), Decimal("33.3")]) == 6
    assert smallest([Decimal("100")]) == smallest([Decimal("0")]) == 1


def test_more_printed_digits_need_more_samples():
    assert smallest([Decimal("91.20")]) > smallest([Decimal("91.2")])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 60), st.integers(3000, 10000))
def test_equation_2_read_literally_against_every_number_of_errors(size, hundredths):
    accuracy, half = Fraction(hundredths, 100), Fraction(1, 200)
    values = [100 * (1 - Fraction(2 * errors, 3 * size)) for errors in range(size + 1)]
    near = any(abs(value - accuracy) <= half for value in values)
    above = any(accuracy <= value < accuracy + 2 * half for value in values)
    printed, sizes = Decimal(hundredths).scaleb(-2), np.array([size])
    assert possible(printed, sizes, "rounding", "one_vs_rest")[0] == near
    assert possible(printed, sizes, "truncation", "one_vs_rest")[0] == above


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=200))
def test_equation_2_taken_class_by_class_is_possible(pairs):
    """(TP + TN) / total of each class against the rest, counted from labels and predictions."""
    right = [(label == k) == (found == k) for label, found in pairs for k in range(3)]
    printed = as_printed(sum(right), len(right), 2, ROUND_HALF_UP)
    assert possible(printed, np.array([len(pairs)]), reading="one_vs_rest")[0]


def test_all_wrong_is_a_third_when_read_literally():
    assert possible(Decimal("33.33"), np.array([1]), reading="one_vs_rest")[0]
    assert smallest([Decimal("33.32")], reading="one_vs_rest") is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10000), st.sampled_from(RULES))
def test_the_runs_of_an_average_by_trying_one_after_another(size, hundredths, rule):
    printed = Decimal(hundredths).scaleb(-2)
    found = runs([printed], size, rule)
    fits = [possible(printed, np.array([size * number]), rule)[0] for number in range(1, found + 1)]
    assert fits == [False] * (found - 1) + [True]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 23), st.integers(1, 5), st.integers(0, 10000))
def test_a_mean_of_folds_by_trying_all_hits(clips, folds, hundredths):
    sizes = [len(part) for part in np.array_split(np.arange(clips), folds) if len(part)]
    folds = len(sizes)
    sums = {Fraction(0)}
    for size in sizes:
        sums = {one + Fraction(hit, size) for one in sums for hit in range(size + 1)}
    accuracy = Fraction(hundredths, 100)
    means = [100 * one / folds for one in sums]
    near = any(abs(mean - accuracy) <= Fraction(1, 200) for mean in means)
    above = any(accuracy <= mean < accuracy + Fraction(1, 100) for mean in means)
    printed = Decimal(hundredths).scaleb(-2)
    assert fold_mean(printed, clips, "rounding", folds) == near
    assert fold_mean(printed, clips, "truncation", folds) == above


def test_hits_are_the_nearest():
    assert (hits(Decimal("91.30"), 23), hits(Decimal("91.30"), 16)) == (21, 15)


def test_too_many_digits_are_refused():
    with pytest.raises(UserError, match="at most four digits"):
        smallest([Decimal("91.30001")])
