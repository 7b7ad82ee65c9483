"""imgaug 0.4.0 on NumPy 2: a name that it still asks NumPy for is there while it is imported."""

import contextlib
from collections.abc import Iterator

import numpy as np

# imgaug imports OpenCV: fail first, with the sentence that says what to install
from mer.core import opencv  # noqa: F401 - see above

_SCTYPES = {
    "int": [np.int8, np.int16, np.int32, np.int64],
    "uint": [np.uint8, np.uint16, np.uint32, np.uint64],
    "float": [np.float16, np.float32, np.float64],
}


@contextlib.contextmanager
def _numpy_with_sctypes() -> Iterator[None]:
    """Restore NumPy's old name `sctypes`, then remove it: nothing else may rely on it."""
    if hasattr(np, "sctypes"):
        yield
        return
    vars(np)["sctypes"] = _SCTYPES  # no attribute that a type checker knows of
    try:
        yield
    finally:
        del vars(np)["sctypes"]


with _numpy_with_sctypes():
    from imgaug import augmenters

__all__ = ["augmenters"]
