"""A missing folder found after hours of stand-in is found too late."""

import argparse

import pytest
import yaml

from mer.commands import params
from mer.core.errors import UserError


def run(*settings: str) -> None:
    parser = argparse.ArgumentParser()
    params.add_arguments(parser)
    params.main(parser.parse_args(settings))


def test_a_missing_licensed_folder_is_named_with_what_to_do(project, small, capsys):
    small["source"] = "licensed"
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    with pytest.raises(UserError, match=r"data/licensed/casme_sq: expected the folder .*ln -s"):
        run()
    for name in small["datasets"]:
        (project / "data/licensed" / name).mkdir(parents=True)
    run()
    assert "source licensed, profile demo, 4 data sets x 4 variants" in capsys.readouterr().out


def test_a_change_that_is_refused_leaves_the_file_as_it_is(project):
    """The next plain `make tables` would fail for a setting that nobody wanted to keep."""
    before = (project / "params.yaml").read_bytes()
    with pytest.raises(UserError, match=r"data/licensed/casme_sq: expected the folder"):
        run("profile=paper", "source=licensed")
    with pytest.raises(UserError, match=r"profile: expected one of demo, paper"):
        run("variant=ST", "profile=papers")
    assert (project / "params.yaml").read_bytes() == before


def test_data_that_a_variable_names_are_found(project, small, monkeypatch, capsys):
    elsewhere = project / "disk"
    for name in small["datasets"]:
        (elsewhere / name).mkdir(parents=True)
    monkeypatch.setenv("MER_DATA", str(elsewhere))
    run("source=licensed")
    assert "source licensed" in capsys.readouterr().out


def test_keys_are_changed_before_they_are_checked(project, capsys):
    run("profile=paper", "variants=[ST, DA]", "variant=DA", "keep=DA")
    assert "profile paper, 4 data sets x 2 variants" in capsys.readouterr().out
