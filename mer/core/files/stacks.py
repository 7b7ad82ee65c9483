"""Stacks: gray pictures of one shape with a table that says what each of them is.

A stack is a folder with `x.npy`, uint8, whose first axis counts the arrays, and `rows.csv`, one row
per array. Processes map `x.npy` into memory: nothing is read before it is used, and they share it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mer.core.errors import UserError
from mer.core.files.tables import read_table, write_table
from mer.core.files.whole import replacing, require
from mer.core.paths import AnyPath

if TYPE_CHECKING:
    import pandas as pd

ARRAYS, ROWS = "x.npy", "rows.csv"


class StackWriter:
    """A stack that is being written, array after array; in memory is only what it is handed."""

    def __init__(self, folder: Path, shape: tuple[int, ...]):
        """Make the folder, and write the array's header into it."""
        folder.mkdir()
        self.folder = folder
        self._shape = tuple(shape)
        self._written = self._described = 0
        # not `open_memmap`: where the disk is full, writing to a mapped file kills the process,
        # with no word but "bus error"
        self._file = (folder / ARRAYS).open("wb")
        head = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(np.uint8)),
            "fortran_order": False,
            "shape": self._shape,
        }
        np.lib.format.write_array_header_1_0(self._file, head)

    def append(self, arrays: np.ndarray) -> None:
        """Write the next arrays, shape (n, ...), uint8.

        Raises:
            ValueError: they have another shape or type, or there are more than promised.
        """
        end = self._written + len(arrays)
        fits = (arrays.dtype, arrays.shape[1:]) == (np.uint8, self._shape[1:])
        if not fits or end > self._shape[0]:
            raise ValueError(
                f"expected parts of {self._shape} uint8, "
                f"received {arrays.shape} {arrays.dtype} after {self._written} rows"
            )
        self._file.write(arrays.tobytes())
        self._written = end

    def describe(self, rows: "pd.DataFrame") -> None:
        """Write the table that says what the arrays are, one row per array."""
        write_table(self.folder / ROWS, rows)
        self._described = len(rows)

    def finish(self) -> None:
        """Check that everything was written.

        Raises:
            ValueError: there are fewer arrays or rows than promised.
        """
        if not self._written == self._described == self._shape[0]:
            raise ValueError(
                f"expected {self._shape[0]} arrays and rows, received {self._written} arrays and "
                f"{self._described} rows"
            )

    def close(self) -> None:
        """Close the array's file."""
        self._file.close()


@contextlib.contextmanager
def writing_stack(path: AnyPath, shape: tuple[int, ...]) -> Iterator[StackWriter]:
    """Open a stack for writing, which appears at `path` when the block succeeds.

    Args:
        path: its folder.
        shape: of all arrays together, their number first; it may be 0.

    Raises:
        ValueError: what was written has another shape, or rows are missing.
    """
    with (
        replacing(path) as folder,
        contextlib.closing(StackWriter(folder, shape)) as stack,
    ):
        yield stack
        stack.finish()


def write_stack(path: AnyPath, x: np.ndarray, rows: "pd.DataFrame") -> None:
    """Write a stack that is in memory.

    Args:
        path: its folder.
        x: the arrays, shape (n, ...), uint8.
        rows: one row per array.

    Example:
        >>> import pandas as pd, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> clips = np.zeros((2, 8, 40, 40), np.uint8)
        >>> rows = pd.DataFrame({"clip": ["006/006_1_2", "007/007_3_1"], "subject": ["006", "007"]})
        >>> write_stack(f"{folder.name}/samm", clips, rows)
        >>> map_stack(f"{folder.name}/samm").shape
        (2, 8, 40, 40)
        >>> stack_rows(f"{folder.name}/samm", text=("subject",))["subject"].tolist()
        ['006', '007']
        >>> folder.cleanup()
    """
    with writing_stack(path, x.shape) as stack:
        stack.append(x)
        stack.describe(rows)


def stack_rows(
    path: AnyPath, text: tuple[str, ...] = (), required: tuple[str, ...] = ()
) -> "pd.DataFrame":
    """Read the table of a stack.

    Args:
        path: its folder.
        text: columns that stay text, as for `read_table`.
        required: columns that must be there.

    Raises:
        UserError: there is no such stack, its table is broken, lacks a column, or has not one row
            per array.

    Example:
        >>> import pandas as pd, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> clips = np.zeros((1, 8, 40, 40), np.uint8)
        >>> write_stack(folder.name + "/a", clips, pd.DataFrame({"subject": ["006"]}))
        >>> stack_rows(folder.name + "/a")["subject"].tolist()
        [6]
        >>> stack_rows(folder.name + "/a", text=("subject",))["subject"].tolist()
        ['006']
        >>> folder.cleanup()
    """
    require(path)
    rows = read_table(Path(path) / ROWS, text, required)
    arrays = len(map_stack(path))
    if arrays != len(rows):
        raise UserError(
            f"{path}: expected one row of {ROWS} per array of {ARRAYS}, received {len(rows)} rows "
            f"and {arrays} arrays; remove it and run `dvc repro`."
        )
    return rows


def map_stack(path: AnyPath) -> np.ndarray:
    """Map the arrays of a stack into memory, read-only, shape (n, ...).

    The array stays what it is when the stack is replaced.

    Raises:
        UserError: there is no such stack, or its array is broken.
    """
    require(path)
    try:
        found = np.load(Path(path) / ARRAYS, mmap_mode="r", allow_pickle=False)
        if not isinstance(found, np.ndarray) or not found.ndim or found.dtype != np.uint8:
            raise ValueError(f"{getattr(found, 'dtype', 'an archive')}, not arrays of uint8")
        return found
    except (ValueError, OSError, EOFError) as error:
        raise UserError(
            f"{path}: expected a folder with {ARRAYS}, received something else ({error}); "
            "remove it and run `dvc repro`."
        ) from None
