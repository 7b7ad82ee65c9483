"""Stacks of the clips of `arrays` (tests/conftest.py), where the stages look for them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from tests.conftest import table


def write_clips(arrays: dict[str, np.ndarray]) -> None:
    """Write the clips of SMIC into the current folder."""
    files.write_stack(paths.clips("smic"), arrays["x"], table(arrays))


def write_windows(
    arrays: dict[str, np.ndarray], count: int = 3, x: np.ndarray | None = None
) -> None:
    """Write `count` windows of each clip, which show `x`, or what the clips show."""
    rows = pd.DataFrame(
        {
            "clip": np.repeat(arrays["clip"], count),
            "window": np.tile(np.arange(1, count + 1), len(arrays["clip"])),
        }
    )
    x = arrays["x"] if x is None else x
    files.write_stack(paths.windows("smic"), np.repeat(x, count, axis=0), rows)


def write_copies(arrays: dict[str, np.ndarray], counts: dict[str, int]) -> None:
    """Write the number of copies of each clip that `counts` has for each variant."""
    for variant, count in counts.items():
        rows = pd.DataFrame(
            {
                "clip": np.repeat(arrays["clip"], count),
                "copy": np.tile(np.arange(1, count + 1), len(arrays["clip"])),
            }
        )
        x = np.repeat(arrays["x"], count, axis=0)
        files.write_stack(paths.Cell("smic", variant).copies, x, rows)


@pytest.fixture
def folder(project, arrays) -> Path:
    """Make a project of SMIC alone, ready for `split`."""
    write_clips(arrays)
    write_copies(arrays, {"ST": 0, "DA": 3, "SCB": 0, "DACWB": 3})
    return project
