"""A count that is missing or wrong could call a printed accuracy impossible that is not."""

import pytest

from mer.core.vocabulary import DATASETS
from mer.datasets import dataset
from mer.evaluation.clip_counts import COUNTS, article_sizes, part_sizes, ten_percent
from tests.mer.datasets.params import labels


def test_test_sizes_are_rounded_down_and_up():
    assert part_sizes(160) == [16]
    assert part_sizes(3) == [1]
    assert article_sizes("casme_sq") == [27, 28]


def test_a_ten_percent_test_is_of_any_count():
    assert ten_percent("samm") == [12, 13, 14, 15, 16]


@pytest.mark.parametrize("key", DATASETS)
def test_every_count_names_its_source_and_all_clips_are_those_of_a_label_sheet(key):
    counts = {count.clips for count in COUNTS[key]}
    assert all(count.source for count in COUNTS[key])
    assert counts & {edition.clips for edition in dataset(key).editions(labels(key))}


def test_counts_that_other_authors_used_are_known():
    assert {203, 206, 341} <= {count.clips for count in COUNTS["casme_sq"]}
