"""Whoever searches the page for a message must find it in the words that the code has."""

import importlib.util
import re
from pathlib import Path

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
    "is missing from",
    "interrupted: nothing half-written is left",
    "a worker process was killed",
    "none answered",
    "open this in a browser:",
    "expected enough memory, found too little",
)
OTHERS = {
    "is busy, it is being blocked by:": "dvc.rwlock",
    "Unable to acquire lock": "dvc.lock",
    "Checkout failed for following targets": "dvc.exceptions",
    "No remote provided and no default remote set": "dvc.commands.data_sync",
    "Experiment conflicts with existing experiment": "dvc.repo.experiments.exceptions",
    "Git user name and email must be configured": "scmrepo.git.backend.pygit2",
}
"""Messages of DVC, and the module that has them: another version may say something else."""
SOURCES = "".join(
    re.sub(r'"\s+f?"', "", path.read_text(encoding="utf-8"))
    for folder in ("mer", "scripts")
    for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("message", OURS)
def test_a_message_is_what_the_code_says(message):
    assert message in PAGE
    assert message in SOURCES


@pytest.mark.parametrize(("message", "module"), OTHERS.items())
def test_a_message_of_others_is_what_the_installed_version_says(message, module):
    source = Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8")
    assert message in PAGE
    assert message in re.sub(r'"\s+f?"', "", source)


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
