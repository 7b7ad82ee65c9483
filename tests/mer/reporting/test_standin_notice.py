"""Without these a number of the stand-in could look like a real one."""

from mer.reporting import standin_notice
from mer.standin import disk
from tests.results_fixture import settings

STANDIN = settings().standin


def changed(**changes):
    return STANDIN.model_copy(update=changes)


def test_what_comes_from_the_stand_in_says_so():
    assert standin_notice.is_standin("STAND-IN")
    (box,) = standin_notice.warning("STAND-IN", "No score.", STANDIN)
    assert box.startswith("> **STAND-IN.** No score. ")
    assert standin_notice.heading("STAND-IN") == "STAND-IN: computed from altered portraits"
    assert standin_notice.marked("STAND-IN", "UAR", "reproduced") == "STAND-IN UAR"


def test_the_box_names_the_portraits_that_are_filmed(tmp_path):
    """They are of real people, and in the public domain thanks to who took them."""
    disk.note(tmp_path, "SMIC")
    written = (tmp_path / "STAND-IN.txt").read_text(encoding="utf-8")
    for name in ("NASA's of Eileen Collins", "the US Navy's of Grace Hopper"):
        assert name in standin_notice.origin(STANDIN)
        assert name in written


def test_the_box_says_how_many_subjects_share_two_faces():
    said = standin_notice.origin(changed(subjects=9))
    assert "all subjects (9 per data set) are warped from them" in said
    assert "`holdout - loso` cannot show" in said


def test_what_mismatched_clips_leave_is_that_of_the_parameters():
    said = standin_notice.origin(changed(mismatched=0.1))
    assert "10 % of the clips move, faintly, like another class" in said
    assert "only reads the movement is right on 90 % of them all at most" in said
    assert "faint" not in standin_notice.origin(changed(mismatched=0.0))


def test_what_is_real_has_no_word_of_it():
    assert not standin_notice.is_standin("licensed")
    said = (
        *standin_notice.warning("licensed", "No score.", STANDIN),
        standin_notice.heading("licensed"),
        standin_notice.marked("licensed", "UAR", "reproduced"),
        standin_notice.marked("licensed", "UAR"),
    )
    assert said == ("Reproduced", "reproduced UAR", "UAR")
