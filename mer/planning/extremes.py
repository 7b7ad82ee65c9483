"""The furthest that an augmented copy goes in each way: the article's Figure 5."""

import math
from collections.abc import Iterable

import numpy as np

from mer.core import files, params, paths
from mer.planning import augmentation


def pictures(dataset: str, recipes: Iterable[params.Augment]) -> dict[str, np.ndarray]:
    """Show the onset frame of the first clip of a data set, and its extreme copies.

    Args:
        dataset: its key in params.yaml.
        recipes: of the variants; the one with the most copies is shown, of several the first.

    Returns:
        What it is → `(S, S)` uint8.

    Raises:
        UserError: the data set has no clips.
    """
    recipe = max(recipes, key=lambda one: one.copies)
    frame = np.array(files.map_stack(paths.clips(dataset))[:1, 0])
    still = dict.fromkeys(augmentation.COLUMNS, 0.0) | {"contrast": 1.0, "brightness": 1.0}
    crop, side = f"crop {100 * recipe.crop:g} % a side", recipe.crop
    if recipe.crop_area:  # of a window in the middle
        crop = f"crop {100 * recipe.crop_area:g} % of the area"
        side = (1 - math.sqrt(1 - recipe.crop_area)) / 2
    ways: dict[str, dict[str, float]] = {
        "original": {},
        f"rotate {recipe.rotate:g}°": {"rotation": recipe.rotate},
        crop: dict.fromkeys(augmentation.COLUMNS[augmentation.CROPS], side),
        f"contrast x {1 + recipe.contrast:g}": {"contrast": 1 + recipe.contrast},
    }
    if recipe.brightness:
        ways[f"brightness x {1 + recipe.brightness:g}"] = {"brightness": 1 + recipe.brightness}
    return {
        name: augmentation.apply(frame, np.array([[*(still | change).values()]]))[0]
        for name, change in ways.items()
    }
