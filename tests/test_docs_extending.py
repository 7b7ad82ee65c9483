"""docs/extending.md lists the files that a new protocol, network or input needs: all of them."""

import ast
import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/extending.md").read_text(encoding="utf-8")


def named(heading: str) -> set[str]:
    """Return the files of mer/ that a section names."""
    _, _, rest = PAGE.partition(f"\n## {heading}\n")
    assert rest, heading
    return set(re.findall(r"`(mer/[\w/]+\.py)`", rest.partition("\n## ")[0]))


def holding(word: str) -> set[str]:
    """Return the files of mer/ with a text that is this word alone."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "mer").rglob("*.py")
        if any(
            isinstance(node, ast.Constant) and node.value == word
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }


def test_every_place_of_a_protocol_is_listed():
    assert named("Adding a protocol") == holding("kfold")


@pytest.mark.parametrize("word", ["centred", "cnn3d"])
def test_every_place_of_a_network_or_input_is_listed(word):
    listed = named("Adding a network, or an input of it")
    if word == "centred":
        assert holding(word) < listed
    else:
        importing = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / "mer").rglob("*.py")
            if re.search(r"^from mer\.models import .*\bcnn3d\b", path.read_text("utf-8"), re.M)
        }
        assert importing == {"mer/learning/step.py"}
        assert importing < listed
