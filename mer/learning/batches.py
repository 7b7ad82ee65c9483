"""From rows of a plan to what the network sees, batch by batch; the clips stay uint8 in memory."""

import numpy as np
import pandas as pd

SCALE = {"gray": 255.0, "difference": 64.0, "centred": 64.0}
"""Gray values 0..255 become 0..1; a difference of 64 gray levels becomes 1."""


def sources(
    rows: pd.DataFrame, clips: tuple[np.ndarray, np.ndarray], copies: tuple[np.ndarray, np.ndarray]
) -> dict[str, np.ndarray]:
    """Turn the ids of a plan into row numbers.

    Rows are numbered through the stack of the clips (or windows), then on through the copies.

    Args:
        rows: rows of a plan.
        clips: ids of the original clips and 0 for each; of windows the clip and the number; shape
            (n,).
        copies: for each copy the clip that it came from and its number, shape (m,).

    Returns:
        `base` and `neighbour` (int64), `gap` (float32), each with one value per row. A sample is
        `base + gap * (neighbour - base)`; gap is 0 for every other kind of sample.

    >>> plan = pd.DataFrame({
    ...     "kind": ["copy", "smote"], "clip": ["a", "b"], "window": 0, "copy": [1, 0],
    ...     "neighbour": ["", "a"], "neighbour_window": 0, "neighbour_copy": [0, 1],
    ...     "gap": [0, 0.5],
    ... })
    >>> clips = np.array(["a", "b"]), np.array([0, 0])
    >>> copies = np.array(["a"]), np.array([1])
    >>> found = sources(plan, clips, copies)
    >>> found["base"].tolist(), found["neighbour"].tolist(), found["gap"].tolist()
    ([2, 1], [2, 2], [0.0, 0.5])
    """
    keys = [(clip, window, 0) for clip, window in zip(clips[0], clips[1].tolist(), strict=True)]
    keys += [(clip, 0, copy) for clip, copy in zip(copies[0], copies[1].tolist(), strict=True)]
    number = {key: index for index, key in enumerate(keys)}
    base = [
        number[key]
        for key in zip(rows["clip"], rows["window"].tolist(), rows["copy"].tolist(), strict=True)
    ]
    mixed = (rows["kind"] == "smote").to_numpy()
    others = zip(
        rows["neighbour"],
        rows["neighbour_window"].tolist(),
        rows["neighbour_copy"].tolist(),
        strict=True,
    )
    neighbour = [
        number[key] if mix else own for key, own, mix in zip(others, base, mixed, strict=True)
    ]
    return {
        "base": np.array(base, dtype=np.int64),
        "neighbour": np.array(neighbour, dtype=np.int64),
        "gap": rows["gap"].to_numpy(np.float32),
    }


class Pixels:
    """The clips and copies of one data set and variant, mixed and scaled on demand."""

    def __init__(self, clips: np.ndarray, copies: np.ndarray, network_input: str):
        """Keep the arrays as they are.

        Args:
            clips: originals or windows, (n, T, S, S) uint8.
            copies: augmented copies, (m, T, S, S) uint8.
            network_input: `gray`, `difference` or `centred`.
        """
        self._clips = clips
        self._copies = copies
        self._input = network_input

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames, height, width."""
        return self._clips.shape[1:]

    def _take(self, indices: np.ndarray) -> np.ndarray:
        """Read samples as float32, shape (b, T, S, S)."""
        out = np.empty((len(indices), *self.shape), dtype=np.float32)
        for row, index in enumerate(indices):
            own = index < len(self._clips)
            out[row] = self._clips[index] if own else self._copies[index - len(self._clips)]
        return out

    def batch(self, base: np.ndarray, neighbour: np.ndarray, gap: np.ndarray) -> np.ndarray:
        """Make what the network sees.

        Args:
            base: row numbers, shape (b,).
            neighbour: row numbers of the other clip of a SMOTE sample, shape (b,).
            gap: share of the way to the neighbour, shape (b,).

        Returns:
            (b, T, S, S, 1) float32: 0..1 for `gray`; over 64, differences from the onset frame for
            `difference`, from the mean over the clip's own frames for `centred`.
        """
        x = self._take(base)
        mixed = np.flatnonzero(gap)
        if len(mixed):
            x[mixed] += gap[mixed, None, None, None] * (self._take(neighbour[mixed]) - x[mixed])
        if self._input == "difference":
            x -= x[:, :1].copy()
        elif self._input == "centred":
            x -= x.mean(axis=1, keepdims=True)
        x /= SCALE[self._input]
        return x[..., None]
