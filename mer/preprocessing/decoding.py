"""Image files to arrays, strictly.

A damaged file is an error, never a picture with a gray lower half.
"""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "BMP", "PNG")  # what the data sets and the extracted videos consist of


class UndecodableError(Exception):
    """The bytes are no whole image; the text says why."""


def decode(content: bytes) -> np.ndarray:
    """Decode one image file.

    Args:
        content: the bytes of a JPEG, BMP or PNG file.

    Returns:
        `(height, width)` uint8 where the file is gray, else `(height, width, 3)` uint8 in the order
        red, green, blue.

    Raises:
        UndecodableError: the file is truncated, damaged, or something else.
    """
    # Pillow, not OpenCV: cv2.imdecode fills what is missing of a truncated file with gray and says
    # nothing
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.mode.startswith(("I", "F")):
                raise UndecodableError(f"expected 8 bits a channel, received mode {image.mode}")
            gray = image.mode in ("1", "L", "LA", "La")
            return np.asarray(image.convert("L" if gray else "RGB"))
    except UndecodableError:
        raise
    except UnidentifiedImageError:
        raise UndecodableError("it is not a JPEG, BMP or PNG image") from None
    except Exception as error:
        # parsers of damaged files fail with many kinds of errors: IndexError, struct.error
        reason = str(error).split(" (")[0].strip()
        raise UndecodableError(reason or type(error).__name__) from None
