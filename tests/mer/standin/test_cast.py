"""Who plays what: the mix of classes and oddities that every later stage is tried on."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.core.errors import UserError
from mer.standin import WRITERS
from mer.standin.cast import action_units, cast, codes, deal
from tests.mer.standin.settings import settings


@given(st.sampled_from(list(WRITERS)), st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_every_subject_gets_its_clips_and_every_class_occurs(dataset, subjects, clips, seed):
    """Without three clips of a class, SMOTE and stratified splits have nothing to work with."""
    hands = deal(dataset, subjects, clips, np.random.default_rng(seed))
    assert [len(hand) for hand in hands] == [clips] * subjects
    counts = Counter(label for hand in hands for label in hand)
    assert set(counts) <= {0, 1, 2}
    if subjects * clips >= 9:
        assert min(counts[label] for label in range(3)) >= 3
        assert counts[0] == max(counts.values())


@pytest.mark.parametrize("dataset", list(WRITERS))
def test_at_the_usual_size_most_subjects_show_every_class(dataset):
    """A left-out subject without a class makes that fold say nothing about it."""
    hands = deal(dataset, 6, 8, np.random.default_rng(0))
    assert sum(set(hand) == {0, 1, 2} for hand in hands) >= 5
    assert len({tuple(sorted(hand)) for hand in hands}) > 1, "subjects are not all balanced alike"


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_share_of_mismatched_clips_is_the_parameter(share):
    """It decides what reading the movement is worth; by chance, scores would jump."""
    clips = cast("smic", settings(mismatched=share), (), ())
    assert sum(clip.mismatched for clip in clips) == round(share * 48)


def test_each_flaw_is_given_once_and_extras_come_on_top():
    clips = cast(
        "casme2", settings(subjects=2, clips=3), ("one", "two"), ("other", "empty", "no_face")
    )
    assert Counter(clip.oddity for clip in clips if clip.oddity) == Counter(
        ["one", "two", "other", "empty", "no_face"]
    )
    assert len(clips) == 2 * 3 + 3
    assert sum(clip.label is None for clip in clips) == 1
    numbers = [(clip.subject, clip.number) for clip in clips]
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers)


def test_more_flaws_than_clips_are_no_error():
    """A stand-in of one clip is a fast test."""
    clips = cast("samm", settings(subjects=1, clips=1), ("one", "two"), ())
    assert len(clips) == 1


def test_another_seed_is_another_cast():
    assert cast("smic", settings(seed=1), (), ()) != cast("smic", settings(seed=2), (), ())


@given(st.integers(1, 20), st.integers(0, 99))
def test_codes_are_distinct_and_within_their_pattern(count, seed):
    drawn = codes(count, 15, 40, np.random.default_rng(seed), usual=10)
    assert drawn == sorted(set(drawn))
    assert len(drawn) == count
    assert 15 <= drawn[0] <= drawn[-1] <= 40


def test_too_many_subjects_for_the_subject_codes_is_said_in_a_sentence():
    with pytest.raises(
        UserError, match=r"standin\.subjects: expected at most 99, .* from 1 to 99, received 100"
    ):
        codes(100, 1, 99, np.random.default_rng(0), usual=26)


def test_action_units_are_numbers_and_text():
    """A sheet whose column is all text would not show that a loader trips over mixed types."""
    random = np.random.default_rng(0)
    cells = [action_units(label, random) for label in (0, 1, 2) * 20]
    assert {type(cell) for cell in cells} == {int, str}
    assert any("L" in str(cell) or "R" in str(cell) for cell in cells)
