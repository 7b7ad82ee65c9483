"""The subjects of the stand-in: two public-domain portraits, varied in shape, tone and light.

The portraits come with installed packages: NASA's of Eileen Collins with scikit-image, the US
Navy's of Grace Hopper with matplotlib. A subject has the head of one, a share of the inner face of
the other, and a shape of their own.
"""

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mer.core import seeds
from mer.core.errors import UserError
from mer.core.opencv import cv2
from mer.preprocessing import faces
from mer.standin.warp import Warp, resampled

_PICTURES = (
    ("skimage", "data/astronaut.png"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
)

# where each of dlib's 68 points goes when the face is mirrored
_MIRRORED = [
    *range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1), *range(45, 41, -1),
    47, 46, *range(39, 35, -1), 41, 40, *range(54, 47, -1), *range(59, 54, -1),
    *range(64, 59, -1), *range(67, 64, -1),
]  # fmt: skip


@dataclass(frozen=True)
class Canvas:
    """What the camera sees: a frame of `width` x `height` pixels with a face in it.

    `face` is the width of the face in pixels, from ear to ear; `middle` is the height of the eyes
    as a share of the frame's.
    """

    width: int
    height: int
    face: float
    middle: float = 0.42
    color: bool = True


@dataclass(frozen=True)
class Portrait:
    """A face at rest in one frame: `image` (H, W[, 3]) uint8, `landmarks` (68, 2) in pixels."""

    image: np.ndarray
    landmarks: np.ndarray


@dataclass(frozen=True)
class Person:
    """How one subject looks and moves.

    `shape` are shifts of the 68 points in eye distances; `gains` scale each action unit, `habit` is
    a movement this subject makes whatever they feel; `strength` scales all of their expressions;
    `style` chooses their usual way to express each class, a share in [0, 1) of the ways there are.
    """

    head: int
    mirrored: bool
    mix: float
    shape: np.ndarray
    roll: float
    tone: np.ndarray
    gamma: float
    light: np.ndarray
    blur: float
    strength: float
    gains: np.ndarray
    habit: np.ndarray
    style: np.ndarray


def person(*names: str | int, units: int) -> Person:
    """Draw a subject.

    Args:
        names: what the subject is known by; other names give another subject.
        units: how many action units a face has.
    """
    random = seeds.generator("standin", "person", *names)
    return Person(
        head=int(random.integers(2)),
        mirrored=bool(random.integers(2)),
        mix=float(random.uniform(0, 0.75)),
        shape=_shape(random),
        roll=float(random.normal(0, 2.0)),
        tone=random.uniform(0.8, 1.12) * random.uniform(0.93, 1.07, 3),
        gamma=float(random.uniform(0.8, 1.3)),
        light=random.normal(0, 0.12, 2),
        blur=float(random.uniform(0, 0.8)),
        strength=float(random.uniform(0.8, 1.2)),
        gains=np.exp(random.normal(0, 0.15, (units, 2))),
        habit=random.normal(0, 1.0, units),
        style=random.random(3),
    )


def portrait(who: Person, canvas: Canvas) -> Portrait:
    """Draw a subject at rest, as the camera of `canvas` sees them."""
    head, inner = _sources(who)
    to_head = _similarity(head.landmarks, canvas, who.roll)
    placed = _transformed(head.landmarks, to_head)
    eyes = np.linalg.norm(placed[36:42].mean(0) - placed[42:48].mean(0))
    landmarks = placed + who.shape * eyes
    image = _redrawn(head, to_head, landmarks, canvas)
    if who.mix > 0:
        other = _redrawn(inner, _similarity(inner.landmarks, canvas, who.roll), landmarks, canvas)
        image = _blended(image, other, landmarks, who.mix)
    return Portrait(_lit(image, who, canvas), landmarks)


@functools.lru_cache(maxsize=1)
def bases() -> tuple[Portrait, Portrait]:
    """Read the two portraits and find their landmarks.

    Raises:
        UserError: an installed package lacks its picture.
    """
    found = []
    for package, path in _PICTURES:
        image = cv2.imread(str(_packaged(package, path)), cv2.IMREAD_COLOR)
        face = None
        if image is not None:
            seen = np.ascontiguousarray(image[..., ::-1])
            face = faces.detect(seen)
        if image is None or face is None:
            raise UserError(
                f"{package}/{path}: expected a picture of a face in this package, found another "
                "file; run `make setup` again."
            )
        found.append(Portrait(image, faces.landmarks(seen, face).astype(float)))
    return found[0], found[1]


def _packaged(package: str, path: str) -> Path:
    """Locate a file of an installed package without importing it, which would take seconds."""
    spec = importlib.util.find_spec(package)
    file = Path(spec.origin).parent / path if spec and spec.origin else Path(package) / path
    if not file.is_file():
        raise UserError(
            f"{file}: expected this file of the package {package}, found none; "
            "run `make setup` again."
        )
    return file


