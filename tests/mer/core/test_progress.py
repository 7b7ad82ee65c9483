"""Whoever waits must see what for and how long, on a terminal of 80 columns as in a log."""

import pytest

from mer.core import progress
from mer.core.progress import Progress, track


@pytest.fixture
def clock(monkeypatch):
    """Let a test set the time."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_short_work_says_nothing_in_a_log(capsys):
    assert list(track(iter("abc"), "resize smic", 3, "clips")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_long_work_says_now_and_then_how_much_is_left(clock, capsys):
    for clip in track(range(48), "resize smic", 48, "clips"):
        clock[0] = 2.0 * (clip + 1)
    assert capsys.readouterr().err.splitlines() == [
        "resize smic: 15 of 48 clips, about 66 s left",
        "resize smic: 30 of 48 clips, about 36 s left",
        "resize smic: 45 of 48 clips, about 6 s left",
        "resize smic: 48 of 48 clips, 96 s",
    ]


def test_work_of_days_does_not_fill_the_disk(clock, capsys):
    hours = 100
    for minute in track(range(60 * hours), "grid", 60 * hours, "folds"):
        clock[0] = 60.0 * (minute + 1)
    assert len(capsys.readouterr().err.splitlines()) < 150


def test_the_number_of_windows_of_a_recording_need_not_be_known(clock, capsys):
    with Progress("predict clip.mp4", None, "windows") as shown:
        clock[0] = 40.0
        shown.advance()
    assert capsys.readouterr().err == "predict clip.mp4: 1 windows, 40 s\n"


@pytest.mark.parametrize(("kind", "drawn"), [("xterm-256color", True), ("dumb", False)])
def test_a_dumb_terminal_gets_lines_as_a_log_does(kind, drawn, monkeypatch, capsys):
    """It cannot go back to the start of a line: every state of a bar would be one more."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setenv("COLUMNS", "80")
    list(track(range(3), "mask casme_sq", 3, "clips"))
    said = capsys.readouterr().err
    assert ("\r" in said) == drawn
    if drawn:
        last = said.split("\r")[-1].rstrip()
        assert last.startswith("mask casme_sq: 100%|")
        assert len(last) <= 80
        assert "\x1b[" not in last.replace("\x1b[A", ""), "a colour, for which NO_COLOR is no help"


def test_a_line_stands_above_the_bar(monkeypatch, capsys):
    monkeypatch.setattr(progress, "is_terminal", lambda: True)
    with Progress("grid", 2, "folds") as shown:
        shown.advance("smic-ST")
        progress.say("a stage says something")
    assert capsys.readouterr().out == "a stage says something\n"
