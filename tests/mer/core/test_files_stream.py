"""An array written in parts is the array."""

import numpy as np
import pytest

from mer.core.files import read_arrays, writing_archive


def test_parts_give_the_bytes_of_the_whole(tmp_path):
    """DVC compares bytes: how an array was written must not show."""
    array = np.random.default_rng(0).integers(0, 256, (5, 3, 2), dtype=np.uint8)
    with writing_archive(tmp_path / "whole.npz") as archive:
        archive.add_array("x", array)
    with writing_archive(tmp_path / "parts.npz") as archive:
        archive.add_array_stream("x", array.shape, np.uint8, (array[:2], array[2:2], array[2:]))
    assert (tmp_path / "parts.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


def test_no_parts_give_an_empty_array(tmp_path):
    """A variant without copies writes one."""
    with writing_archive(tmp_path / "a.npz") as archive:
        archive.add_array_stream("x", (0, 8, 4, 4), np.uint8, ())
    with read_arrays(tmp_path / "a.npz") as arrays:
        assert arrays["x"].shape == (0, 8, 4, 4)


@pytest.mark.parametrize(
    "parts",
    [
        [np.zeros((1, 2), np.uint8)],
        [np.zeros((3, 2), np.uint8)],
        [np.zeros((2, 3), np.uint8)],
        [np.zeros((2, 2), np.float32)],
    ],
    ids=["too few", "too many", "another shape", "another type"],
)
def test_parts_that_do_not_fit_leave_no_file(tmp_path, parts):
    """The header would promise another array than the bytes that follow."""
    with (
        pytest.raises(ValueError, match="x: expected"),
        writing_archive(tmp_path / "a.npz") as archive,
    ):
        archive.add_array_stream("x", (2, 2), np.uint8, parts)
    assert list(tmp_path.iterdir()) == []


def test_parts_are_written_as_they_come(tmp_path):
    """Collecting them first would need the memory that streaming is to save."""
    with writing_archive(tmp_path / "a.npz") as archive:
        sizes = []

        def parts():
            for _ in range(4):
                sizes.append(archive._zip.fp.tell())
                yield np.zeros((1, 1_000_000), np.uint8)

        archive.add_array_stream("x", (4, 1_000_000), np.uint8, parts())
    assert np.diff(sizes).tolist() == [1_000_000] * 3
