"""Clips as the network wants them: square, gray, T frames at given positions in time."""

from collections.abc import Iterator, Sequence

import numpy as np

from mer.core.opencv import cv2


def resize(crops: np.ndarray, size: int) -> np.ndarray:
    """Resize crops to squares and make them gray.

    Args:
        crops: `(F, height, width)` uint8, or `(F, height, width, 3)` in the order red, green, blue.
        size: side of the squares in pixels.

    Returns:
        `(F, size, size)` uint8.
    """
    # area averaging does not alias when a crop shrinks, but is a mere nearest-neighbour copy when
    # it grows
    shrinks = min(crops.shape[1:3]) >= size
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    squares = np.empty((len(crops), size, size), dtype=np.uint8)
    for square, crop in zip(squares, crops, strict=True):
        resized = cv2.resize(crop, (size, size), interpolation=method)
        square[...] = resized if resized.ndim == 2 else cv2.cvtColor(resized, cv2.COLOR_RGB2GRAY)
    return squares


def sample(frames: np.ndarray, positions: Sequence[float]) -> np.ndarray:
    """Take frames at positions in time.

    Args:
        frames: `(F, ...)` uint8.
        positions: T indices into `frames` between 0 and F - 1; between two frames lies their linear
            mixture, rounded.

    Returns:
        `(T, ...)` uint8.

    Raises:
        ValueError: a position lies outside of the frames.
    """
    at = np.asarray(positions, dtype=np.float64)
    if not ((at >= 0) & (at <= len(frames) - 1)).all():  # False for NaN too
        raise ValueError(
            f"expected positions from 0 to {len(frames) - 1}, received {at.min()} to {at.max()}"
        )
    before = np.floor(at).astype(int)
    after = np.ceil(at).astype(int)
    share = (at - before).reshape(-1, *[1] * (frames.ndim - 1))
    if not share.any():
        return frames[before]
    return np.rint((1 - share) * frames[before] + share * frames[after]).astype(np.uint8)


def stream(arrays: np.lib.npyio.NpzFile, name: str) -> Iterator[np.ndarray]:
    """Read an array of an open npz file row by row, so that memory stays at one row.

    Args:
        arrays: what `mer.core.files.read_arrays` gives.
        name: the array's name.

    Yields:
        `array[0]`, `array[1]`, ..., read-only.
    """
    with arrays.zip.open(f"{name}.npy") as member:
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        for _ in range(shape[0]):
            content = member.read(dtype.itemsize * int(np.prod(shape[1:])))
            yield np.frombuffer(content, dtype).reshape(shape[1:])
