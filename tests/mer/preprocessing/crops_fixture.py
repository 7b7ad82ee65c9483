"""Masked crops as the stage `mask` leaves them, of clips that a test makes up."""

from collections.abc import Mapping

import numpy as np

from mer.core.files import writing_archive
from mer.core.paths import AnyPath
from mer.preprocessing import crop_archive, lossless


def write_crops(path: AnyPath, clips: Mapping[str, np.ndarray]) -> None:
    """Write the crops of each clip, `(F, height, width[, 3])`, as those of its frames 101, ..."""
    with writing_archive(path) as archive:
        for clip, crops in clips.items():
            for number, crop in enumerate(crops, start=101):
                archive.add_bytes(crop_archive.name(clip, number), lossless.encode(crop))
