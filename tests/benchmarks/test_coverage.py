"""The coverage benchmark: docs/statistics.md quotes it, so its truth must be the truth."""

import numpy as np
import pytest

from benchmarks import coverage
from mer.evaluation import metrics


def test_many_invented_subjects_have_the_recall_and_the_classes_they_were_given():
    """Subjects differ around it, which costs a little: easy ones gain less than hard ones lose."""
    draws = np.random.default_rng(0)
    setting = coverage.Setting(0, 5, coverage.GOOD)
    even = coverage.invent(draws, setting, np.zeros(20_000)).sum(0)
    np.testing.assert_allclose(even.sum(1) / even.sum(), coverage.MIX, atol=0.01)
    assert even.sum() / 20_000 == pytest.approx(5, abs=0.1)
    np.testing.assert_allclose(metrics.score(even)["recall"], coverage.GOOD, atol=0.01)
    uneven = coverage.invent(draws, setting, draws.standard_normal(20_000)).sum(0)
    assert 0.8 < metrics.score(uneven)["uar"] < coverage.GOOD.mean()


@pytest.mark.parametrize("cases", [coverage.of_one_side, coverage.of_a_difference])
def test_what_is_shown_covers_the_truth_more_often_than_percentiles(cases):
    shares = coverage.coverage(cases, coverage.SETTINGS["6 subjects, 8 clips each"], 60)
    assert (shares["shown"] >= shares["percentiles"]).all()
    assert (shares["shown"] >= 88).all()
