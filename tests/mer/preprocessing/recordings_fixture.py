"""Videos of a real face, and of what cameras and telephones do to them."""

import struct
from pathlib import Path

import numpy as np

from mer.core import params
from mer.core.opencv import cv2
from mer.preprocessing.recordings.windows import Settings
from tests.mer.preprocessing.faces_fixture import encoded

MASK = params.Mask(region="eyes_mouth", landmarks="onset", dilate=0.02, margin=0.05, upsample=0)
CLIP = params.ClipShape(frames=4, sampling="nearest", windows=1, shift=1, size=16)
SETTINGS = Settings(MASK, CLIP)
_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def write_video(path: Path, frames: list[np.ndarray], rate: float = 25, codec: str = "FFV1"):
    """Write frames `(height, width, 3)`, by default without loss."""
    height, width = frames[0].shape[:2]
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*codec), rate, (width, height))
    assert video.isOpened()
    for frame in frames:
        video.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    video.release()
    return path


def write_folder(path: Path, frames: list[np.ndarray], first: int = 101) -> Path:
    """Write frames as img101.png, img102.png and so on."""
    path.mkdir()
    for number, frame in enumerate(frames, start=first):
        (path / f"img{number}.png").write_bytes(encoded(frame))
    return path


def turned(path: Path, frames: list[np.ndarray]) -> Path:
    """Write an MP4 as a telephone that is held upright does: lying frames, and a note."""
    lying = [np.rot90(frame).copy() for frame in frames]
    content = bytearray(write_video(path, lying, codec="mp4v").read_bytes())
    place = content.index(b"tkhd") + 4 + 40  # the matrix of version 0 of that box
    height = lying[0].shape[0]
    matrix = (0, 1 << 16, 0, -1 << 16, 0, 0, height << 16, 0, 1 << 30)
    content[place : place + 36] = struct.pack(">9i", *matrix)
    path.write_bytes(content)
    return path


def uneven(path: Path, frames: list[np.ndarray], slow: int) -> Path:
    """Write an MP4 whose last `slow` frames last one and a half times as long as the others."""
    content = bytearray(write_video(path, frames, codec="mp4v").read_bytes())
    place = content.index(b"stts")
    count, length = struct.unpack(">2I", content[place + 12 : place + 20])
    entries = struct.pack(">5I", 2, count - slow, length, slow, length * 3 // 2)
    content[place + 8 : place + 20] = entries
    for name in (b"stts", *_PARENTS):  # eight bytes more in each box around it
        start = content.index(name) - 4
        (size,) = struct.unpack(">I", content[start : start + 4])
        content[start : start + 4] = struct.pack(">I", size + 8)
    path.write_bytes(content)
    return path


def sound_only(path: Path, frames: list[np.ndarray]) -> Path:
    """Write an MP4 that says of its only stream that it is sound."""
    content = write_video(path, frames, codec="mp4v").read_bytes()
    path.write_bytes(content.replace(b"vide", b"soun").replace(b"vmhd", b"smhd"))
    return path
