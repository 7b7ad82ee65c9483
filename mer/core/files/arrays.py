"""Archives of files and arrays: zip files with the same bytes for the same content."""

import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mer.core.files.whole import replacing
from mer.core.paths import AnyPath

_LARGE = 2**30  # bytes, half of what a zip member can have without the extension for large ones
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date in a zip: archives must not depend on the clock


class Archive:
    """A zip file written member by member: memory stays at one member.

    It is not compressed, and its bytes do not depend on the time.

    With names that end in `.npy` it is what `np.load` calls an npz file. Use it through
    `writing_archive`.
    """

    def __init__(self, path: Path):
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Append `content` under `name`."""
        self._zip.writestr(self._info(name), content)

    def add_array(self, name: str, array: np.ndarray) -> None:
        """Append `array` under `name` (without `.npy`), readable as `np.load(path)[name]`."""
        array = np.ascontiguousarray(array)
        # the sizes first: for what comes in parts, and may need more room, releases of Python
        # write different headers
        info, large = self._info(f"{name}.npy"), array.nbytes > _LARGE
        info.file_size = array.nbytes
        with self._zip.open(info, "w", force_zip64=large) as member:
            np.lib.format.write_array(member, array, allow_pickle=False)

    @staticmethod
    def _info(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.external_attr = 0o644 << 16
        return info


@contextlib.contextmanager
def writing_archive(path: AnyPath) -> Iterator[Archive]:
    """Open an `Archive` that appears at `path` when the block succeeds."""
    with replacing(path) as temporary:
        archive = Archive(temporary)
        with archive._zip:
            yield archive


def write_arrays(path: AnyPath, **arrays: np.ndarray) -> None:
    """Write named arrays as an uncompressed npz file."""
    with writing_archive(path) as archive:
        for name, array in arrays.items():
            archive.add_array(name, array)
