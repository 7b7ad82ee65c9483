"""Smooth displacement fields: a few handles of a face are shifted, and the skin follows."""

import numpy as np

from mer.core.opencv import cv2

_STEP = 8  # pixels between the points of a field; it is smooth, so the rest is interpolated


class Warp:
    """Gaussian radial basis functions around the handles of one face in one frame size.

    A field is linear in its shifts: solving for the weights once per face makes each further field
    one product.

    Args:
        handles: (P, 2) points x, y in pixels.
        width, height: size of the frame in pixels.
        reach: standard deviation of the Gaussians in pixels.
        ridge: how far handles may stay behind their shift, so that contradicting neighbours do not
            tear the skin.
    """

    def __init__(
        self, handles: np.ndarray, width: int, height: int, reach: float, ridge: float = 0.05
    ):
        self.size = (width, height)
        columns, rows = max(2, width // _STEP), max(2, height // _STEP)
        x = (np.arange(columns) + 0.5) * width / columns - 0.5
        y = (np.arange(rows) + 0.5) * height / rows - 0.5
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        inner = _kernel(handles, handles, reach) + ridge * np.eye(len(handles))
        self._response = np.linalg.solve(inner, _kernel(handles, points, reach)).T.astype(
            np.float32
        )
        self.shape = (rows, columns, 2)
        full_x, full_y = np.meshgrid(
            np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
        )
        self._still = np.stack([full_x, full_y], axis=-1)

    def field(self, shifts: np.ndarray) -> np.ndarray:
        """Return the coarse field of `shifts`, (P, 2) in pixels; such fields add and scale."""
        return (self._response @ shifts.astype(np.float32)).reshape(self.shape)

    def sources(self, field: np.ndarray) -> np.ndarray:
        """Return for every pixel of the frame the point that `field` moves there.

        Shape (height, width, 2), float32. The field is taken at the destination, which is exact to
        first order and plenty for an expression.
        """
        return self._still - cv2.resize(field, self.size, interpolation=cv2.INTER_LINEAR)

    def apply(self, image: np.ndarray, field: np.ndarray) -> np.ndarray:
        """Move the pixels of `image` along `field`."""
        return resampled(image, self.sources(field))


def resampled(image: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Read each pixel of a new image at its point x, y in `sources`, (height, width, 2)."""
    return cv2.remap(  # type: ignore[call-overload]  # OpenCV's types lack the None it documents
        image, sources, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )


def _kernel(first: np.ndarray, second: np.ndarray, reach: float) -> np.ndarray:
    squared = ((first[:, None, :] - second[None, :, :]) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * reach**2))
