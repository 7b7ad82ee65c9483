"""Without these a page would open in a terminal, where no chart is drawn, or not be found."""

import pytest

from mer.core import screen


@pytest.fixture
def opened(monkeypatch):
    asked = []
    monkeypatch.setattr(screen.webbrowser, "open", lambda address: asked.append(address) or True)
    monkeypatch.setattr(screen.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return asked


def test_with_a_screen_the_page_is_opened(opened, monkeypatch, tmp_path):
    monkeypatch.setenv("DISPLAY", ":0")
    assert screen.show(tmp_path / "a page.html")
    assert opened == [(tmp_path / "a page.html").as_uri()]


def test_a_long_line_is_broken_where_the_terminal_ends_and_at_100_without_one(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    text = ", ".join(f"library-{number} 1.0.{number}" for number in range(15))
    piped = screen.wrapped(text, "libraries  ").splitlines()
    assert 80 < max(map(len, piped)) <= 100
    assert " ".join(line.strip() for line in piped) == f"libraries  {text}"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    first, *others = screen.wrapped(text, "libraries  ").splitlines()
    assert first.startswith("libraries  library-0 1.0.0, ")
    assert others
    assert all(line.startswith(" " * 11) and len(line) <= 40 for line in others)


def test_without_one_its_place_is_said(opened, tmp_path, capsys):
    assert not screen.show(tmp_path / "page.html")
    assert opened == []
    assert str(tmp_path / "page.html") in capsys.readouterr().out
