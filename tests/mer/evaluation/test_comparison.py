"""Without these a difference of luck could be sold as an improvement."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.core.errors import UserError
from mer.evaluation.comparison import DRAWS, EXACT, compare, holm, mcnemar, permute, sentences

WHOLE = st.integers(-4, 4)


def rng(*_):
    return np.random.default_rng(0)


def table(right: list[list[int]], sample="original", seeds=(0,)) -> pd.DataFrame:
    """Predictions that are right (1) or wrong (0), a list per subject."""
    rows = [
        (seed, 0, "smic", f"{subject:02d}", f"{subject:02d}/c{clip}", 0, 0 if one else 1, sample)
        for seed in seeds
        for subject, clips in enumerate(right)
        for clip, one in enumerate(clips)
    ]
    names = ["seed", "fold", "dataset", "subject", "clip", "label", "predicted", "sample"]
    return pd.DataFrame(rows, columns=names)


def test_mcnemar_is_the_binomial_test_of_the_clips_that_differ():
    # 8 to 2: 2 (1 + 10 + 45) / 2^10
    assert mcnemar(np.array([1] * 8 + [-1] * 2 + [0] * 50)) == pytest.approx(112 / 1024)
    assert mcnemar(np.zeros(20)) == 1
    assert mcnemar(np.array([1] * 8 + [-1] * 2)) == mcnemar(np.array([-1] * 8 + [1] * 2))


def test_a_few_subjects_are_counted_out_by_hand():
    assert permute(np.array([3, 1, 2]), rng()) == 2 / 8
    assert permute(np.array([3, -1, 0]), rng()) == 1.0  # 4, 2, -2, -4: all at least 2
    assert permute(np.zeros(5), rng()) == 1


@given(st.lists(WHOLE, max_size=8))
def test_the_permutation_test_counts_every_sign_of_every_subject(differences):
    sums = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in itertools.product((1, -1), repeat=len(differences))
    ]
    expected = np.mean([one >= abs(sum(differences)) for one in sums])
    assert permute(np.array(differences, int), rng()) == pytest.approx(expected)


@given(st.lists(WHOLE, min_size=1, max_size=30))
def test_swapping_the_two_variants_changes_no_p(differences):
    differences = np.array(differences)
    assert permute(differences, rng()) == permute(-differences, rng())


def test_many_subjects_are_drawn_and_come_close_to_the_exact_p():
    drawn = permute(np.array([1] * (EXACT + 1)), rng())
    assert drawn == pytest.approx(2 / 2 ** (EXACT + 1), abs=5 / DRAWS)
    assert drawn >= 1 / (1 + DRAWS)
    half = np.array([3, -2] * 8 + [1])
    signs = np.array(list(itertools.product((-1, 1), repeat=len(half))))
    assert permute(half, rng()) == pytest.approx(
        (np.abs(signs @ half) >= half.sum()).mean(), abs=0.02
    )


def test_holm_by_hand_and_in_the_order_given():
    assert holm(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])
    assert holm(np.array([0.9, 0.8])) == pytest.approx([1, 1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_never_lowers_a_p_nor_changes_their_order(p):
    p = np.array(p)
    corrected = holm(p)
    assert ((corrected >= p) & (corrected <= 1)).all()
    assert (np.diff(corrected[np.argsort(p, kind="stable")]) >= 0).all()
    assert (corrected <= np.minimum(1, len(p) * p)).all()


def test_a_clear_difference_between_many_subjects_is_found_and_the_others_are_not():
    good, bad = [[1] * 5] * 12, [[0, 0, 1, 0, 1]] * 12
    result = compare({"ST": table(bad), "DA": table(good), "SCB": table(bad)}, rng)
    found = {
        (pair.first, pair.second): pair.permutation_larger_than_chance for pair in result.pairs
    }
    assert found == {("ST", "DA"): True, ("ST", "SCB"): False, ("DA", "SCB"): True}
    assert (result.clips, result.subjects) == (60, 12)
    pair = result.pairs[0]
    assert (pair.difference_points, pair.only_first_right, pair.only_second_right) == (
        -60,
        0,
        36,
    )
    assert pair.permutation_holm_p == pytest.approx(3 * 2 / 2**12, abs=1e-6)
    text = sentences({"loso": result})
    assert "for 3 pairs): under loso DA > ST, DA > SCB." in text[0]
    assert len(text) == 2


def test_one_subject_with_many_clips_does_not_make_a_difference_larger_than_chance():
    """McNemar is fooled: it takes forty clips of one subject for forty witnesses."""
    others = [[0], [1], [0]]
    result = compare({"ST": table([[0] * 40, *others]), "DA": table([[1] * 40, *others])}, rng)
    (pair,) = result.pairs
    assert pair.mcnemar_larger_than_chance
    assert not pair.permutation_larger_than_chance
    first, second, third = sentences({"holdout": result, "loso": None})
    assert first.endswith("for 1 pair): under holdout none.")
    assert second.endswith("under holdout DA > ST.")
    assert third.endswith("larger than chance: holdout (4).")


def test_copies_in_a_leaky_test_part_are_left_out():
    originals = table([[1, 0], [0, 1]])
    copies = table([[1, 1], [1, 1]], sample="copy1")
    with_copies = compare({"ST": originals, "DA": pd.concat([originals, copies])}, rng)
    assert with_copies.clips == 4
    assert with_copies.pairs[0].difference_points == 0


def test_windows_are_compared_each_with_itself_and_are_one_witness_per_clip():
    """They are in another order in another variant's file, between other copies."""
    first, second = (table([[1, 0], [1, 1]], sample=f"window{number}") for number in (1, 2))
    right, wrong = first, first.assign(predicted=1)
    result = compare({"ST": pd.concat([right, second]), "DA": pd.concat([second, wrong])}, rng)
    assert (result.clips, result.subjects) == (4, 2)
    assert result.pairs[0].only_first_right == 3
    assert result.pairs[0].difference_points == pytest.approx(100 * 3 / 8)


def test_seeds_of_a_clip_are_one_witness():
    once = compare({"ST": table([[0, 1]] * 4), "DA": table([[1, 1]] * 4)}, rng)
    twice = compare(
        {"ST": table([[0, 1]] * 4, seeds=(0, 1)), "DA": table([[1, 1]] * 4, seeds=(0, 1))}, rng
    )
    assert [one.mcnemar_p for one in once.pairs] == [one.mcnemar_p for one in twice.pairs]


def test_variants_tested_on_other_clips_are_refused():
    with pytest.raises(UserError, match="expected the same test clips of ST and DA"):
        compare({"ST": table([[1, 0]]), "DA": table([[1, 0, 1]])}, rng)


def test_one_variant_has_nothing_to_be_compared_with():
    assert compare({"ST": table([[1, 0]])}, rng) is None
    assert sentences({"loso": None}) == []
