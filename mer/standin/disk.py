"""Frames and litter on disk, as the data sets' archives and their users' computers leave them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from mer.core.opencv import cv2
from mer.standin.cast import Take

NOTE = "STAND-IN.txt"
_QUALITY = 92  # of JPEG, percent
_TEXT = """STAND-IN, not the licensed data set.

This folder has the layout of {title} and nothing of its content. The faces are two
public-domain portraits (NASA's of Eileen Collins, the US Navy's of Grace Hopper), altered and
moved by a program; every subject is warped from these two. Clips, frame numbers, action units and
emotions are invented. No score on it says anything about the real data set.
"""


def note(root: Path, title: str) -> None:
    """Say at the top of a written data set what it is."""
    root.mkdir(parents=True, exist_ok=True)
    (root / NOTE).write_text(_TEXT.format(title=title), encoding="utf-8")


def encode(image: np.ndarray, extension: str) -> bytes:
    """Compress one frame; `extension` is `.jpg` or `.bmp`."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY] if extension == ".jpg" else []
    return cv2.imencode(extension, image, options)[1].tobytes()


def save(
    folder: Path,
    frames: Iterable[tuple[int, np.ndarray | bytes]],
    name: Callable[[int], str],
    takes: Sequence[Take] = (),
) -> None:
    """Write the frames of one folder.

    Args:
        folder: where to; made, even when there are no frames.
        frames: number and image, or the image's file.
        name: gives the file name of a number.
        takes: the clips among the frames, for what is wrong with them: `missing_frame` leaves out
            one in the middle, `missing_offset` the last, `truncated` cuts the last file short,
            `zero_bytes` empties it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wrong = {number: take.oddity for take in takes for number in _wrong(take)}
    for number, frame in frames:
        oddity = wrong.get(number, "")
        if oddity in ("missing_frame", "missing_offset"):
            continue
        path = folder / name(number)
        content = frame if isinstance(frame, bytes) else encode(frame, path.suffix)
        kept = {"truncated": len(content) // 2, "zero_bytes": 0}.get(oddity)
        path.write_bytes(content[:kept])


def _wrong(take: Take) -> list[int]:
    """Number the frames that a clip's oddity is about."""
    middle = take.numbers[len(take.numbers) // 2 :][:1]
    last = take.numbers[-1:]
    where = {"missing_frame": middle, "missing_offset": last, "truncated": last, "zero_bytes": last}
    return list(where.get(take.oddity, ()))


def litter(*folders: Path) -> None:
    """Leave in folders what file managers leave."""
    for folder in folders:
        (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
        (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    (folders[0] / "Shortcut to frames.lnk").write_bytes(b"L\0\0\0")
