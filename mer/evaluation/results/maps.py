"""A cell's file in metrics/maps/: where its networks look, by class, in numbers."""

from pathlib import Path

from mer.evaluation.results.base import Record, Result, read

Shares = dict[str, float]
"""Region of the face → share, which add up to 1; empty where a map is 0 everywhere."""


class ClassMaps(Record):
    """The mean maps of one class, over its test clips, each asked about the class that it has.

    Attributes:
        clips: test clips of the class, once per seed.
        right: how many of them were given the class.
        probability: mean probability of the class.
        grad_cam: share of the mean map of Grad-CAM in each region.
        occlusion: the same of occlusion.
        frames: share of the mean map of Grad-CAM in each frame.
        correlation: of the two mean maps over pixels; None where one is the same everywhere.
        blank: clips without a map: nothing spoke for the class (Grad-CAM, occlusion).
    """

    clips: int
    right: int
    probability: float
    grad_cam: Shares
    occlusion: Shares
    frames: list[float]
    correlation: float | None
    blank: tuple[int, int]


class MapsResult(Result):
    """A cell's file in metrics/maps/.

    Attributes:
        input: what the network is shown.
        settings: digest of the parameters.
        clips: digest of the clips and windows.
        copies: digest of the augmented copies.
        area: share of the picture that is nearest to each region's landmarks: what a map that is
            the same everywhere would have there.
        black: share of the picture that is black in the mean face.
        classes: class → its maps; without classes that have no test clip.
    """

    dataset: str
    variant: str
    protocol: str
    input: str
    settings: str
    clips: str
    copies: str
    area: Shares
    black: float
    classes: dict[str, ClassMaps]


def read_maps(path: Path) -> MapsResult | None:
    """Read the maps of a cell, whatever they were computed from; None where there are none."""
    if not path.is_file():
        return None
    return read(path, MapsResult, "remove it and run `mer maps`")
