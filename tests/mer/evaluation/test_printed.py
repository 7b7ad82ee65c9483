"""Without these the audit could accuse a number that is possible, or clear one that is not."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mer.core.errors import UserError
from mer.evaluation import published
from mer.evaluation.printed import (
    examine,
    examine_ours,
    examine_table,
    interval,
    part_sizes,
    possible,
    smallest,
)
from mer.evaluation.published import Row
from mer.evaluation.results import OurRow, PrintedRow, TablesSummary
from tests.predictions_fixture import ROOT
from tests.results_fixture import reproduced


@pytest.fixture(scope="module")
def tables():
    """The audit of the article's tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return {
            number: examine_table(dataset, published.read(dataset))
            for number, dataset in ((1, "casme_sq"), (4, "casme2"))
        }


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


def test_no_accuracy_of_tables_1_and_4_is_possible_in_a_ten_percent_test(tables):
    for table in tables.values():
        for row in table.rows:
            assert row.rounding.in_ten_percent_test == [], row.method
            assert row.truncation.in_ten_percent_test == [], row.method


def test_the_smallest_tests_behind_the_article_are_those_of_the_arithmetic(tables):
    by_variant = {row.variant: row for row in tables[1].rows}
    assert by_variant["ST"].accuracy_percent == "89.98"
    assert by_variant["ST"].rounding.smallest == 409
    assert tables[1].variants.smallest_common.rounding == 2345
    assert tables[4].variants.smallest_common.rounding == 2414


def test_the_one_small_test_that_gives_a_printed_accuracy_is_of_no_known_count(tables):
    """21 of 23 is 91.30, but no count of CASME II's clips has a tenth of 23."""
    row = next(row for row in tables[4].rows if row.variant == "ST")
    assert row.rounding.smallest == 23
    assert all(23 not in count.test_sizes for count in tables[4].counts)


def test_differences_between_variants_are_below_one_test_clip(tables):
    for table in tables.values():
        assert len(table.variants.differences) == 6
        assert all(abs(one.test_clips) < 1 for one in table.variants.differences)
    first = tables[1].variants.differences[0]
    assert (first.start, first.end, first.points, first.test_clips) == ("ST", "DA", 0.77, 0.22)


def test_steps_and_test_sizes_come_from_the_counts(tables):
    first = tables[4].counts[0]
    assert (first.clips, first.test_sizes, first.step_points) == (
        156,
        [15, 16],
        [6.67, 6.25],
    )
    assert part_sizes(160) == [16]
    assert part_sizes(3) == [1]


def test_intervals_are_clopper_pearson():
    """Twenty of twenty: the lower end is 0.025 to the power of 1/20."""
    assert interval(20, 20) == (round(100 * 0.025 ** (1 / 20), 2), 100.0)
    assert interval(10, 20) == pytest.approx((27.20, 72.80), abs=0.01)
    row = Row(2024, "MER-3DCNNST", "", Decimal("91.30"), None)
    found = examine(row, Decimal("91.30"), "casme2")
    in_test, at_smallest = found.interval_in_ten_percent_test, found.interval_at_smallest
    assert (in_test.size, in_test.percent) == (16, interval(15, 16))
    assert (at_smallest.size, at_smallest.percent) == (23, interval(21, 23))


def test_too_many_digits_are_refused():
    with pytest.raises(UserError, match="at most four digits"):
        smallest([Decimal("91.30001")])


def test_tables_without_accuracies_are_audited_without_inventing_any():
    found = examine_table("smic", [Row(2020, "OTHER", "", None, Decimal("0.7"))])
    assert found.rows == []
    assert found.variants.smallest_common is None


def ours(accuracy, samples, seeds=(0,)):
    return OurRow(
        table=2, dataset="smic", year=None, method=None, variant="ST",
        printed_accuracy_percent=None, printed_f1=None, data="STAND-IN",
        reproduced={"loso": reproduced(accuracy, samples, seeds)},
    )  # fmt: skip


def test_our_own_numbers_go_through_the_same_audit():
    """A number of ours that its stated samples cannot give must be called out like anyone's."""
    other = PrintedRow(
        table=2, dataset="smic", year=2020, method="OTHER", reference="",
        printed_accuracy_percent=50.0, printed_f1=None,
    )  # fmt: skip
    rows = [other, ours(66.6667, 3), ours(66.6667, 4), ours(50.1, 4, (0, 1))]
    tables = TablesSummary(data="STAND-IN", protocol="loso", cells={}, rows=rows)
    good, bad, mean = examine_ours(tables)
    assert (good.possible, good.accuracy_percent, good.percent) == (True, "66.67", interval(2, 3))
    assert bad.possible is False
    assert (mean.possible, mean.percent) == (None, None)
