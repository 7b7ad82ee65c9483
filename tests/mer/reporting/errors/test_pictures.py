"""Without these a frame could be shown as another, or a movement be too faint to see."""

import base64

import cv2
import numpy as np
import pytest

from mer.reporting.errors import pictures


@pytest.mark.parametrize(("frames", "rows"), [(2, 1), (8, 1), (16, 2), (11, 2)])
def test_every_frame_is_there_with_its_difference_below(frames, rows):
    clip = (
        np.full((frames, 80, 80), 100, np.uint8) + np.arange(frames, dtype=np.uint8)[:, None, None]
    )
    sheet = pictures.sheet(clip)
    columns = min(frames, 8)
    assert sheet.shape == (2 * rows * 82 - 2, columns * 82 - 2)
    for number in range(frames):
        row, column = divmod(number, 8)
        top, left = 2 * row * 82, column * 82
        assert (sheet[top : top + 80, left : left + 80] == 100 + number).all()
        below = sheet[top + 82 : top + 162, left : left + 80]
        assert (below == 128 + 2 * number).all()


def test_a_large_difference_ends_at_white_and_black():
    clip = np.array([np.full((80, 80), 100), np.full((80, 80), 255), np.zeros((80, 80))], np.uint8)
    sheet = pictures.sheet(clip)
    assert (sheet[82:, 82:162] == 255).all()
    assert (sheet[82:, 164:] == 0).all()


def test_small_frames_are_enlarged_pixel_by_pixel():
    clip = np.arange(32, dtype=np.uint8).reshape(2, 4, 4)
    sheet = pictures.sheet(clip)
    assert (sheet[:20, :20] == 0).all()
    assert (sheet[:20, 20:40] == 1).all()


def test_a_picture_in_a_page_is_the_picture():
    picture = np.random.default_rng(0).integers(0, 256, (5, 7), dtype=np.uint8)
    head, content = pictures.data_url(picture).split(",")
    assert head == "data:image/png;base64"
    decoded = np.frombuffer(base64.b64decode(content), np.uint8)
    assert (cv2.imdecode(decoded, cv2.IMREAD_GRAYSCALE) == picture).all()
