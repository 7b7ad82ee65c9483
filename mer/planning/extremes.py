"""The furthest that an augmented copy goes in each way: the article's Figure 5."""

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
    sides = {name: recipe.crop for name in augmentation.COLUMNS if name.startswith("crop")}
    ways: dict[str, dict[str, float]] = {
        "original": {},
        f"rotate {recipe.rotate:g}°": {"rotation": recipe.rotate},
        f"crop {100 * recipe.crop:g} % a side": sides,
        f"contrast x {1 + recipe.contrast:g}": {"contrast": 1 + recipe.contrast},
    }
    return {
        name: augmentation.apply(frame, np.array([[*(still | change).values()]]))[0]
        for name, change in ways.items()
    }
