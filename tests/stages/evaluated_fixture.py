"""A project folder in which cells were evaluated, and ways to run the stages that read them."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mer.core.command import run
from mer.core.paths import LEDGER
from mer.evaluation import results
from stages import compare, evaluate
from tests.predictions_fixture import project, write_predictions
from tests.results_fixture import counts

DATASETS, VARIANTS = ("smic", "casme2"), ("ST", "DACWB")


def start(monkeypatch: pytest.MonkeyPatch, stage: ModuleType, *arguments: str) -> None:
    """Run a stage as its command line would."""
    monkeypatch.setattr(sys, "argv", ["stage", *arguments])
    run(stage.main)


def fail(monkeypatch, capsys, stage: ModuleType, *arguments: str) -> str:
    """Run a stage that must fail; return what it says."""
    with pytest.raises(SystemExit, match="2"):
        start(monkeypatch, stage, *arguments)
    return capsys.readouterr().err


def read(path: Path) -> Any:
    """Read JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def evaluated(folder: Path, monkeypatch: pytest.MonkeyPatch, datasets=DATASETS, **changes) -> Path:
    """Make a project with two evaluated cells of each of some data sets, compared and counted."""
    settings = {"evaluate": {"confidence": 0.95, "bootstrap": 20, "seed": 0}, "protocol": "holdout"}
    monkeypatch.chdir(project(folder, datasets=list(datasets), **settings, **changes))
    write_predictions(folder, datasets, VARIANTS)
    for variant in VARIANTS:
        start(monkeypatch, evaluate, variant)
    start(monkeypatch, compare)
    found = {dataset: counts(dataset) for dataset in datasets}
    results.write(LEDGER, results.Ledger(data="STAND-IN", datasets=found))
    return folder
