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


def test_without_one_its_place_is_said(opened, tmp_path, capsys):
    assert not screen.show(tmp_path / "page.html")
    assert opened == []
    assert str(tmp_path / "page.html") in capsys.readouterr().out
