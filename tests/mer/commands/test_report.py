"""`mer report`: without this nobody would be told how to make a page that is not there."""

import sys

import pytest

from mer import __main__ as mer
from mer.core import paths


def test_it_says_where_the_page_is_and_how_to_make_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "argv", ["mer", "report"])
    with pytest.raises(SystemExit, match="2"):
        mer.run()
    assert "run `dvc repro report`" in capsys.readouterr().err
    paths.REPORT.path.parent.mkdir()
    paths.REPORT.path.write_text("<html></html>", encoding="utf-8")
    mer.run()
    assert str(tmp_path / paths.REPORT.path) in capsys.readouterr().out
