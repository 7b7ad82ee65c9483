"""Without these a protocol that makes numbers up could pass for an honest one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.core.vocabulary import METHODS
from mer.evaluation import results
from mer.evaluation.leakage import Question, chance, chance_interval, examine, judge, row
from tests.conftest import ROOT
from tests.results_fixture import EVALUATE, control, of_confusion

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


def verdict(confusion, **changes):
    return judge([control(leaky=of_confusion(confusion, **changes))], "leaky").verdict


def test_blind_guesses_are_within_chance_and_a_control_that_knows_the_labels_is_above():
    assert verdict(BLIND) == "within"
    assert verdict(SEEING) == "above"
    assert verdict([[0, 12, 12], [8, 0, 8], [4, 4, 0]]) == "below"


def test_one_answer_for_everything_is_chance_itself():
    one = control(leaky=of_confusion([[24, 0, 0], [16, 0, 0], [8, 0, 0]]))
    null = judge([one], "leaky")
    assert null.accuracy_percent == null.chance_percent == 50
    assert null.verdict == "within"


def test_copies_of_a_clip_are_no_further_evidence():
    """Three clips, each tested eight times, must not look like twenty-four."""
    confusion = [[8, 0, 0], [0, 8, 0], [0, 0, 8]]
    assert verdict(confusion) == "above"
    assert verdict(confusion, clips=3) == "within"


def test_several_shuffles_are_averaged():
    nulls = [
        control(seed=seed, leaky=of_confusion(one)) for seed, one in enumerate((BLIND, SEEING))
    ]
    null = judge(nulls, "leaky")
    assert (null.shuffles, null.clips) == (2, 96)
    assert null.accuracy_percent == pytest.approx(50 * (20 + 44) / 48, abs=1e-3)
    assert judge(nulls, "loso") is None


def test_shuffles_that_differ_by_more_than_their_clips_say_widen_chance():
    """One lucky shuffle of many clips would otherwise pass for a leak."""
    good, poor = [[40, 5, 5], [5, 20, 0], [5, 0, 20]], [[16, 17, 17], [9, 8, 8], [9, 8, 8]]
    lucky = [control(seed=0, loso=of_confusion(good)), control(seed=1, loso=of_confusion(poor))]
    null = judge(lucky, "loso")
    assert null.accuracy_percent > 100 * chance_interval(0.36, 200, 0.95)[1]
    assert null.verdict == "within"
    alike = [control(seed=seed, loso=of_confusion(good)) for seed in range(3)]
    assert judge(alike, "loso").verdict == "above"


def test_a_further_variant_of_the_same_shuffles_is_no_further_evidence():
    """Sixteen cells of four shuffles would otherwise pass for sixteen shuffles."""
    weak = of_confusion([[4, 1, 1], [1, 2, 1], [0, 1, 2]])
    variants = [control(variant=name, leaky=weak) for name in METHODS]
    assert judge(variants, "leaky") == judge(variants[:1], "leaky")


def test_what_few_clips_cannot_show_all_data_sets_together_can():
    weak = of_confusion([[4, 1, 1], [1, 2, 1], [0, 1, 2]])
    datasets = ["casme_sq", "smic", "samm", "casme2"]
    nulls = [control(name, leaky=weak) for name in datasets]
    assert judge(nulls[:1], "leaky").verdict == "within"
    assert judge(nulls, "leaky").verdict == "above"
    assert judge(nulls, "leaky").shuffles == 4


def test_gaps_are_taken_between_the_protocols_that_were_run_with_true_labels():
    true = control(seed=None, leaky=of_confusion(SEEING), loso=of_confusion(BLIND))
    null = control(leaky=of_confusion(BLIND), windows=of_confusion(BLIND))
    record = row([true, null], ["smic"], ["ST"], EVALUATE, 92.5)
    assert {name: gap.value for name, gap in record.minus_loso.items()} == {"leaky": 50}
    assert list(record.accuracy) == ["leaky", "loso"]
    assert list(record.null) == ["leaky", "windows"]
    assert record.printed_accuracy_percent == 92.5
    alone = row(
        [true.model_copy(update={"protocols": {"leaky": of_confusion(SEEING)}})],
        ["smic"],
        ["ST"],
        EVALUATE,
    )
    assert alone.minus_loso == {}


def test_both_sides_of_a_gap_count_the_same_resample():
    """A hard subject lowers both protocols: the gap itself is certain."""
    true = control(seed=None, leaky=of_confusion(SEEING), loso=of_confusion(SEEING))
    tested = {"leaky": {"s1": (10, 10), "s2": (5, 10)}, "loso": {"s1": (8, 10), "s2": (3, 10)}}
    record = row([true.model_copy(update={"subjects": tested})], ["smic"], ["ST"], EVALUATE)
    low, high = record.minus_loso["leaky"].interval
    assert low == high == record.minus_loso["leaky"].value == 20
    low, high = record.accuracy["leaky"].interval
    assert high - low > 40


def test_subjects_of_data_sets_with_the_same_code_are_different_ones():
    trues = [control(name, seed=None, loso=of_confusion(BLIND)) for name in ("smic", "samm")]
    trues[0] = trues[0].model_copy(update={"subjects": {"loso": {"1": (9, 10)}}})
    trues[1] = trues[1].model_copy(update={"subjects": {"loso": {"1": (1, 10)}}})
    both = row(trues, ["smic", "samm"], ["ST"], EVALUATE).accuracy["loso"]
    assert both.value == 50
    assert both.interval[0] < 10
    assert row(trues, ["smic"], ["ST"], EVALUATE).accuracy["loso"].interval is None


def test_a_row_leaves_out_other_cells_and_the_budgets():
    found = [
        control("smic", "DA", None, loso=of_confusion(SEEING)),
        control("smic", "ST", None, loso=of_confusion(BLIND)),
        control("samm", "DA", None, loso=of_confusion(BLIND)),
        control("smic", "DA", None, "steps", loso=of_confusion(BLIND)),
    ]
    record = row(found, ["smic"], ["DA"], EVALUATE)
    assert record.accuracy["loso"].value == pytest.approx(100 * 44 / 48, abs=1e-3)
    assert row(found, ["smic", "casme2"], ["DA"], EVALUATE).datasets == ["smic"]
    assert row([], ["smic", "casme2"], ["DA"], EVALUATE).datasets == ["smic", "casme2"]


def test_the_finding_is_of_the_variants_and_data_sets_that_have_null_controls():
    true = control(seed=None, leaky=of_confusion(SEEING))
    asked = Question(
        ["smic", "samm"], ["ST", "DA"], ["ST", "DA"], {}, wanted=4, epochs=30, fitted=0.9
    )
    assert examine([true], asked, EVALUATE, "STAND-IN").copied is None
    null = control(variant="DA", leaky=of_confusion(SEEING))
    other = control("samm", "DA", None, leaky=of_confusion(BLIND))
    content = examine([true, null, other], asked, EVALUATE, "STAND-IN")
    assert (content.copied.datasets, content.copied.variants) == (["smic"], ["DA"])
    assert (content.found, content.wanted) == (3, 4)
    assert [(one.datasets, one.variants) for one in content.cells] == [
        ([dataset], [variant]) for dataset in ("smic", "samm") for variant in ("ST", "DA")
    ]


def test_of_a_run_that_is_not_finished_both_sides_have_the_same_cells():
    """A row `all` of other data sets on either side would show their difference as a leak."""
    good, poor = of_confusion(SEEING), of_confusion(BLIND)
    trues = [control(name, "DA", None, leaky=good, loso=poor) for name in ("smic", "samm")]
    null = control("smic", "DA", 0, leaky=poor, loso=poor)
    record = row([*trues, null], ["smic", "samm"], ["DA"], EVALUATE)
    assert record.datasets == ["smic"]
    assert record.training["loso"].clips == trues[0].training["loso"].clips
    assert row(trues, ["smic", "samm"], ["DA"], EVALUATE).datasets == ["smic", "samm"]


def test_a_gap_is_of_the_cells_that_have_both_protocols():
    good, poor = of_confusion(SEEING), of_confusion(BLIND)
    half = control("samm", "DA", None, leaky=poor)
    whole = control("smic", "DA", None, leaky=good, loso=poor)
    record = row([half, whole], ["smic", "samm"], ["DA"], EVALUATE)
    assert record.minus_loso["leaky"].value == 50
    assert row([half], ["samm"], ["DA"], EVALUATE).minus_loso == {}


def test_the_finding_takes_the_data_sets_that_all_of_its_variants_have():
    asked = Question(["smic", "samm"], ["DA", "DACWB"], ["DA", "DACWB"], {}, 8, 30, 0.9)
    found = [
        control(name, variant, 0, leaky=of_confusion(SEEING))
        for name, variant in (("smic", "DA"), ("samm", "DA"), ("smic", "DACWB"))
    ]
    content = examine(found, asked, EVALUATE, "STAND-IN")
    assert (content.copied.datasets, content.copied.variants) == (["smic"], ["DA", "DACWB"])
    assert content.copied.null["leaky"].shuffles == 1


@pytest.fixture(scope="module")
def committed():
    content = results.read(ROOT / "metrics/leakage.json", results.Leakage, "")
    if content.data != "STAND-IN":
        pytest.skip("the results in this folder are not the stand-in's")
    return content


def test_on_the_stand_in_every_control_was_run(committed):
    assert committed.found == committed.wanted == 16 * 6
    assert committed.copied.variants == ["DA", "DACWB"]
    assert committed.copied.null["loso"].shuffles == 12


def test_on_the_stand_in_protocols_that_leak_report_far_more_than_chance(committed):
    """What the page is for, on the numbers in git."""
    for name in ("leaky", "windows"):
        for one in (committed.copied, *committed.pooled):
            if name == "leaky" and one.variants[0] in {"ST", "SCB"}:
                continue
            null = one.null[name]
            assert null.verdict == "above"
            assert null.accuracy_percent > null.chance_percent_interval[1] + 10


def test_on_the_stand_in_honest_protocols_report_chance(committed):
    for name in ("holdout", "loso"):
        assert committed.copied.null[name].verdict == "within"
