"""Folders that look like the project, with clips of noise: what they show does not matter."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from mer.core import files, paths

PROJECT = Path(__file__).parent.parent


def make(folder: Path, change: Callable[[dict], Any]) -> None:
    """Put the project's params.yaml, changed, into `folder`."""
    content = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    change(content)
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def write_clips(
    folder: Path, dataset: str, subjects: int, each: int, shape: tuple[int, int, int]
) -> None:
    """Write the stack of clips: `each` of every subject, classes in turn, brighter by class."""
    rng = np.random.default_rng(0)
    count = subjects * each
    label = np.arange(count) % 3
    subject = np.repeat([f"s{number:02d}" for number in range(subjects)], each)
    x = rng.integers(0, 100, (count, *shape), dtype=np.uint8)
    x[:, shape[0] // 2 :] += (20 * label).astype(np.uint8)[:, None, None, None]
    clip = np.array([f"{one}/c{number:03d}" for number, one in enumerate(subject)])
    rows = pd.DataFrame({"clip": clip, "subject": subject, "label": label})
    files.write_stack(folder / paths.clips(dataset).path, x, rows)


def run(folder: Path, *command: str) -> None:
    """Run `python -m command` in a project's folder, as DVC does; its output is shown."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=sys.stderr, check=True
    )
