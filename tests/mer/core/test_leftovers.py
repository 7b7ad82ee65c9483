"""What killed runs leave may show licensed faces: it must go; what is being written must stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dvc_objects.fs.utils import tmp_fname

from mer.core import command, files, leftovers


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def write(path: str) -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("a face")
    return Path(path)


def test_the_next_start_removes_what_dead_processes_left(tmp_path, monkeypatch, dead):
    monkeypatch.chdir(tmp_path)
    host = leftovers._HOST
    old = [
        write(f"data/masked/.smic.npz.{host}-{dead}-0123abcd.tmp"),
        write(f"data/clips/.smic.{host}-{dead}-0123abcd.tmp/x.npy").parent,
        write(f"data/augmented/DA/.smic.{host}-{dead}-0123abcd.tmp/x.npy").parent,
        write(f".folds/.key-0gpu.npz.{host}-{dead}-0123abcd.tmp"),
        write("data/masked/.smic.npz.tmp"),  # of an earlier version
    ]
    kept = [
        write(f"data/masked/.casme2.npz.{host}-{os.getpid()}-0123abcd.tmp"),
        write(f"data/masked/.samm.npz.another-{dead}-0123abcd.tmp"),
        write("data/masked/smic.npz"),
        write("data/licensed/smic/.hidden.tmp"),
        write("data/standin/smic/.hidden.tmp"),
    ]
    command.run(lambda: None)
    assert not [path for path in old if path.exists()]
    assert all(path.exists() for path in kept)


def test_what_dvc_is_putting_in_place_stays_until_it_is_old(tmp_path, monkeypatch):
    """Stages of several data sets run at once: one that starts must not take another one's file."""
    monkeypatch.chdir(tmp_path)
    writing = [write(f"data/masked/{tmp_fname()}"), write(f"data/masked/{tmp_fname('smic.zip')}")]
    leftovers.sweep()
    assert all(path.exists() for path in writing)
    monkeypatch.setattr(leftovers, "OLD", 0)
    leftovers.sweep()
    assert not any(path.exists() for path in writing)


def test_a_folder_without_data_starts_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    leftovers.sweep()
    Path("data").write_text("a file")
    leftovers.sweep()


def test_two_writers_of_one_file_leave_one_of_the_two_whole(tmp_path):
    path = tmp_path / "smic.npz"
    with files.replacing(path) as first, files.replacing(path) as second:
        assert first != second
        second.write_text("second, whole")
        first.write_text("first, half")
        assert second.exists()
    assert path.read_text() == "first, half"  # whole, as its block has ended
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_of_one_folder_leave_one_of_the_two_whole(tmp_path):
    path = tmp_path / "clips"
    path.mkdir()
    with files.replacing(path) as first, files.replacing(path) as second:
        for number, folder in enumerate((first, second)):
            folder.mkdir()
            (folder / "x.npy").write_text(str(number))
    assert [file.read_text() for file in path.iterdir()] == ["0"]
    assert list(tmp_path.iterdir()) == [path]
