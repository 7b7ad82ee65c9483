"""Without these the audit could accuse a number that is possible, or clear one that is not."""

from decimal import Decimal

import pytest

from mer.evaluation import published
from mer.evaluation.clip_counts import ten_percent
from mer.evaluation.printed import examine, examine_ours, examine_table, interval
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
    assert (first.clips, first.test_sizes, first.step_points) == (156, [15, 16], [6.67, 6.25])
    assert first.source == "CASME2-coding-20140508.xlsx"


def test_equation_2_read_literally_allows_none_of_the_printed_accuracies_either(tables):
    """Expected sizes are an independent recomputation's."""
    for number, each, together in ((1, [153, 137, 91, 46], 1564), (4, [23, 91, 79, 242], 1609)):
        own = [row.own.one_vs_rest for row in tables[number].rows if row.own]
        assert [both.rounding.smallest for both in own] == each
        for both in own:
            assert both.rounding.in_ten_percent_test == both.truncation.in_ten_percent_test == []
        assert tables[number].variants.smallest_common_one_vs_rest.rounding == together


def test_the_runs_behind_an_average_are_those_of_the_arithmetic(tables):
    for number, size, each, together in (
        (1, 28, [31, 22, 19, 32], 134),
        (4, 16, [23, 29, 25, 66], 214),
    ):
        own = [_of_size(row.own.averages, size) for row in tables[number].rows if row.own]
        assert [average.rounding for average in own] == each
        assert _of_size(tables[number].variants.averages, size).rounding == together


def test_no_average_of_any_count_and_printing_rule_is_left_out(tables):
    """Expected numbers are those of a search through all hits and runs in exact fractions."""
    for number, variant, size, rounding, truncation in (
        (1, "DA", 34, 41, 7),
        (1, "SCB", 36, 25, 11),
        (4, "DA", 25, 6, 53),
        (4, "DACWB", 25, 29, 12),
    ):
        (own,) = (row.own for row in tables[number].rows if row.variant == variant)
        average = _of_size(own.averages, size)
        assert (average.rounding, average.truncation) == (rounding, truncation)
    for number, dataset in ((1, "casme_sq"), (4, "casme2")):
        for averages in (
            tables[number].variants.averages,
            *(row.own.averages for row in tables[number].rows if row.own),
        ):
            assert [one.test_size for one in averages] == ten_percent(dataset)


def _of_size(averages, size):
    (found,) = (average for average in averages if average.test_size == size)
    return found


def test_a_mean_of_ten_folds_is_denied_for_no_count_and_printing_rule_that_allow_it(tables):
    """Expected counts are those of a search through all hits in exact fractions."""
    own = {
        number: [row.own.mean_of_ten_folds for row in tables[number].rows if row.own]
        for number in (1, 4)
    }
    assert [sorted(one.rounding.values()) for one in own[1]] == [
        [203, 206, 341, 357],
        [275, 341, 357],
        [203, 206, 275, 341, 357],
        [275, 341, 357],
    ]
    assert [sorted(one.truncation.values()) for one in own[1]] == 4 * [[275, 341, 357]]
    assert [sorted(one.rounding.values()) for one in own[4]] == [
        [246],
        [145, 156, 246],
        [255],
        [255],
    ]
    assert [sorted(one.truncation.values()) for one in own[4]] == [
        [246, 255],
        [255],
        [],
        [145, 156, 255],
    ]


def test_only_one_single_accuracy_needs_more_clips_than_there_are(tables):
    found = [
        row.accuracy_percent
        for table in tables.values()
        for row in table.rows
        if row.variant and row.more_than_all_clips
    ]
    assert found == ["89.98"]


def test_others_are_not_measured_by_the_articles_equation(tables):
    assert all((row.own is None) == (row.variant is None) for row in tables[1].rows)


def test_intervals_are_clopper_pearson():
    """Twenty of twenty: the lower end is 0.025 to the power of 1/20."""
    assert interval(20, 20) == (round(100 * 0.025 ** (1 / 20), 2), 100.0)
    assert interval(10, 20) == pytest.approx((27.20, 72.80), abs=0.01)
    row = Row(2024, "MER-3DCNNST", "", Decimal("91.30"), None)
    found = examine(row, Decimal("91.30"), "casme2")
    in_test, at_smallest = found.interval_in_ten_percent_test, found.interval_at_smallest
    assert (in_test.size, in_test.percent) == (16, interval(15, 16))
    assert (at_smallest.size, at_smallest.percent) == (23, interval(21, 23))


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
    means = [ours(50.1, 4, (0, 1)), ours(62.5, 8, (0, 1))]
    rows = [other, ours(66.6667, 3), ours(66.6667, 4), *means]
    tables = TablesSummary(data="STAND-IN", protocol="loso", cells={}, rows=rows)
    good, bad, odd, mean = examine_ours(tables)
    assert (good.possible, good.accuracy_percent, good.percent) == (True, "66.67", interval(2, 3))
    assert bad.possible is False
    assert (odd.possible, odd.percent) == (None, None)
    assert (mean.possible, mean.percent) == (True, None)


def test_a_cell_of_ours_that_predicts_one_class_keeps_its_mark():
    row = ours(50.0, 4)
    row.reproduced["loso"] = row.reproduced["loso"].model_copy(update={"one_class": "negative"})
    rows = [row, ours(50.0, 4)]
    marked, other = examine_ours(
        TablesSummary(data="STAND-IN", protocol="loso", cells={}, rows=rows)
    )
    assert (marked.one_class, other.one_class) == ("negative", None)
