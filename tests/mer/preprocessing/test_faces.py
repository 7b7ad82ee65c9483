"""Faces and landmarks are found where they are, by the predictor that is meant."""

from importlib.machinery import ModuleSpec

import dlib
import numpy as np
import pytest

from mer.core.errors import UserError
from mer.preprocessing import faces


def test_the_face_is_found_where_it_is(astronaut, grace_hopper):
    """Every later stage works on this rectangle."""
    for frame, centre in [(astronaut, (115, 100)), (grace_hopper, (138, 120))]:
        face = faces.detect(frame)
        assert face.left < centre[0] < face.right
        assert face.top < centre[1] < face.bottom
        assert face.score > 0.5
        assert face.upsampled == 0


def test_landmarks_have_the_order_of_the_field(astronaut):
    """Masks are cut by index: another order would black out the nose."""
    points = faces.landmarks(astronaut, faces.detect(astronaut))
    assert points.shape == (68, 2)
    assert points.dtype == np.int32
    right_eye, left_eye = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    nose, mouth, chin = points[30], points[48:60].mean(axis=0), points[8]
    assert right_eye[0] < nose[0] < left_eye[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < mouth[1] < chin[1]


def test_gray_frames_work(astronaut):
    """SAMM is gray."""
    gray = astronaut[..., 1]
    points = faces.landmarks(gray, faces.detect(gray))
    assert np.abs(points - faces.landmarks(astronaut, faces.detect(astronaut))).mean() < 3


def test_nothing_is_found_where_nothing_is():
    """A clip without a face has to be dropped, not masked at random."""
    assert faces.detect(np.zeros((100, 100), np.uint8), upsample=1) is None


def test_a_small_face_is_found_by_doubling_and_only_then(astronaut):
    """Doubling adds false faces and takes four times as long, so it is the second try."""
    small = astronaut[::2, ::2]
    assert faces.detect(small, upsample=0) is None
    assert faces.detect(small, upsample=2).upsampled == 1


def test_of_two_faces_the_better_is_taken(astronaut, grace_hopper):
    """dlib's order is none to rely on."""
    both = np.zeros((300, 500, 3), np.uint8)
    both[:220, :240] = astronaut
    both[:, 244:] = grace_hopper
    for frame in (both, both[:, ::-1]):
        scores = dlib.get_frontal_face_detector().run(np.ascontiguousarray(frame), 0, 0.0)[1]
        assert len(scores) == 2
        assert faces.detect(frame).score == max(scores)


def test_the_predictor_that_is_installed_is_the_right_one():
    """The project's own requirement must pass its own check."""
    assert faces.predictor_path().name == "shape_predictor_68_face_landmarks.dat"


def _install(monkeypatch, folder):
    spec = ModuleSpec("face_recognition_models", None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    monkeypatch.setattr(faces.importlib.util, "find_spec", lambda name: spec)


def test_a_missing_package_is_named(monkeypatch):
    """The user must learn what to install."""
    monkeypatch.setattr(faces.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"face-recognition-models.*pip install"):
        faces.predictor_path()


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    """The user must learn which file."""
    _install(monkeypatch, tmp_path)
    with pytest.raises(
        UserError, match=r"models/shape_predictor_68_face_landmarks\.dat: .*found no file; run `pip"
    ):
        faces.predictor_path()


def test_another_file_under_the_name_is_refused(monkeypatch, tmp_path):
    """A truncated or other predictor would give other landmarks, hence other numbers, silently."""
    _install(monkeypatch, tmp_path)
    path = tmp_path / "models" / "shape_predictor_68_face_landmarks.dat"
    path.parent.mkdir()
    path.write_bytes(b"half a download")
    with pytest.raises(
        UserError, match=r"expected a file with the sha256 fbdc2cb80eb9.*--force-reinstall"
    ):
        faces.predictor_path()


def test_every_face_of_a_frame_is_found_and_the_best_is_among_them(astronaut, grace_hopper):
    """Who is filmed beside another must be told so, not silently taken for the other."""
    both = np.zeros((300, 496, 3), np.uint8)
    both[:220, :240], both[:, 240:] = astronaut, grace_hopper
    found = faces.detect_all(both)
    assert len(found) == 2
    assert max(found, key=lambda face: face.score) == faces.detect(both)
