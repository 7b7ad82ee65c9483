"""Stacks: arrays of one shape with a table that says what each of them is.

A stack is a folder with `x.npy`, whose first axis counts the arrays, and `rows.csv`, one row per array. Processes map
`x.npy` into memory: nothing is read before it is used, and they share it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mer.core.errors import UserError
from mer.core.files.tables import read_table, write_table
from mer.core.files.whole import replacing, require
from mer.core.paths import AnyPath

if TYPE_CHECKING:
    import pandas as pd

ARRAYS, ROWS = "x.npy", "rows.csv"


class StackWriter:
    """A stack that is being written: fill `x`, then say what its rows are."""

    def __init__(self, folder: Path, shape: tuple[int, ...], dtype: Any):
        """Make the folder with an array of zeros."""
        folder.mkdir()
        self.folder = folder
        self.x = np.lib.format.open_memmap(folder / ARRAYS, "w+", np.dtype(dtype), shape)
        self._described = False

    def describe(self, rows: "pd.DataFrame") -> None:
        """Write the table of the rows.

        Raises:
            ValueError: it does not have a row per array.
        """
        if len(rows) != len(self.x):
            raise ValueError(f"expected {len(self.x)} rows, received {len(rows)}")
        write_table(self.folder / ROWS, rows)
        self._described = True

    def finish(self) -> None:
        """Put everything on disk."""
        if not self._described:
            raise ValueError("expected a description of the rows, received none")
        self.x.flush()


@contextlib.contextmanager
def writing_stack(
    path: AnyPath, shape: tuple[int, ...], dtype: Any = np.uint8
) -> Iterator[StackWriter]:
    """Open a stack for writing, which appears at `path` when the block ends well.

    Args:
        path: its folder.
        shape: of `x`, the number of arrays first; it may be 0.
        dtype: of `x`.
    """
    with replacing(path) as folder:
        stack = StackWriter(folder, shape, dtype)
        yield stack
        stack.finish()


def write_stack(path: AnyPath, x: np.ndarray, rows: "pd.DataFrame") -> None:
    """Write a stack that is in memory.

    Args:
        path: its folder.
        x: the arrays, shape (n, ...).
        rows: one row per array.
    """
    with writing_stack(path, x.shape, x.dtype) as stack:
        stack.x[:] = x
        stack.describe(rows)


def stack_rows(path: AnyPath, text: tuple[str, ...] = ()) -> "pd.DataFrame":
    """Read the table of a stack.

    Args:
        path: its folder.
        text: columns that stay text, as for `read_table`.

    Raises:
        UserError: there is no such stack, or its table is broken.
    """
    require(path)
    return read_table(Path(path) / ROWS, text)


def map_stack(path: AnyPath) -> np.ndarray:
    """Map the arrays of a stack into memory, read-only, shape (n, ...).

    The array stays what it is when the stack is replaced.

    Raises:
        UserError: there is no such stack, or its array is broken.
    """
    require(path)
    try:
        return np.load(Path(path) / ARRAYS, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise UserError(
            f"{path}: expected a folder with {ARRAYS}, received something else ({error}); "
            "remove it and run `dvc repro`."
        ) from None
