"""What the network sees must be the clip that the plan names."""

import numpy as np
import pandas as pd

from mer.learning.batches import Pixels, sources

CLIPS = np.array(["a/1", "a/2"])
X = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 2, 2)
COPIES = 100 + X[:1]


def rows(*values) -> pd.DataFrame:
    columns = [
        "kind",
        "clip",
        "window",
        "copy",
        "neighbour",
        "neighbour_window",
        "neighbour_copy",
        "gap",
    ]
    return pd.DataFrame(values, columns=columns)


PLAN = rows(
    ("smote", "a/1", 0, 1, "a/2", 0, 0, 0.25),
    ("original", "a/2", 0, 0, "", 0, 0, 0.0),
    ("copy", "a/1", 0, 1, "", 0, 0, 0.0),
)
IDS = (CLIPS, np.zeros(2, int)), (CLIPS[:1], np.array([1]))


def test_rows_find_their_pixels():
    found = sources(PLAN, *IDS)
    assert found["base"].tolist() == [2, 1, 2]
    assert found["neighbour"].tolist() == [1, 1, 2]
    assert found["gap"].tolist() == [0.25, 0, 0]


def test_rows_find_the_pixels_of_windows():
    """The second window of a clip and its second copy are two samples."""
    windows = np.repeat(CLIPS, 2), np.array([1, 2, 1, 2])
    plan = rows(
        ("smote", "a/1", 2, 0, "a/1", 0, 2, 0.25),
        ("window", "a/2", 2, 0, "", 0, 0, 0.0),
        ("copy", "a/1", 0, 2, "", 0, 0, 0.0),
        ("smote", "a/1", 0, 1, "a/2", 1, 0, 0.25),
    )
    found = sources(plan, windows, (CLIPS[[0, 0]], np.array([1, 2])))
    assert found["base"].tolist() == [1, 3, 5, 4]
    assert found["neighbour"].tolist() == [5, 3, 5, 2]


def test_gray_is_scaled_to_one_and_smote_samples_lie_between():
    x = Pixels(X, COPIES, "gray").batch(**sources(PLAN, *IDS))
    assert x.shape == (3, 3, 2, 2, 1)
    assert x.dtype == np.float32
    base, other = COPIES[0].astype(float), X[1].astype(float)
    assert np.allclose(x[0, ..., 0], (base + 0.25 * (other - base)) / 255)
    assert np.allclose(x[1, ..., 0], other / 255)
    assert np.allclose(x[2, ..., 0], base / 255)


def test_difference_is_from_the_onset_frame_and_may_be_negative():
    clip = np.array([[[[100]], [[164]], [[36]]]], dtype=np.uint8)
    x = Pixels(clip, clip[:0], "difference").batch(
        np.array([0]), np.array([0]), np.zeros(1, np.float32)
    )
    assert x[0, :, 0, 0, 0].tolist() == [0, 1, -1]
    assert clip[0, 1, 0, 0] == 164


def test_centred_is_from_the_mean_of_the_clips_own_frames():
    clip = np.array([[[[100]], [[164]], [[36]]], [[[7]], [[7]], [[7]]]], dtype=np.uint8)
    rows = np.array([0, 1])
    x = Pixels(clip, clip[:0], "centred").batch(rows, rows, np.zeros(2, np.float32))
    assert x[:, :, 0, 0, 0].tolist() == [[0, 1, -1], [0, 0, 0]]
    assert clip[0, 1, 0, 0] == 164
