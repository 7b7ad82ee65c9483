"""Frames must be found wherever the work is done, and be those that lie there now."""

import pickle
import re
import weakref
import zipfile
from pathlib import Path
from unittest.mock import Mock

import pytest

from mer.core.errors import UserError
from mer.preprocessing import archive as archives
from mer.preprocessing.archive import Stored


def write(path: Path, content: bytes = b"one") -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("03/EP07/000101.bmp", content)
        archive.writestr("03/EP07/000104.JPG", b"two")


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "smic.zip"
    write(path)
    return path


def test_files_come_in_the_order_of_their_numbers_whatever_their_extension(archive):
    """An apex taken for the onset turns the expression around."""
    assert list(Stored(archive, "03/EP07", (101, 104)).files()) == [b"one", b"two"]
    assert list(Stored(archive, "03/EP07", (104, 101)).files()) == [b"two", b"one"]


def test_only_names_travel_and_another_folder_does_not_matter(archive, tmp_path, monkeypatch):
    """Frames sent to a worker cost what it saves, and a worker on a cluster runs elsewhere."""
    sent = pickle.dumps(Stored(archive, "03/EP07", (101, 104)))
    assert len(sent) < 1000
    monkeypatch.chdir("/")
    assert list(pickle.loads(sent).files()) == [b"one", b"two"]


def test_the_table_of_contents_is_read_once(archive, monkeypatch):
    """Reading it for every clip takes as long as masking, where there are ten thousand frames."""
    spy = Mock(wraps=zipfile.ZipFile)
    monkeypatch.setattr(zipfile, "ZipFile", spy)
    for _ in range(3):
        list(Stored(archive, "03/EP07", (101,)).files())
    spy.assert_called_once_with(archive)


def test_a_replaced_archive_is_opened_anew(archive, tmp_path):
    """Frames of an earlier run under this run's labels would be a silent mistake."""
    clip = Stored(archive, "03/EP07", (101,))
    assert list(clip.files()) == [b"one"]
    write(tmp_path / "other.zip", b"new")
    (tmp_path / "other.zip").replace(archive)
    assert list(clip.files()) == [b"new"]


def test_no_more_than_one_archive_is_kept_open(archive, tmp_path):
    """A removed archive of gigabytes keeps its space on the disk as long as it is held open."""
    write(tmp_path / "samm.zip")
    first = weakref.ref(archives._open(archive)[0])
    assert first() is not None
    list(Stored(tmp_path / "samm.zip", "03/EP07", (101,)).files())
    assert first() is None


def test_missing_and_damaged_frames_are_one_sentence(archive):
    """They say which clip, and how to get its frames back."""
    sentence = "smic.zip: expected the frames 101 {} of 03/EP07, as smic.csv beside it lists them, "
    sentence += "found one missing or damaged ({}"
    with pytest.raises(
        UserError,
        match=re.escape(sentence.format(107, "'03/EP07/000107'); run `dvc repro --force")),
    ):
        list(Stored(archive, "03/EP07", (101, 107)).files())
    content = archive.read_bytes()
    archive.write_bytes(content.replace(b"two", b"tow", 1))
    with pytest.raises(UserError, match=re.escape(sentence.format(104, "Bad CRC-32 for file"))):
        list(Stored(archive, "03/EP07", (101, 104)).files())


def test_no_archive_and_something_else_in_its_place_are_sentences(tmp_path):
    clip = Stored(tmp_path / "smic.zip", "03/EP07", (101,))
    with pytest.raises(
        UserError, match=r"smic\.zip: expected a file, found none; run `dvc repro extract@smic`"
    ):
        next(clip.files())
    clip.archive.write_bytes(b"no zip")
    with pytest.raises(
        UserError, match=r"smic\.zip: expected a zip file, received another; remove it"
    ):
        next(clip.files())
