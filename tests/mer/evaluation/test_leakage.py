"""Without these a protocol that makes numbers up could pass for an honest one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.evaluation import results
from mer.evaluation.leakage import chance, chance_interval, examine, examine_null, pool
from tests.conftest import ROOT
from tests.results_fixture import cell, control, of_confusion, result

BLIND = [[16, 4, 4], [11, 3, 2], [6, 1, 1]]
SEEING = [[22, 1, 1], [1, 14, 1], [0, 0, 8]]


def test_chance_by_hand():
    assert (
        chance([[5, 0], [5, 0]]) == 0.5
    )  # always the same answer: right as often as that class occurs
    assert chance([[2, 2], [2, 2]]) == 0.5
    assert chance([[9, 0], [0, 1]]) == pytest.approx(0.82)


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9).filter(any))
def test_chance_is_what_shuffling_the_answers_gives_on_average(counts):
    confusion = np.reshape(counts, (3, 3))
    label, predicted = (
        np.repeat(np.arange(3), confusion.sum(1)),
        np.repeat(np.arange(3), confusion.sum(0)),
    )
    agreement = [(label == np.roll(predicted, turn)).mean() for turn in range(len(predicted))]
    assert chance(confusion.tolist()) == pytest.approx(np.mean(agreement))


def test_fewer_clips_leave_more_to_chance():
    few, many = chance_interval(0.4, 5, 0.95), chance_interval(0.4, 200, 0.95)
    assert few == (0.0, 0.8)
    assert 0.3 < many[0] < 0.4 < many[1] < 0.5


def test_blind_guesses_are_within_chance_and_a_control_that_knows_the_labels_is_above():
    assert examine_null([of_confusion(BLIND)], 0.95).verdict == "within"
    assert examine_null([of_confusion(SEEING)], 0.95).verdict == "above"
    assert (
        examine_null([of_confusion([[0, 12, 12], [8, 0, 8], [4, 4, 0]])], 0.95).verdict == "below"
    )


def test_one_answer_for_everything_is_chance_itself():
    null = examine_null([of_confusion([[24, 0, 0], [16, 0, 0], [8, 0, 0]])], 0.95)
    assert null.accuracy_percent == null.chance_percent == 50
    assert null.verdict == "within"


def test_copies_of_a_clip_are_no_further_evidence():
    """Three clips, each tested eight times, must not look like twenty-four."""
    confusion = [[8, 0, 0], [0, 8, 0], [0, 0, 8]]
    assert examine_null([of_confusion(confusion)], 0.95).verdict == "above"
    assert examine_null([of_confusion(confusion, clips=3)], 0.95).verdict == "within"


def test_several_shuffles_are_averaged():
    null = examine_null([of_confusion(BLIND), of_confusion(SEEING)], 0.95)
    assert null.shuffles == 2
    assert null.accuracy_percent == pytest.approx(50 * (20 + 44) / 48, abs=1e-3)


def test_gaps_are_taken_between_the_protocols_that_were_run():
    run = cell(leaky=result(0.9), loso=result(0.4))
    record = examine("casme_sq", "DA", 92.5, [run, None], [])
    assert record.leaky_minus_loso_points == pytest.approx(50)
    assert record.holdout_minus_loso_points is None
    assert record.windows_minus_loso_points is None
    assert (record.table, record.printed_accuracy_percent, record.null) == (1, 92.5, {})


def test_a_cell_counts_before_its_control_with_true_labels():
    run = cell(leaky=result(0.9), loso=result(0.4))
    true = control(seed=None, windows=result(0.95), leaky=result(0.1))
    record = examine("casme_sq", "DA", None, [run, true], [])
    assert record.accuracy_percent == {"leaky": 90, "windows": 95, "loso": 40}
    assert list(record.accuracy_percent) == ["leaky", "windows", "loso"]


def test_a_data_set_that_the_article_lacks_has_no_table():
    assert examine("mmew", "DA", None, [None, None], []).table is None


def test_what_few_clips_cannot_show_all_data_sets_together_can():
    weak = of_confusion([[4, 1, 1], [1, 2, 1], [0, 1, 2]])
    assert examine_null([weak], 0.95).verdict == "within"
    together = pool([control(leaky=weak) for _ in range(4)])
    assert together["leaky"].verdict == "above"


def test_on_the_stand_in_honest_protocols_report_chance_and_those_that_leak_report_far_more():
    """What the page is for, on the numbers in git; one cell alone can be outside by luck."""
    content = results.read(ROOT / "metrics/leakage.json", results.Leakage, "")
    if content.data != "STAND-IN":
        pytest.skip("the results in this folder are not the stand-in's")
    assert len(content.pooled) == 4
    for pooled in content.pooled.values():
        assert [pooled[name].verdict for name in ("holdout", "loso")] == ["within", "within"]
    copied = {variant: content.pooled[variant] for variant in ("DA", "DACWB")}
    for pooled in copied.values():
        for name in ("leaky", "windows"):
            assert pooled[name].verdict == "above"
            middle = sum(pooled[name].chance_percent_interval) / 2
            assert pooled[name].accuracy_percent > middle + 10
    single = [cell.null["windows"].verdict for cell in content.cells if cell.variant in copied]
    assert single.count("above") > len(single) / 2
    assert all("windows" in cell.accuracy_percent for cell in content.cells)
