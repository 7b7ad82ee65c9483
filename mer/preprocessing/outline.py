"""The mean face of a data set: where its landmarks lie in the crops, and what of them is black."""

from typing import TYPE_CHECKING

import numpy as np

from mer.core import files, params, paths
from mer.preprocessing import sampling, stencil

if TYPE_CHECKING:
    import pandas as pd

_SIDE = 400  # pixels of the picture in which the black region is drawn


def mean_outline(dataset: str) -> np.ndarray:
    """Average the landmarks of the kept clips, as they lie in their crops.

    Args:
        dataset: its key; data/masked/d.csv is read.

    Returns:
        (68, 2) x and y as shares of the crop's width and height. It is nobody's face.

    Raises:
        UserError: there is no such table, or it has no landmarks.
    """
    path = paths.masked_table(dataset)
    columns = ("left", "top", "right", "bottom", "landmarks", "status")
    rows = files.read_table(path, ("status", "landmarks"), columns)
    kept = rows[rows["status"] == "kept"]
    if kept.empty:
        raise paths.damaged(path, "the landmarks of a kept clip", "none")
    try:
        return np.mean([_in_crop(row) for _, row in kept.iterrows()], axis=0)
    except (ValueError, IndexError, TypeError):
        raise paths.damaged(path, "68 landmarks of every kept clip", "something else") from None


def _in_crop(row: "pd.Series") -> np.ndarray:
    """Return the landmarks of a clip, those of its first frame, as shares of its crop."""
    (points, *_) = sampling.from_text(row["landmarks"])
    low = np.array([row["left"], row["top"]], float)
    high = np.array([row["right"], row["bottom"]], float)
    return (points.reshape(68, 2) - low) / (high - low)


def black(outline: np.ndarray, settings: params.Mask) -> np.ndarray:
    """Return which part of the mean face is black.

    Args:
        outline: as `mean_outline` returns it.
        settings: the section `mask` of params.yaml.

    Returns:
        (400, 400) bool, True where black.
    """
    points = (outline * _SIDE).round().astype(np.int32)
    box = stencil.Box(0, 0, _SIDE, _SIDE)
    return stencil.black_region(points, box, settings.region, settings.dilate)
