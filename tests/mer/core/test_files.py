"""A killed or failed stage must not leave half a file, and bytes must not depend on the clock."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.core import files
from mer.core.errors import UserError


class InterruptedWriteError(Exception):
    """Something that happens in mid-write."""


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(InterruptedWriteError), files.replacing(path) as temporary:
        temporary.write_text("half")
        raise InterruptedWriteError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_removed(tmp_path):
    path = tmp_path / "folder"
    (tmp_path / ".folder.tmp").mkdir()
    (tmp_path / ".folder.tmp" / "half").write_text("")
    path.mkdir()
    (path / "old").write_text("")
    with files.replacing(path) as temporary:
        temporary.mkdir()
        (temporary / "new").write_text("")
    assert [one.name for one in path.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_has_the_same_bytes_each_time_and_reads_as_npz(tmp_path, monkeypatch):
    array = np.arange(12, dtype=np.uint8).reshape(3, 4)
    files.write_arrays(tmp_path / "a.npz", x=array, names=np.array(["ä", "b"]))
    monkeypatch.setattr("time.time", lambda: 1e9)
    files.write_arrays(tmp_path / "b.npz", x=array, names=np.array(["ä", "b"]))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with files.read_arrays(tmp_path / "a.npz") as read:
        assert read["x"].tolist() == array.tolist()
        assert read["names"].tolist() == ["ä", "b"]


def test_a_table_reads_back_as_it_was(tmp_path):
    table = pd.DataFrame({"subject": ["006", "", "NA"], "gap": [0.1, 1 / 3, 1e-17]})
    files.write_table(tmp_path / "t.csv", table)
    pd.testing.assert_frame_equal(
        files.read_table(tmp_path / "t.csv", ("subject", "absent")), table
    )
    assert b"\r" not in (tmp_path / "t.csv").read_bytes()


def test_a_missing_file_names_the_stage_that_writes_it(tmp_path):
    with pytest.raises(
        UserError, match=r"t\.csv: expected a file, found none; run `dvc repro split@smic`"
    ):
        files.read_table(tmp_path / "t.csv", made_by="split@smic")
    with pytest.raises(UserError, match="check the path"):
        files.read_arrays(tmp_path / "t.npz")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfa", b'a,b\n"1,2\n'])
def test_a_broken_file_is_a_sentence(content, tmp_path):
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(UserError, match="expected a CSV file"):
        files.read_table(tmp_path / "t")
    with pytest.raises(UserError, match="expected an npz file"):
        files.read_arrays(tmp_path / "t")


def test_json_refuses_what_json_cannot_hold(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(tmp_path / "a.json", {"uar": float("nan")})
    assert not list(tmp_path.iterdir())
    files.write_json(tmp_path / "a.json", {"name": "CAS(ME)²"})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "name": "CAS(ME)²"\n}\n'


@given(
    arrays(
        st.sampled_from([np.uint8, np.float32, np.dtype("<U5")]),
        st.lists(st.integers(0, 4), min_size=1, max_size=4),
    ),
    st.text("abcä", min_size=1, max_size=40),
)
def test_a_mapped_array_is_the_array_that_was_written(tmp_path_factory, array, name):
    path = tmp_path_factory.mktemp("maps") / "a.npz"
    files.write_arrays(path, before=np.arange(5), **{f"_{name}": array}, after=np.arange(3))
    mapped = files.map_array(path, f"_{name}")
    assert (mapped.dtype, mapped.shape, mapped.tolist()) == (
        array.dtype,
        array.shape,
        array.tolist(),
    )


def test_a_mapped_array_outlives_its_file_and_cannot_be_changed(tmp_path):
    path = tmp_path / "a.npz"
    files.write_arrays(path, x=np.arange(1000))
    mapped = files.map_array(path, "x")
    files.write_arrays(path, x=np.zeros(1000, int))
    assert mapped.sum() == 499500
    with pytest.raises(ValueError, match="read-only"):
        mapped[0] = 1
    np.savez_compressed(path, x=np.arange(1000))
    with pytest.raises(ValueError, match="x is compressed"):
        files.map_array(path, "x")
