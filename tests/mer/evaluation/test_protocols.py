"""Without these a cell could pool what must not be pooled, or hide what is missing."""

import json

import numpy as np
import pandas as pd
import pytest

from mer.core.params import Evaluate
from mer.core.seeds import generator
from mer.core.vocabulary import in_order
from mer.evaluation import metrics
from mer.evaluation.protocols import evaluate, evaluate_all, validate
from tests.predictions_fixture import held_out, predictions


def of(table, resamples=200):
    return evaluate(table, np.random.default_rng(0), resamples)


def rows(*samples, **fixed):
    """A table of (seed, fold, subject, clip, label, predicted)."""
    table = pd.DataFrame(samples, columns=["seed", "fold", "subject", "clip", "label", "predicted"])
    return table.assign(dataset="casme2", **fixed)


def test_metrics_are_pooled_over_folds_and_the_mean_over_folds_is_named():
    """A fold of one clip must not weigh as much as a fold of three."""
    first = [(0, 0, "a", "a/1", 0, 0), (0, 0, "a", "a/2", 1, 0), (0, 0, "a", "a/3", 1, 0)]
    result = of(rows(*first, (0, 1, "b", "b/1", 0, 0)))
    assert result.accuracy == 0.5
    assert result.mean_over_folds.accuracy == pytest.approx((1 / 3 + 1) / 2, abs=1e-6)
    assert result.macro_f1 == pytest.approx((2 * 2 / 6 + 0) / 2, abs=1e-6)
    assert result.mean_over_folds.macro_f1 == pytest.approx(((2 / 4 + 0) / 2 + 1) / 2, abs=1e-6)
    assert result.confusion == [[2, 0, 0], [2, 0, 0], [0, 0, 0]]


def test_the_counts_are_those_of_the_test_part():
    table = predictions(protocols=["leaky"], subjects=4, clips=3)
    result = of(table)
    assert (result.samples, result.clips, result.subjects, result.folds) == (16, 12, 4, 1)
    assert result.seeds == [0]
    assert np.sum(result.confusion) == 16


def test_several_seeds_are_averaged_and_listed():
    """Pooling seeds would count each clip twice and let one seed's errors hide in another's."""
    table = rows(
        (3, 0, "a", "a/1", 0, 0),
        (3, 0, "b", "b/1", 1, 1),
        (5, 0, "a", "a/1", 0, 0),
        (5, 0, "b", "b/1", 1, 0),
    )
    result = of(table)
    assert result.seeds == [3, 5]
    assert [one.macro_f1 for one in result.per_seed] == [1.0, pytest.approx(1 / 3, abs=1e-6)]
    assert result.macro_f1 == pytest.approx((1 + 1 / 3) / 2, abs=1e-6)
    assert [(one.samples, one.clips) for one in result.per_seed] == [(2, 2), (2, 2)]
    assert (result.samples, result.clips, result.folds) == (4, 2, 2)


def test_absent_classes_are_null_and_named():
    result = of(rows((0, 0, "a", "a/1", 0, 0), (0, 0, "b", "b/1", 1, 1)))
    assert result.f1 == {"negative": 1.0, "positive": 1.0, "surprise": None}
    assert result.absent_classes == ["surprise"]
    assert result.macro_f1 == 1.0
    assert result.intervals.f1["surprise"] is None
    json.dumps(result.model_dump(), allow_nan=False)


def test_one_subject_has_no_intervals():
    assert of(rows((0, 0, "a", "a/1", 0, 0), (0, 0, "a", "a/2", 1, 1))).intervals is None


def test_the_same_code_in_two_data_sets_is_two_subjects():
    """SMIC's 03 and CASME II's 03 are two subjects."""
    one, other = predictions("smic", ["loso"]), predictions("casme2", ["loso"])
    assert of(pd.concat([one, other])).subjects == 10


def test_intervals_hold_every_metric_and_surround_it():
    result = of(predictions(protocols=["loso"]))
    for name in metrics.SCALARS:
        low, high = getattr(result.intervals, name)
        assert low <= getattr(result, name) <= high
    for name in metrics.PER_CLASS:
        for label in metrics.CLASSES:
            low, high = getattr(result.intervals, name)[label]
            assert low <= getattr(result, name)[label] <= high


def test_the_order_of_rows_changes_nothing():
    table = predictions(protocols=["loso"], seeds=[0, 1])
    assert of(table) == of(table.sample(frac=1, random_state=0))


def test_protocols_come_in_the_order_of_the_tables():
    assert in_order(["loso", "zebra", "holdout", "loso", "leaky"]) == [
        "leaky",
        "holdout",
        "loso",
        "zebra",
    ]


def test_every_protocol_is_evaluated_with_draws_of_its_own_name():
    """By them a reader's own script finds the very same intervals."""
    table = predictions("smic", protocols=("loso", "leaky"))
    settings = Evaluate(confidence=0.9, bootstrap=50, seed=3)
    found = evaluate_all(table, "smic", settings)
    assert list(found) == ["leaky", "loso"]
    for protocol, result in found.items():
        chosen = table[table["protocol"] == protocol]
        assert result == evaluate(chosen, generator("bootstrap", 3, "smic", protocol), 50, 0.9)


def test_a_setting_can_be_chosen_by_metrics_of_nobody_who_is_tested():
    """They are pooled as those of the test samples are, and absent where none were held out."""
    table = rows(
        (0, 0, "a", "a/1", 0, 0),
        (0, 1, "a", "a/1", 0, 0),
        (0, 1, "b", "b/1", 1, 1),
        (0, 1, "b", "b/2", 2, 1),
    )
    found = validate(table)
    assert (found.accuracy, found.clips, found.samples) == (0.75, 3, 4)
    assert found.macro_f1 == of(table).macro_f1
    assert validate(table[:0]) is None

    table = predictions("smic", protocols=("holdout", "loso"))
    settings = Evaluate(confidence=0.9, bootstrap=50, seed=3)
    found = evaluate_all(table, "smic", settings, held_out(table))
    assert found["loso"].validation is None
    assert found["holdout"].validation.clips == 6
    assert evaluate_all(table, "smic", settings)["holdout"].validation is None
