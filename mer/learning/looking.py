"""The maps of the test clips of a fold, as a task for a worker."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from mer.core import files, params


class Task(NamedTuple):
    """A fold whose test clips are looked at.

    `rows` are those of the stack `clips`, `labels` the classes that are asked about, both (n,).
    """

    profile: params.Profile
    weights: tuple[np.ndarray, ...]
    clips: Path
    rows: np.ndarray
    labels: np.ndarray


class Looked(NamedTuple):
    """The maps of a fold's test clips, float32, both (n, frames, size, size)."""

    grad_cam: np.ndarray
    occlusion: np.ndarray


def look(task: Task) -> Looked:
    """Map where a fold's network looks in its test clips, each asked about its own class.

    Keras is imported here and not above, so that the process that hands out folds does without.
    """
    from mer.learning import maps, predictor

    clips = files.map_stack(task.clips)[task.rows]
    network = predictor.Predictor(task.profile, task.weights)
    return Looked(
        maps.grad_cam(network, clips, task.labels), maps.occlusion(network, clips, task.labels)
    )
