"""The crops that `mask` wrote are those that `resize` reads, or a sentence says what to do."""

import zipfile

import numpy as np
import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.preprocessing import crop_archive
from tests.mer.preprocessing.crops_fixture import write_crops
from tests.mer.preprocessing.faces_fixture import astronaut, shifted

CLIPS = {
    "03/b": np.stack(shifted(astronaut(), 3)),
    "03/a": np.stack(shifted(astronaut()[:50, :40, 0], 2)),
}


@pytest.fixture
def path(project):
    write_crops(paths.masked("smic"), CLIPS)
    return paths.masked("smic")


@pytest.mark.parametrize("clip", CLIPS)
def test_the_crops_of_a_clip_come_back_in_their_order(path, clip):
    """An apex taken for the onset turns the expression around."""
    with crop_archive.reading("smic") as crops:
        assert np.array_equal(crop_archive.decoded(crops.files(clip)), CLIPS[clip])


def test_frame_numbers_of_eight_digits_keep_their_order(project):
    """SMIC has some; by the letters of its name, frame 10000000 comes before 9999999."""
    names = [crop_archive.name("03/a", number) for number in (9_999_999, 10_000_000)]
    paths.masked("smic").path.parent.mkdir(parents=True)
    with zipfile.ZipFile(paths.masked("smic"), "w") as archive:
        for name, content in zip(names, (b"first", b"second"), strict=True):
            archive.writestr(name, content)
    with crop_archive.reading("smic") as crops:
        assert crops.files("03/a") == [b"first", b"second"]


def test_a_flipped_bit_is_a_sentence_that_names_the_clip(path):
    content = bytearray(path.path.read_bytes())
    content[5000] ^= 1
    path.path.write_bytes(content)
    with (
        crop_archive.reading("smic") as crops,
        pytest.raises(
            UserError,
            match=r"masked/smic\.zip: expected the crops of 03/b, received others \(Bad CRC.*"
            "run `dvc repro --force mask@smic`",
        ),
    ):
        crops.files("03/b")


def test_no_archive_and_something_else_in_its_place_are_sentences(project):
    with (
        pytest.raises(UserError, match="run `dvc repro mask@smic`"),
        crop_archive.reading("smic"),
    ):
        pass
    paths.masked("smic").path.parent.mkdir(parents=True)
    paths.masked("smic").path.write_bytes(b"no zip")
    with (
        pytest.raises(UserError, match=r"masked/smic\.zip: expected a zip file, received another"),
        crop_archive.reading("smic"),
    ):
        pass
