"""What becomes of the onset frame of one clip, step by step: the article's Figure 2."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from mer.core import files, params, paths
from mer.preprocessing import archive, clip_table, crop_archive, sampling
from mer.preprocessing.decoding import decode
from mer.preprocessing.stencil import Box, black_region


class Steps(NamedTuple):
    """The pictures of one clip.

    Attributes:
        images: what it is → `(height, width)` or `(height, width, 3)` uint8.
        points: picture → the points to be marked on it, `(68, 2)`, x and y in pixels.
    """

    images: dict[str, np.ndarray]
    points: dict[str, np.ndarray]


def steps(dataset: str, settings: params.Mask) -> Steps:
    """Show how the first clip of a data set got from its frame to what the network sees.

    Args:
        dataset: its key in params.yaml.
        settings: the section `mask`.

    Raises:
        UserError: the data set was not preprocessed.
    """
    text = ("clip", "subject", "landmarks", "status")
    listed = paths.masked_table(dataset)
    row = clip_table.read_kept(listed, text).sort_values("clip").iloc[0]
    clip, points = row["clip"], sampling.from_text(row["landmarks"])[0].astype(int)
    if points.shape != (68, 2):
        raise paths.damaged(listed, f"68 landmarks of {clip}", f"numbers of shape {points.shape}")
    frame = decode(archive.onset(Path(paths.frames(dataset)).absolute(), clip))
    whole = Box(0, 0, frame.shape[1], frame.shape[0])
    black = frame.copy()
    black[black_region(points, whole, settings.region, settings.dilate)] = 0
    with crop_archive.reading(dataset) as crops:
        crop = decode(crops.files(clip)[0])
    resized = files.stack_rows(paths.clips(dataset), ("clip", "subject"))["clip"].tolist()
    if clip not in resized:
        raise paths.damaged(paths.clips(dataset), f"the clips of {listed}", f"none of {clip}")
    images = {
        "frame": frame,
        "68 landmarks": frame,
        "mask": black,
        "crop": crop,
        "gray": files.map_stack(paths.clips(dataset))[resized.index(clip), 0],
    }
    return Steps(images, {"68 landmarks": points})
