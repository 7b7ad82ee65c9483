"""Which frames of a clip are used.

They are chosen from their numbers, written into the cells of a CSV file, and taken from the crops.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FrameChoice:
    """Which frames of a clip are stored, and at which positions in time it is sampled.

    `stored` are ascending indices into the frames of the clip, `positions` T indices into the
    stored ones, with fractions; `windows` are the T positions of each window, none if there are no
    windows.
    """

    stored: tuple[int, ...] = ()
    positions: tuple[float, ...] = ()
    windows: tuple[tuple[float, ...], ...] = ()


def choose(
    numbers: Sequence[float], count: int, sampling: str, windows: int = 1, shift: int = 1
) -> FrameChoice:
    """Choose frames evenly spaced in time from the first to the last, and again for each window.

    Args:
        numbers: the numbers of the frames on disk, ascending; gaps are time that passes. Those of
            a video with a variable frame rate have fractions.
        count: T, at least 2.
        sampling: `nearest` takes existing frames, of two equally near ones the earlier; `linear` a
            position between the two neighbours.
        windows: how many windows there are; 1 means none, as it would be the clip itself.
        shift: frames between the starts of neighbouring windows.

    Returns:
        Which frames to store, and where in them the T positions of the clip and of each window lie.

    Three points in time between frame 10 and frame 14, where frame 12 is not on disk:

    >>> choose([10, 11, 13, 14], 3, "nearest")
    FrameChoice(stored=(0, 1, 3), positions=(0.0, 1.0, 2.0), windows=())
    >>> choose([10, 11, 13, 14], 3, "linear").positions
    (0.0, 1.5, 3.0)
    """
    known = np.asarray(numbers, dtype=np.float64)
    spans = [(known[0], known[-1]), *_windows(known[0], known[-1], windows, shift)]
    # rounded: 2.5 must be a tie on every machine
    times = np.stack([np.linspace(start, stop, count).round(6) for start, stop in spans])
    exact = _nearest(known, times) if sampling == "nearest" else _between(known, times)
    stored = np.unique(np.concatenate([np.floor(exact), np.ceil(exact)])).astype(int)
    # floor and ceil of a position are neighbours among the stored frames too, so the fraction
    # carries over
    base = np.searchsorted(stored, np.floor(exact).astype(int))
    positions, *others = map(tuple, (base + (exact - np.floor(exact))).round(6).tolist())
    return FrameChoice(tuple(stored.tolist()), positions, tuple(others))


def _windows(first: float, last: float, windows: int, shift: int) -> list[tuple[float, float]]:
    """Return start and end of each window: all equally long, `shift` later than the one before.

    In a short clip they shift by less, so that each still holds half of it.
    """
    if windows == 1:
        return []
    step = min(shift, (last - first) / 2 / (windows - 1))
    return [(first + place * step, last - (windows - 1 - place) * step) for place in range(windows)]


def _nearest(known: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the index of the frame that is nearest to each time, of two the earlier."""
    if len(known) == 1:
        return np.zeros(times.shape)
    after = np.searchsorted(known, times).clip(1, len(known) - 1)
    before = after - 1
    earlier = times - known[before] <= known[after] - times
    return np.where(earlier, before, after).astype(np.float64)


def _between(known: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return where each time lies among the frames, as an index with a fraction."""
    return np.interp(times, known, np.arange(len(known))).round(6)


def take(frames: np.ndarray, positions: Sequence[float] | np.ndarray) -> np.ndarray:
    """Take frames at positions in time.

    Args:
        frames: `(F, ...)` uint8.
        positions: T indices into `frames` between 0 and F - 1; between two frames lies their linear
            interpolation, rounded.

    Returns:
        `(T, ...)` uint8.

    Raises:
        ValueError: a position lies outside of the frames.

    >>> take(np.array([[10], [20]], np.uint8), [0, 0.25, 1]).tolist()
    [[10], [12], [20]]
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


def to_text(sets: Iterable[Sequence | np.ndarray]) -> str:
    """Write sets of numbers, or of points, into one CSV cell.

    Args:
        sets: each of shape (n,), or (n, 2) for points.

    Returns:
        The sets separated by `;`, their numbers or points by blanks, x and y of a point by `,`.

    >>> to_text([[0, 1.5, 3]])
    '0 1.5 3'
    >>> to_text([[0, 2], [1, 3]])
    '0 2;1 3'
    >>> to_text([[(30, 41), (33, 40)]])
    '30,41 33,40'
    """
    return ";".join(" ".join(_entry(numbers) for numbers in one) for one in map(np.asarray, sets))


def _entry(numbers: np.ndarray) -> str:
    """Write one number, or the two of a point, as decimals without an exponent."""
    return ",".join(
        np.format_float_positional(float(number), trim="-") for number in np.atleast_1d(numbers)
    )


def from_text(text: str) -> list[np.ndarray]:
    """Read the sets that `to_text` wrote.

    Returns:
        One array per set, float64 of shape (n,), or (n, 2) where it holds points.

    >>> from_text("0 2;1 3")
    [array([0., 2.]), array([1., 3.])]
    >>> from_text("30,41 33,40")[0].astype(int).tolist()
    [[30, 41], [33, 40]]
    >>> from_text("")
    []
    """
    return [_set(part) for part in text.split(";")] if text else []


def _set(text: str) -> np.ndarray:
    rows = [[float(number) for number in entry.split(",")] for entry in text.split()]
    return np.array(rows) if "," in text else np.array(rows).reshape(-1)
