"""Real faces for tests: public-domain photographs that come with installed packages."""

import importlib.util
import io
from pathlib import Path

import numpy as np
from PIL import Image


def _photograph(package: str, *path: str) -> np.ndarray:
    folder = Path(importlib.util.find_spec(package).submodule_search_locations[0])
    with Image.open(folder.joinpath(*path)) as image:
        return np.asarray(image.convert("RGB"))


def astronaut() -> np.ndarray:
    """Return Eileen Collins's face (NASA), `(220, 240, 3)` uint8; its points span 92x93 pixels."""
    return _photograph("skimage", "data", "astronaut.png")[30:250, 110:350].copy()


def grace_hopper() -> np.ndarray:
    """Return Grace Hopper's face (US Navy), `(300, 256, 3)` uint8."""
    whole = _photograph("matplotlib", "mpl-data", "sample_data", "grace_hopper.jpg")
    return np.asarray(Image.fromarray(whole).resize((256, 300), Image.Resampling.BOX))


def shifted(frame: np.ndarray, count: int) -> list[np.ndarray]:
    """Return `count` frames, each moved by one more pixel to the right."""
    return [np.roll(frame, step, axis=1) for step in range(count)]


def encoded(frame: np.ndarray, kind: str = "PNG") -> bytes:
    """Return the bytes of an image file."""
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, kind)
    return buffer.getvalue()