def _sources(who: Person) -> tuple[Portrait, Portrait]:
    both = [_mirrored(base) if who.mirrored else base for base in bases()]
    return both[who.head], both[1 - who.head]


def _mirrored(base: Portrait) -> Portrait:
    landmarks = base.landmarks[_MIRRORED].copy()
    landmarks[:, 0] = base.image.shape[1] - 1 - landmarks[:, 0]
    return Portrait(np.ascontiguousarray(base.image[:, ::-1]), landmarks)


def _shape(random: np.random.Generator) -> np.ndarray:
    """Draw a shape in eye distances: parts of the face shift, and each point a little by itself."""
    shape = random.normal(0, 0.004, (68, 2))
    side = np.where(np.arange(68) < 27, np.sign(np.interp(np.arange(68), [0, 16], [-1, 1])), 0.0)
    jaw, brows = np.arange(17), np.arange(17, 27)
    shape[jaw, 0] += np.linspace(-1, 1, 17) * random.normal(0, 0.05)
    shape[jaw, 1] += np.sin(np.linspace(0, np.pi, 17)) * random.normal(0, 0.06)
    shape[brows, 1] += random.normal(0, 0.035)
    side[17:22], side[22:27] = -1, 1
    shape[brows, 0] += side[brows] * random.normal(0, 0.025)
    shape[27:36, 1] += np.array([0, 0.3, 0.6, 1, 1, 1, 1, 1, 1]) * random.normal(0, 0.04)
    shape[31:36, 0] += np.array([-1, -0.5, 0, 0.5, 1]) * random.normal(0, 0.03)
    for eye, outwards in ((slice(36, 42), -1), (slice(42, 48), 1)):
        shape[eye, 0] += outwards * random.normal(0, 0.015)
    shape[48:68, 1] += random.normal(0, 0.04)
    shape[[48, 60], 0] -= (wide := random.normal(0, 0.04))
    shape[[54, 64], 0] += wide
    return shape


def _similarity(landmarks: np.ndarray, canvas: Canvas, roll: float) -> np.ndarray:
    """Return the 2x3 matrix that puts a face upright into the frame, but for `roll` degrees."""
    left, right = landmarks[36:42].mean(0), landmarks[42:48].mean(0)
    tilt = np.degrees(np.arctan2(*(right - left)[::-1]))
    scale = float(canvas.face / np.linalg.norm(landmarks[16] - landmarks[0]))
    # the jaw's middle, not the eyes', is the middle of the face when it looks a little aside
    centre = ((landmarks[0, 0] + landmarks[16, 0]) / 2, (left[1] + right[1]) / 2)
    matrix = cv2.getRotationMatrix2D(centre, tilt + roll, scale)
    matrix[:, 2] += np.array([canvas.width / 2, canvas.height * canvas.middle]) - centre
    return matrix


def _transformed(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return points @ matrix[:, :2].T + matrix[:, 2]


def _redrawn(
    base: Portrait, matrix: np.ndarray, landmarks: np.ndarray, canvas: Canvas
) -> np.ndarray:
    """Draw `base` into the frame so that its points come to lie on `landmarks`."""
    warp = Warp(landmarks, canvas.width, canvas.height, reach=canvas.face * 0.2, ridge=0.01)
    sources = warp.sources(warp.field(landmarks - _transformed(base.landmarks, matrix)))
    back = cv2.invertAffineTransform(matrix)
    sources = cv2.transform(sources, back).astype(np.float32)
    return resampled(base.image, sources)


def _blended(
    image: np.ndarray, other: np.ndarray, landmarks: np.ndarray, share: float
) -> np.ndarray:
    """Mix the inner face of `other` into `image`, in the colours of `image`."""
    outline = landmarks[:27].copy()
    outline = outline.mean(0) + (outline - outline.mean(0)) * 0.9
    mask = np.zeros(image.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(outline).astype(np.int32)), 1.0)
    inside = mask > 0
    a, b = image.astype(np.float32), other.astype(np.float32)
    b = (b - b[inside].mean(0)) * (a[inside].std(0) / b[inside].std(0)) + a[inside].mean(0)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.05 * np.ptp(landmarks[:, 0]))[..., None] * share
    return np.clip(a + (b - a) * mask, 0, 255).astype(np.uint8)


def _lit(image: np.ndarray, who: Person, canvas: Canvas) -> np.ndarray:
    """Apply tone, a light from one side, and the blur of the lens."""
    height, width = image.shape[:2]
    slope = (
        np.linspace(-1, 1, width)[None, :] * who.light[0]
        + np.linspace(-1, 1, height)[:, None] * who.light[1]
    )
    bright = (image / np.float32(255)) ** np.float32(who.gamma) * (
        1 + slope[..., None].astype(np.float32)
    )
    shown = np.clip(bright * who.tone.astype(np.float32) * 255, 0, 255).astype(np.uint8)
    if who.blur > 0.3:
        shown = cv2.GaussianBlur(shown, (0, 0), who.blur)
    return shown if canvas.color else cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)
