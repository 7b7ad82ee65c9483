"""imgaug 0.4.0 on NumPy 2: the one name that it still asks NumPy for is put back while it is imported."""

import contextlib
from collections.abc import Iterator

import numpy as np

from mer.core import opencv  # noqa: F401 - imgaug imports OpenCV: fail first, with the sentence that says what to install

_SCTYPES = {
    "int": [np.int8, np.int16, np.int32, np.int64],
    "uint": [np.uint8, np.uint16, np.uint32, np.uint64],
    "float": [np.float16, np.float32, np.float64],
}


@contextlib.contextmanager
def _numpy_with_sctypes() -> Iterator[None]:
    """Give NumPy its old name `sctypes`, and take it away again: nothing else shall come to lean on it."""
    if hasattr(np, "sctypes"):
        yield
        return
    np.sctypes = _SCTYPES
    try:
        yield
    finally:
        del np.sctypes


with _numpy_with_sctypes():
    from imgaug import augmenters

__all__ = ["augmenters"]
