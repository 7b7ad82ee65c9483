"""An example in a docstring that does not run misleads whoever copies it."""

import doctest
import importlib

import pytest

from tests.predictions_fixture import ROOT

FILES = [path.relative_to(ROOT) for path in sorted((ROOT / "mer").rglob("*.py"))]
MODULES = [
    ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    for path in FILES
    if ">>> " in (ROOT / path).read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_run_as_they_are_written(module, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted and not found.failed
