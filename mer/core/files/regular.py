"""Whether a file that others put there can be read: neither a pipe nor without an end."""

import stat
from pathlib import Path

LARGEST = 256 * 1024**2
"""Bytes of a picture file; the largest frames of the data sets, 2040x1088 BMP, have 7 million."""


def problem(path: Path) -> str:
    """Say why a picture file is not to be opened; empty where it may be.

    Opening a pipe waits for someone to write into it, and a device such as /dev/zero never ends.
    """
    try:
        status = path.stat()
    except OSError as error:
        return error.strerror or "cannot be read"
    if not stat.S_ISREG(status.st_mode):
        return "it is no file but a pipe, device or folder"
    return f"it has {status.st_size} bytes" if status.st_size > LARGEST else ""
