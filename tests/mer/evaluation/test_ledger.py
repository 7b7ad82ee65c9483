"""Without the ledger nobody can say why a table has fewer clips than the literature."""

import pandas as pd
import pytest

from mer.core.errors import UserError
from mer.evaluation.ledger import STEPS, count_clips, sentence
from tests.results_fixture import counts

FRAMES = [  # clip, label, status, reason
    ("01/a", 0, "kept", ""),
    ("01/b", 1, "kept", ""),
    ("01/c", 2, "kept", ""),
    ("02/a", 0, "kept", ""),
    ("02/b", 1, "dropped", "no folder: looked for 02/b in frames"),
    ("02/c", None, "dropped", "no class: rule paper has none for the emotion other"),
    ("03/a", None, "dropped", "no class: rule paper has none for the emotion other"),
    ("03/b", None, "dropped", "no label: frames has this folder, the label sheet no row"),
]


def table(rows):
    made = pd.DataFrame(rows, columns=["clip", "label", "status", "reason"])
    return made.assign(subject=made["clip"].str.split("/").str[0])


def account(frames, masked, used):
    return count_clips("samm", "STAND-IN", frames, masked, used, "0" * 16)


@pytest.fixture
def frames():
    return table(FRAMES)


@pytest.fixture
def masked():
    rows = [row for row in FRAMES if row[2] == "kept"]
    rows[3] = ("02/a", 0, "dropped", "no face found: not in frame 1")
    return table(rows)


@pytest.fixture
def used(masked):
    return masked[masked["status"] == "kept"][["clip", "subject", "label"]].iloc[::-1]


def test_every_row_and_folder_is_counted_at_every_step(frames, masked, used):
    made = account(frames, masked, used)
    assert made.folders_without_label == 1
    assert made.clips == {
        "labelled": 7,
        "mapped": 5,
        "with_frames": 4,
        "with_face": 3,
        "used": 3,
    }
    assert made.subjects == {
        "labelled": 3,
        "mapped": 2,
        "with_frames": 2,
        "with_face": 1,
        "used": 1,
    }
    assert made.classes["negative"] == {"mapped": 2, "with_frames": 2, "with_face": 1, "used": 1}
    assert made.classes["positive"] == {"mapped": 2, "with_frames": 1, "with_face": 1, "used": 1}
    assert made.dropped == {
        "extract": {"no class": 2, "no folder": 1, "no label": 1},
        "mask": {"no face found": 1},
    }


def test_steps_and_drops_add_up(frames, masked, used):
    made = account(frames, masked, used)
    clips, dropped = made.clips, made.dropped
    assert (
        clips["labelled"] + made.folders_without_label - sum(dropped["extract"].values())
        == clips["with_frames"]
    )
    assert clips["with_frames"] - sum(dropped["mask"].values()) == clips["with_face"]
    for step in STEPS:
        assert sum(counts[step] for counts in made.classes.values()) == clips[step]


@pytest.mark.parametrize("how", ["lost", "new", "relabelled"])
def test_a_clip_that_vanishes_appears_or_changes_class_between_stages_is_an_error(
    frames, masked, used, how
):
    """Files of two different runs side by side: every count made of them would be wrong."""
    changed = {
        "lost": used.iloc[1:],
        "new": pd.concat([used, used.iloc[:1].assign(clip="09/z")]),
        "relabelled": used.assign(label=2),
    }[how]
    with pytest.raises(
        UserError,
        match=r"data/clips/samm: expected the clips and labels that `resize` was given",
    ):
        account(frames, masked, changed)
    with pytest.raises(
        UserError, match=r"data/masked/samm.csv: .* otherwise for 01/a \(label 0\): it is not there"
    ):
        account(frames, masked.iloc[1:], used)


def test_the_line_under_a_table_says_what_was_used_and_what_was_not(frames, masked, used):
    assert sentence(account(frames, masked, used)) == (
        "STAND-IN clips: 7 labelled, 5 of the three classes, 4 with frames, 3 with a face, 3 used "
        "(1 negative, 1 positive, 1 surprise; 1 subjects); dropped: 2 no class, 1 no folder, "
        "1 no label, 1 no face found. See metrics/clips.md."
    )


def test_a_reason_that_two_stages_have_is_told_once():
    dropped = {
        "extract": {"unreadable frame": 2},
        "mask": {"no face found": 1, "unreadable frame": 3},
    }
    assert "; dropped: 5 unreadable frame, 1 no face found. " in sentence(counts(dropped=dropped))


def test_where_nothing_was_dropped_that_is_said(used):
    whole = used.assign(status="kept", reason="")
    assert "; dropped: none." in sentence(account(whole, whole, used))
