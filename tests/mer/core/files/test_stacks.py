"""A stack must hold what was written, row for row, and share it between processes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.core import files
from mer.core.errors import UserError


def rows(count: int) -> pd.DataFrame:
    return pd.DataFrame({"clip": [f"006/{number}" for number in range(count)]})


@given(arrays(np.uint8, st.lists(st.integers(0, 4), min_size=1, max_size=4)))
def test_a_stack_reads_back_as_it_was(tmp_path_factory, array):
    path = tmp_path_factory.mktemp("stacks") / "a"
    files.write_stack(path, array, rows(len(array)))
    mapped = files.map_stack(path)
    assert (mapped.dtype, mapped.shape) == (array.dtype, array.shape)
    assert mapped.tobytes() == array.tobytes()
    assert files.stack_rows(path, ("clip",))["clip"].tolist() == rows(len(array))["clip"].tolist()


def test_parts_give_the_bytes_of_the_whole(tmp_path):
    """DVC compares bytes: how an array was written must not show."""
    array = np.random.default_rng(0).integers(0, 256, (5, 3, 2), dtype=np.uint8)
    files.write_stack(tmp_path / "whole", array, rows(5))
    with files.writing_stack(tmp_path / "parts", array.shape) as stack:
        for part in (array[:2], array[2:2], array[2:]):
            stack.append(part)
        stack.describe(rows(5))
    for name in ("x.npy", "rows.csv"):
        parts, whole = tmp_path / "parts" / name, tmp_path / "whole" / name
        assert parts.read_bytes() == whole.read_bytes()


def test_the_array_grows_with_its_parts(tmp_path):
    """Room that is only promised, as in a mapped file, kills the process where the disk is full."""
    parts = np.zeros((4, 100, 100), np.uint8)
    with files.writing_stack(tmp_path / "a", parts.shape) as stack:
        array = stack.folder / "x.npy"
        for part in parts:
            assert array.stat().st_size <= stack._written * part.nbytes + 128
            stack.append(part[np.newaxis])
        stack.describe(rows(4))
    np.save(tmp_path / "x.npy", parts)
    assert (tmp_path / "a/x.npy").read_bytes() == (tmp_path / "x.npy").read_bytes()


def test_no_parts_give_an_empty_stack(tmp_path):
    """A variant without copies writes one."""
    files.write_stack(tmp_path / "a", np.empty((0, 8, 4, 4), np.uint8), rows(0))
    assert files.map_stack(tmp_path / "a").shape == (0, 8, 4, 4)
    assert files.stack_rows(tmp_path / "a").empty


@pytest.mark.parametrize(
    ("part", "count"),
    [
        (np.zeros((1, 2), np.uint8), 2),
        (np.zeros((3, 2), np.uint8), 2),
        (np.zeros((2, 3), np.uint8), 2),
        (np.zeros((2, 2), np.float32), 2),
        (np.zeros((2, 2), np.uint8), 1),
        (np.zeros((2, 2), np.uint8), 0),
    ],
    ids=["too few", "too many", "another shape", "another type", "a row short", "no rows"],
)
def test_what_does_not_fit_leaves_no_stack(tmp_path, part, count):
    """Zeros in place of missing clips would train like clips."""
    with (
        pytest.raises(ValueError, match="expected"),
        files.writing_stack(tmp_path / "a", (2, 2)) as stack,
    ):
        stack.append(part)
        stack.describe(rows(count))
    assert list(tmp_path.iterdir()) == []


def test_mapped_arrays_outlive_their_stack_and_cannot_be_changed(tmp_path):
    """A stage that replaces a stack must not change what a running worker sees."""
    files.write_stack(tmp_path / "a", np.arange(250, dtype=np.uint8), rows(250))
    mapped = files.map_stack(tmp_path / "a")
    files.write_stack(tmp_path / "a", np.zeros(250, np.uint8), rows(250))
    assert mapped.sum() == 31125
    with pytest.raises(ValueError, match="read-only"):
        mapped[0] = 1


@pytest.mark.parametrize("content", [None, b"", b"no array", b"\x93NUMPY"])
def test_a_broken_stack_is_a_sentence(content, tmp_path):
    (tmp_path / "a").mkdir()
    if content is not None:
        (tmp_path / "a/x.npy").write_bytes(content)
    with pytest.raises(UserError, match=r"a: expected a folder with x\.npy.*`dvc repro`"):
        files.map_stack(tmp_path / "a")


@pytest.mark.parametrize(
    "save",
    [
        lambda path: np.save(path, np.zeros((2, 2), np.float32)),
        lambda path: np.save(path, np.array([{}, {}], object), allow_pickle=True),
        lambda path: np.savez(path, x=np.zeros((2, 2), np.uint8)),
    ],
    ids=["other numbers", "pickled objects", "an archive"],
)
def test_what_is_no_stack_of_pictures_is_a_sentence(save, tmp_path):
    """Numbers of another scale train as well, and what is pickled could do anything."""
    (tmp_path / "a").mkdir()
    save(tmp_path / "a/x.npy")
    for archive in tmp_path.glob("a/x.npy.npz"):  # numpy insists on this name
        archive.rename(tmp_path / "a/x.npy")
    with pytest.raises(UserError, match=r"a: expected a folder with x\.npy.*`dvc repro`"):
        files.map_stack(tmp_path / "a")


def test_a_column_that_the_caller_reads_must_be_there(tmp_path):
    files.write_stack(tmp_path / "a", np.zeros((2, 2), np.uint8), rows(2))
    with pytest.raises(UserError, match="expected the column copy, found clip;"):
        files.stack_rows(tmp_path / "a", ("clip",), ("clip", "copy"))
