"""A map that lies elsewhere on the face than the network looked would mislead."""

import cv2
import numpy as np

from mer.reporting import map_faces


def test_frames_as_they_are_and_under_each_map(tmp_path):
    clip = np.full((3, 16, 16), 100, np.uint8)
    grad_cam, occlusion = np.zeros((2, 3, 16, 16), np.float32)
    grad_cam[1, :8] = 1  # the upper half, in the second frame
    path = tmp_path / "a.png"
    map_faces.write(path, clip, (grad_cam, occlusion), "negative 0.9")
    side, head = map_faces._SIDE, map_faces._HEAD
    picture = cv2.imread(str(path))
    assert picture.shape == (head + 3 * side, 3 * side, 3)
    rows = [picture[head + n * side : head + (n + 1) * side] for n in range(3)]
    assert (rows[0] == 100).all()
    assert (rows[2] == 100).all()
    heated = (rows[1] != 100).any(axis=2)
    assert heated[10:50, side + 10 : 2 * side - 10].all()
    assert not heated[70:].any()
    assert not heated[:, :side].any()
    assert (picture[:head] < 255).any(), "the line of text"
    before = path.read_bytes()
    map_faces.write(path, clip, (grad_cam, occlusion), "negative 0.9")
    assert path.read_bytes() == before
