"""Maps on the faces of the clips, for data/maps/, which git ignores."""

from pathlib import Path

import numpy as np

from mer.core import files
from mer.core.opencv import cv2

_SIDE = 120  # pixels of a frame
_HEAD = 22  # pixels above the frames, for the text


def write(path: Path, clip: np.ndarray, maps: tuple[np.ndarray, np.ndarray], text: str) -> None:
    """Write a clip as the network saw it, and the same under each of its maps.

    Args:
        path: a PNG file.
        clip: (frames, size, size) uint8.
        maps: of Grad-CAM and of occlusion, (frames, size, size), 0 to 1.
        text: one line above.
    """
    rows = [np.repeat(_large(clip)[..., None], 3, axis=-1)]
    rows += [_heated(rows[0], _large(one.astype(np.float32))) for one in maps]
    picture = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
    head = np.full((_HEAD, picture.shape[1], 3), 255, np.uint8)
    cv2.putText(head, text, (4, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1, cv2.LINE_AA)
    done, content = cv2.imencode(".png", np.concatenate([head, picture]))
    if not done:
        raise RuntimeError("OpenCV could not write a PNG")
    with files.replacing(path) as temporary:
        temporary.write_bytes(content.tobytes())


def _large(frames: np.ndarray) -> np.ndarray:
    size = (_SIDE, _SIDE)
    return np.stack([cv2.resize(one, size, interpolation=cv2.INTER_LINEAR) for one in frames])


def _heated(frames: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Mix the colours of a map into frames (n, side, side, 3), the more the hotter."""
    levels = (np.clip(heat, 0, 1) * 255).astype(np.uint8)
    colours = np.stack([cv2.applyColorMap(one, cv2.COLORMAP_INFERNO) for one in levels])
    share = 0.7 * np.clip(heat, 0, 1)[..., None]
    return ((1 - share) * frames + share * colours).round().astype(np.uint8)
