"""Maps of where a network looks: in which region of the face they lie, and if they are current.

`mer maps` computes them on request, outside of the pipeline's graph: it trains the folds of a cell
again to have their weights.
"""

from collections.abc import Mapping

import numpy as np

from mer.core.params import Params, Profile
from mer.core.paths import Cell
from mer.core.vocabulary import CLASSES, DATA
from mer.evaluation import controls
from mer.evaluation.results.maps import ClassMaps, MapsResult, Shares, read_maps

PROTOCOLS = ("loso", "kfold", "holdout")
"""Those whose test samples are clips that nobody trained on."""
REGIONS = {
    "cheeks and jaw": slice(0, 17),
    "brows": slice(17, 27),
    "nose": slice(27, 36),
    "eyes": slice(36, 48),
    "mouth": slice(48, 68),
}
"""Region → its rows of the 68 landmarks."""
_DIGITS = 4


def profile(params: Params) -> Profile:
    """Return how the folds are trained again: the profile's way, on its first input alone."""
    network = params.current.network.model_copy(update={"also": []})
    return params.current.model_copy(update={"network": network})


def settings(params: Params, cell: Cell, protocol: str) -> str:
    """Digest every parameter that the maps of a cell depend on: 16 hexadecimal digits."""
    return controls.settings(params, cell, controls.Arm(f"maps {protocol}", profile(params)))


def read(params: Params, cell: Cell, protocol: str, clips: str | None) -> MapsResult | None:
    """Read the maps of a cell.

    Args:
        params: what they must have been computed with.
        cell: whose they are.
        protocol: one of `PROTOCOLS`.
        clips: what `mer.evaluation.ledger.fingerprint` says of the clips that they must have been
            computed from; None if unknown.

    Returns:
        None where there are none, or some of other parameters or other clips.

    Raises:
        UserError: the file is broken.
    """
    found = read_maps(cell.maps(protocol))
    current = (
        found is not None
        and found.data == DATA[params.source]
        and found.settings == settings(params, cell, protocol)
        and found.clips == clips
    )
    return found if current else None


def regions(outline: np.ndarray, size: int) -> np.ndarray:
    """Name the region of each pixel of a square picture: that of the nearest landmark.

    Args:
        outline: (68, 2) x and y as shares of the picture's side.
        size: pixels, side of the picture.

    Returns:
        (size, size) place in `REGIONS`.
    """
    middles = (np.arange(size) + 0.5) / size
    x, y = outline[:, 0], outline[:, 1]
    distance = (middles[None, :, None] - x) ** 2 + (middles[:, None, None] - y) ** 2
    owner = np.zeros(len(outline), int)
    for number, rows in enumerate(REGIONS.values()):
        owner[rows] = number
    return owner[distance.argmin(axis=2)]


def shares(found: np.ndarray, where: np.ndarray) -> Shares:
    """Return which share of a map lies in each region; nothing where the map is 0 everywhere.

    >>> shares(np.array([[3.0, 1.0]]), np.array([[0, 4]]))
    {'cheeks and jaw': 0.75, 'brows': 0.0, 'nose': 0.0, 'eyes': 0.0, 'mouth': 0.25}
    """
    total = float(found.sum())
    if not total:
        return {}
    return {
        name: round(float(found[where == number].sum()) / total, _DIGITS)
        for number, name in enumerate(REGIONS)
    }


class Means:
    """The mean maps of the clips of one class."""

    def __init__(self, frames: int, size: int):
        """Begin with no clip."""
        self._grad_cam = np.zeros((frames, size, size))
        self._occlusion = np.zeros((size, size))
        self._probabilities: list[float] = []
        self._right = 0
        self._blank = [0, 0]

    def add(
        self, grad_cam: np.ndarray, occlusion: np.ndarray, probability: float, right: bool
    ) -> None:
        """Add a clip.

        Args:
            grad_cam: (frames, size, size), 0 to 1.
            occlusion: (frames, size, size), the same in all frames.
            probability: that of its class.
            right: whether it was given its class.
        """
        self._grad_cam += grad_cam
        self._occlusion += occlusion[0]
        self._probabilities.append(probability)
        self._right += int(right)
        for number, found in enumerate((grad_cam, occlusion)):
            self._blank[number] += int(not found.any())

    @property
    def clips(self) -> int:
        """How many clips there are."""
        return len(self._probabilities)

    @property
    def pictures(self) -> tuple[np.ndarray, np.ndarray]:
        """The mean maps of Grad-CAM, over the frames too, and of occlusion; (size, size) each."""
        return self._grad_cam.mean(axis=0) / self.clips, self._occlusion / self.clips

    def summary(self, where: np.ndarray) -> ClassMaps:
        """Reduce them to numbers; `where` is what `regions` says."""
        grad_cam, occlusion = self.pictures
        frames = self._grad_cam.sum(axis=(1, 2))
        total = frames.sum()
        return ClassMaps(
            clips=self.clips,
            right=self._right,
            probability=round(float(np.mean(self._probabilities)), _DIGITS),
            grad_cam=shares(grad_cam, where),
            occlusion=shares(occlusion, where),
            frames=(frames / total).round(_DIGITS).tolist() if total else [],
            correlation=_correlation(grad_cam, occlusion),
            blank=(self._blank[0], self._blank[1]),
        )


def _correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    if not one.std() or not other.std():
        return None
    return round(float(np.corrcoef(one.ravel(), other.ravel())[0, 1]), _DIGITS)


def summarise(
    params: Params,
    cell: Cell,
    protocol: str,
    digests: tuple[str, str],
    face: tuple[np.ndarray, np.ndarray],
    means: Mapping[int, Means],
) -> MapsResult:
    """Compute the content of a cell's file in metrics/maps/.

    Args:
        params: params.yaml.
        cell: whose maps they are.
        protocol: one of `PROTOCOLS`.
        digests: of its clips and windows, and of its copies.
        face: the mean outline, as for `regions`, and which pixels of the mean face are black,
            (n, n) bool.
        means: class number → its maps.
    """
    outline, black = face
    where = regions(outline, params.current.clip.size)
    return MapsResult(
        data=DATA[params.source],
        dataset=cell.dataset,
        variant=cell.variant,
        protocol=protocol,
        input=params.current.network.input,
        settings=settings(params, cell, protocol),
        clips=digests[0],
        copies=digests[1],
        area=shares(np.ones(where.shape), where),
        black=round(float(black.mean()), _DIGITS),
        classes={CLASSES[number]: one.summary(where) for number, one in sorted(means.items())},
    )
