"""An archive must have the same bytes for the same content, whenever it is written."""

import numpy as np

from mer.core import files


def test_an_archive_has_the_same_bytes_each_time_and_reads_as_npz(tmp_path, monkeypatch):
    array = np.arange(12, dtype=np.uint8).reshape(3, 4)
    files.write_arrays(tmp_path / "a.npz", x=array, names=np.array(["ä", "b"]))
    monkeypatch.setattr("time.time", lambda: 1e9)
    files.write_arrays(tmp_path / "b.npz", x=array, names=np.array(["ä", "b"]))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with np.load(tmp_path / "a.npz") as read:
        assert read["x"].tolist() == array.tolist()
        assert read["names"].tolist() == ["ä", "b"]
