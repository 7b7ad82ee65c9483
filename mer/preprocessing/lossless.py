"""Pictures held in fewer bytes, none of their pixels changed.

Rows are predicted from the pixel beside and above, and what is left is coded by how often it
occurs: on frames of 640x480 that is 0.5 of a BMP's bytes. Searching for repeated stretches, which
is what the usual settings of PNG spend their time on, finds none in a camera's noise.
"""

import numpy as np

from mer.core.opencv import cv2
from mer.preprocessing.decoding import UndecodableError, decode

EXTENSION = ".png"
_OPTIONS = (
    (cv2.IMWRITE_PNG_COMPRESSION, 1),
    (cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
    (cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_AVG),
)


def encode(image: np.ndarray) -> bytes:
    """Return the PNG file of a picture, which `decode` turns into the same array.

    Args:
        image: `(height, width)` uint8, or `(height, width, 3)` in the order red, green, blue.

    >>> gray = np.arange(12, dtype=np.uint8).reshape(3, 4)
    >>> bool((decode(encode(gray)) == gray).all())
    True
    """
    if image.ndim == 3:
        image = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    options = [number for option in _OPTIONS for number in option]
    return cv2.imencode(EXTENSION, np.ascontiguousarray(image), options)[1].tobytes()


def compact(extension: str, content: bytes) -> tuple[str, bytes]:
    """Return a picture's file as it is to be stored: a BMP as the PNG of the same pixels.

    Args:
        extension: that of its name, such as `.bmp`.
        content: the bytes of the file. What is no BMP, does not decode, or would not become smaller
            is returned as it is.

    Returns:
        Extension and bytes.
    """
    if not content.startswith(b"BM"):
        return extension, content
    try:
        smaller = encode(decode(content))
    except UndecodableError:  # the stage `mask` says so, and drops the clip
        return extension, content
    return (EXTENSION, smaller) if len(smaller) < len(content) else (extension, content)
