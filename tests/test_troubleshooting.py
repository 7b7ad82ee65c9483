"""Whoever searches the page for a message must find it in the words that the code has."""

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
OURS = (
    "expected Python 3.11 to 3.13",
    "OpenCV is installed but does not load",
    "expected the folder of",
    "no face found",
    "no label",
    "no class",
    "diverged",
)
SOURCES = "".join(
    re.sub(r'"\s+f?"', "", path.read_text(encoding="utf-8"))
    for folder in ("mer", "scripts")
    for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("message", OURS)
def test_a_message_is_what_the_code_says(message):
    assert message in PAGE
    assert message in SOURCES


def test_keys_and_commands_are_those_that_there_are():
    keys = {"execution.workers", "train.micro_batch", "mask.upsample", "network.input"}
    known = (ROOT / "params.yaml").read_text(encoding="utf-8")
    for key in keys:
        assert key in PAGE
        assert re.search(rf"\b{key.partition('.')[2]}:", known)
    for command in set(re.findall(r"`mer ([a-z]+)", PAGE)):
        assert (ROOT / f"mer/commands/{command}.py").is_file()
    for target in set(re.findall(r"make (?:[A-Z_]+=\S+ )*([a-z-]+)", PAGE)):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
