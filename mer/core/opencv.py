"""OpenCV, with a sentence instead of a linker error where the system library under it is missing.

Use `from mer.core.opencv import cv2`.
"""

from mer.core.errors import UserError

try:
    import cv2
except ModuleNotFoundError:
    raise
except ImportError as error:
    if "failed to map segment" in str(error):  # no memory, for which there is another sentence
        raise
    raise UserError(
        f"OpenCV is installed but does not load ({error}): install the system library that is "
        "named there; on Debian and Ubuntu `apt-get install libgl1 libglib2.0-0`."
    ) from None

__all__ = ["cv2"]
