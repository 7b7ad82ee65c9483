"""Frames are decoded whole or not at all."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mer.preprocessing.decoding import UndecodableError, decode
from tests.mer.preprocessing.faces_fixture import encoded

COLOUR = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)
GRAY = COLOUR[..., 0]
FILES = {kind: encoded(COLOUR, kind) for kind in ("JPEG", "BMP", "PNG")}


@pytest.mark.parametrize("kind", ["BMP", "PNG"])
def test_colour_keeps_its_channels_in_the_order_red_green_blue(kind):
    """Swapped channels would change the gray of every colour clip."""
    assert np.array_equal(decode(FILES[kind]), COLOUR)


@pytest.mark.parametrize("kind", ["JPEG", "BMP", "PNG"])
def test_gray_stays_gray(kind):
    """SAMM is gray: three equal channels would triple its size on disk."""
    decoded = decode(encoded(GRAY, kind))
    assert decoded.shape == (24, 32)
    assert np.abs(decoded.astype(int) - GRAY).mean() < 30


def test_a_palette_becomes_colour():
    """Some BMP files have a palette; its indices are no brightness."""
    picture = Image.fromarray(COLOUR).quantize(16)
    expected = np.asarray(picture.convert("RGB"))
    buffer = io.BytesIO()
    picture.save(buffer, "BMP")
    assert np.array_equal(decode(buffer.getvalue()), expected)


@settings(deadline=None)
@given(kind=st.sampled_from(["JPEG", "BMP"]), share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_anywhere_is_an_error(kind, share):
    """A half-copied frame must not enter the benchmark as a face with a gray lower half."""
    content = FILES[kind][: int(share * len(FILES[kind]))]
    with pytest.raises(UndecodableError):
        decode(content)


def test_the_reason_says_truncated():
    """The user reads it in the list of dropped clips, where it must be the same from run to run."""
    with pytest.raises(UndecodableError, match=r"^image file is truncated$"):
        decode(FILES["JPEG"][:-40])
    with pytest.raises(UndecodableError, match=r"^it is not a JPEG, BMP or PNG image$"):
        decode(b"")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_garbage_is_an_error_of_one_kind(content):
    """One rotten file must not crash the stage."""
    with pytest.raises(UndecodableError):
        decode(content)


@settings(deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "BMP", "PNG"]), at=st.integers(0, 80), value=st.integers(0, 255)
)
def test_a_damaged_header_is_an_error_or_a_picture(kind, at, value):
    """Whatever a parser trips over, the stage sees one kind of error."""
    content = bytearray(FILES[kind])
    content[at] = value
    try:
        picture = decode(bytes(content))
    except UndecodableError as error:
        assert str(error)
    else:
        assert picture.dtype == np.uint8


def test_sixteen_bits_are_refused():
    """Cutting them to eight unasked would clip most of the picture to white."""
    with pytest.raises(UndecodableError, match="8 bits a channel"):
        decode(encoded(GRAY.astype(np.uint16) * 256))
