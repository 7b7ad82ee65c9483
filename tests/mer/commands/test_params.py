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


def test_keys_are_changed_before_they_are_checked(project, capsys):
    run("profile=paper", "variants=[ST, DA]", "variant=DA")
    assert "profile paper, 4 data sets x 2 variants" in capsys.readouterr().out
