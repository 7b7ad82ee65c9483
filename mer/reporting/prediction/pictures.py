"""The frames of a window as pictures that a page can hold."""

import base64
import io
from typing import NamedTuple

import numpy as np
from PIL import Image

from mer.evaluation.results.recordings import Window

FULL = 64
"""Gray levels of a difference that are shown as black or white, and that the network sees as 1."""
_HEAT = np.array([255.0, 120.0, 0.0])
_COVER = 0.65
"""How much of a crop the hottest part of a map covers."""


class Shown(NamedTuple):
    """A window to be shown.

    Attributes:
        window: what is said of it.
        frames: number and second of each of its T frames.
        clip: what the network saw, `(T, S, S)` uint8.
    """

    window: Window
    frames: tuple[tuple[int, float], ...]
    clip: np.ndarray


class Strip(NamedTuple):
    """A row of pictures: what they are, and each as a `data:` address, in the order of time."""

    title: str
    note: str
    pictures: list[str]


def strips(shown: Shown, heat: np.ndarray | None) -> list[Strip]:
    """Draw a window: its crops, what changed since the onset, where the network looks.

    Args:
        shown: the window.
        heat: `(T, S, S)` from 0 to 1, what counted for the class that was predicted; None if there
            is no map.
    """
    made = [
        Strip(
            "The crops, at the size that the network sees",
            "",
            [_picture(frame) for frame in shown.clip],
        ),
        Strip(
            "Difference to the onset frame",
            "Mid-gray: no change; brighter or darker: the pixel became so.",
            [_picture(frame) for frame in differences(shown.clip)],
        ),
    ]
    if heat is not None:
        made.append(
            Strip(
                f"What counted for {shown.window.predicted} (Grad-CAM)",
                "Orange: counted most.",
                [_picture(frame) for frame in overlaid(shown.clip, heat)],
            )
        )
    return made


def differences(clip: np.ndarray) -> np.ndarray:
    """Return frames minus the first one, `(T, S, S)` uint8 around a gray of 128.

    >>> differences(np.array([[[10]], [[42]], [[0]]], np.uint8)).ravel().tolist()
    [128, 192, 108]
    """
    change = clip.astype(np.float64) - clip[0]
    return np.rint(128 + 127 * np.clip(change / FULL, -1, 1)).astype(np.uint8)


def overlaid(clip: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Return crops `(T, S, S, 3)` uint8 under an orange map."""
    share = _COVER * np.clip(heat, 0, 1)[..., np.newaxis]
    return np.rint((1 - share) * clip[..., np.newaxis] + share * _HEAT).astype(np.uint8)


def _picture(pixels: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
