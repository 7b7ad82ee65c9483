"""What is stored in fewer bytes must be the same picture: one changed pixel would be motion."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from mer.preprocessing import lossless
from mer.preprocessing.decoding import decode
from tests.mer.preprocessing.faces_fixture import astronaut, encoded


@given(
    arrays.arrays(
        np.uint8, st.one_of(st.tuples(*[st.integers(1, 9)] * 2), st.tuples(*[st.just(3)] * 3))
    )
)
def test_every_picture_comes_back_as_it_was(image):
    """Gray or in colour, of any size: the crop of a face is as large as the face."""
    assert np.array_equal(decode(lossless.encode(image)), image)


@pytest.mark.parametrize("image", [astronaut(), astronaut()[..., 0]], ids=["colour", "gray"])
def test_a_bmp_becomes_a_png_of_the_same_pixels_and_of_fewer_bytes(image):
    """SMIC's frames are 5 GB of BMP."""
    bmp = encoded(image, "BMP")
    extension, content = lossless.compact(".bmp", bmp)
    assert extension == ".png"
    assert len(content) < 0.75 * len(bmp)
    assert np.array_equal(decode(content), decode(bmp))
    assert np.array_equal(decode(content), image)


def test_a_bmp_with_a_palette_keeps_its_colours():
    buffer = io.BytesIO()
    Image.fromarray(astronaut()).quantize(16).save(buffer, "BMP")
    stored = lossless.compact(".bmp", buffer.getvalue())[1]
    assert np.array_equal(decode(stored), decode(buffer.getvalue()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_compressed_already_is_left_alone(kind):
    """A JPEG would become five times as large."""
    content = encoded(astronaut(), kind)
    assert lossless.compact(".jpg", content) == (".jpg", content)


def test_what_does_not_decode_is_left_for_the_stage_that_says_so():
    broken = encoded(astronaut(), "BMP")[:-900]
    assert lossless.compact(".bmp", broken) == (".bmp", broken)
    tiny = encoded(np.zeros((1, 1, 3), np.uint8), "BMP")
    assert lossless.compact(".bmp", tiny) == (".bmp", tiny)  # a PNG of it is larger
