"""`mer plots`: without these the charts of `dvc plots` would be empty where there is no net."""

import shutil
import sys
from types import SimpleNamespace

import pytest

from mer import __main__ as mer
from mer.commands import plots
from mer.core import files, paths
from tests.conftest import ROOT
from tests.git_fixture import forget_identity, git


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The tables in git and what draws them, in a repository of their own."""
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / paths.METRICS, tmp_path / paths.METRICS)
    shutil.copytree(ROOT / ".dvc/plots", tmp_path / ".dvc/plots")
    (tmp_path / ".dvc/config").touch()
    monkeypatch.chdir(tmp_path)
    forget_identity(tmp_path, monkeypatch)
    git(tmp_path, "init", "-q")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return tmp_path


def test_the_page_has_its_charts_and_loads_its_scripts_from_beside_it(project, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["mer", "plots"])
    mer.run()
    text = paths.PLOTS_PAGE.read_text(encoding="utf-8")
    assert text.count("vegaEmbed(") == 4
    assert "cdn." not in text
    assert 'src="vega.js"' in text
    script = (paths.PLOTS_PAGE.parent / "vega.js").read_text(encoding="utf-8")
    assert "window.vegaEmbed=" in script
    assert str(project / paths.PLOTS_PAGE) in capsys.readouterr().out


def test_a_page_that_dvc_did_not_write_is_an_error_and_the_old_one_is_not_shown(
    tmp_path, monkeypatch, capsys
):
    """It says `No plots were loaded` of an unknown commit, and ends well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plots.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0))
    files.write_text(paths.PLOTS_PAGE, "of the day before")
    monkeypatch.setattr(sys, "argv", ["mer", "plots", "no-such-commit"])
    with pytest.raises(SystemExit, match="2"):
        mer.run()
    said = capsys.readouterr()
    assert "dvc plots diff no-such-commit: expected a page, received none" in said.err
    assert "index.html" not in said.out
