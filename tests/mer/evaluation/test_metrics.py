"""Without these a table could show a number that is not what its column says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference

from mer.core.vocabulary import CLASSES
from mer.evaluation.metrics import count, mean_defined, score

LABELS = list(range(len(CLASSES)))


def of(truth, predicted):
    return score(count(np.array(truth), np.array(predicted)))


def agrees(truth, predicted):
    """Compare every metric with scikit-learn's."""
    ours = of(truth, predicted)
    present = sorted(set(truth) | set(predicted))
    precision, recall, f1, _ = reference.precision_recall_fscore_support(
        truth, predicted, labels=LABELS, zero_division=np.nan
    )
    np.testing.assert_allclose(ours["precision"], precision)
    np.testing.assert_allclose(ours["recall"], recall)
    np.testing.assert_allclose(ours["f1"], f1)
    np.testing.assert_allclose(ours["accuracy"], reference.accuracy_score(truth, predicted))
    for average in ("macro", "micro", "weighted"):
        expected = reference.f1_score(
            truth, predicted, labels=present, average=average, zero_division=0
        )
        np.testing.assert_allclose(ours[f"{average}_f1"], expected, err_msg=average)
    seen = sorted(set(truth))
    expected = reference.recall_score(
        truth, predicted, labels=seen, average="macro", zero_division=0
    )
    np.testing.assert_allclose(ours["uar"], expected)


samples = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40
)


@settings(max_examples=150, deadline=None)
@given(samples)
def test_every_metric_is_scikit_learns(pairs):
    agrees(*zip(*pairs, strict=True))


def test_metrics_agree_with_scikit_learn_on_random_tables_of_all_sizes():
    random = np.random.default_rng(0)
    for _ in range(150):
        size = int(random.integers(1, 300))
        truth = random.choice(3, size, p=random.dirichlet([0.5] * 3))
        predicted = np.where(random.random(size) < 0.5, truth, random.choice(3, size))
        agrees(truth.tolist(), predicted.tolist())


def test_uf1_and_uar_of_a_table_worked_out_by_hand():
    """Right: 8 of 10 negative (2 called positive), 3 of 5 positive, 1 of 2 surprise."""
    scores = score(np.array([[8, 2, 0], [2, 3, 0], [1, 0, 1]]))
    assert scores["accuracy"] == pytest.approx(12 / 17)
    np.testing.assert_allclose(scores["precision"], [8 / 11, 3 / 5, 1])
    np.testing.assert_allclose(scores["recall"], [8 / 10, 3 / 5, 1 / 2])
    np.testing.assert_allclose(scores["f1"], [16 / 21, 6 / 10, 2 / 3])
    assert scores["macro_f1"] == pytest.approx((16 / 21 + 6 / 10 + 2 / 3) / 3)
    assert scores["uar"] == pytest.approx((0.8 + 0.6 + 0.5) / 3)
    assert scores["weighted_f1"] == pytest.approx((10 * 16 / 21 + 5 * 6 / 10 + 2 * 2 / 3) / 17)
    assert scores["micro_f1"] == pytest.approx(12 / 17)


def test_a_class_absent_from_truth_and_prediction_has_no_f1_and_does_not_count():
    scores = of([0, 0, 1, 1], [0, 0, 1, 0])
    assert np.isnan(scores["f1"][2])
    assert np.isnan(scores["precision"][2])
    assert np.isnan(scores["recall"][2])
    assert scores["macro_f1"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert scores["uar"] == pytest.approx(3 / 4)


def test_a_class_absent_from_truth_but_predicted_has_f1_zero_and_no_recall():
    scores = of([0, 0, 1], [0, 2, 1])
    assert scores["f1"][2] == 0
    assert scores["precision"][2] == 0
    assert np.isnan(scores["recall"][2])
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert scores["uar"] == pytest.approx((1 / 2 + 1) / 2)


def test_a_class_never_predicted_has_f1_and_recall_zero_and_no_precision():
    scores = of([0, 0, 1], [0, 0, 0])
    assert scores["f1"][1] == 0
    assert scores["recall"][1] == 0
    assert np.isnan(scores["precision"][1])


def test_no_samples_give_no_metric_rather_than_zero():
    scores = score(np.zeros((3, 3)))
    assert all(np.isnan(values).all() for values in scores.values())


def test_many_tables_at_once_give_what_each_gives_alone():
    """The bootstrap hands over thousands of tables in one array."""
    tables = np.random.default_rng(1).integers(0, 5, size=(4, 6, 3, 3))
    together = score(tables)
    for place in np.ndindex(4, 6):
        for name, value in score(tables[place]).items():
            np.testing.assert_array_equal(together[name][place], value)


def test_counts_are_split_by_group_and_lose_nothing():
    truth, predicted, group = np.array([0, 1, 2, 2]), np.array([0, 2, 2, 2]), np.array([1, 0, 1, 1])
    counts = count(truth, predicted, group)
    assert counts.shape == (2, 3, 3)
    np.testing.assert_array_equal(
        counts.sum(0), reference.confusion_matrix(truth, predicted, labels=LABELS)
    )
    assert counts[0, 1, 2] == 1
    assert counts[1, 2, 2] == 2


def test_a_class_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="invalid entry"):
        count(np.array([0, 3]), np.array([0, 1]))


def test_mean_defined_ignores_what_is_not_defined():
    values = np.array([[1.0, np.nan], [3.0, np.nan]])
    np.testing.assert_array_equal(mean_defined(values, 0), [2.0, np.nan])
