"""The masked crops of a data set on disk: a zip file with a PNG file per frame."""

import contextlib
import zipfile
from collections.abc import Iterator, Sequence

import numpy as np

from mer.core import files, paths
from mer.preprocessing import lossless
from mer.preprocessing.decoding import UndecodableError, decode


def name(clip: str, frame: int) -> str:
    """Return what the crop of a frame is called in the archive.

    >>> name("03/EP07_02f", 101)
    '03/EP07_02f/000101.png'
    """
    return f"{clip}/{frame:06d}{lossless.EXTENSION}"


class Crops:
    """The crops of the clips; `reading` opens them."""

    def __init__(self, archive: zipfile.ZipFile, path: paths.Output):
        """List what is there."""
        self._archive, self._path = archive, path
        self._names: dict[str, list[str]] = {}
        for member in archive.namelist():  # in the order in which the stage wrote them
            self._names.setdefault(member.rpartition("/")[0], []).append(member)

    @property
    def clips(self) -> list[str]:
        """The ids of the clips that have crops."""
        return list(self._names)

    def files(self, clip: str) -> list[bytes]:
        """Read the PNG files of a clip's frames, in their order.

        Raises:
            KeyError: there are none of this clip.
            UserError: one is damaged.
        """
        names = self._names.get(clip)
        if names is None:
            raise KeyError(f"{clip} is not in the archive")
        try:
            return [self._archive.read(member) for member in names]
        except zipfile.BadZipFile as error:
            raise paths.damaged(self._path, f"the crops of {clip}", f"others ({error})") from None


@contextlib.contextmanager
def reading(dataset: str) -> Iterator[Crops]:
    """Open the masked crops of a data set.

    Raises:
        UserError: there is no such file, or it is not a zip file.
    """
    path = paths.masked(dataset)
    files.require(path)
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise paths.damaged(path, "a zip file", "another") from None
    with archive:
        yield Crops(archive, path)


def decoded(contents: Sequence[bytes]) -> np.ndarray:
    """Return the crops of a clip, `(F, height, width[, 3])` uint8, colours in the order RGB.

    Args:
        contents: the PNG files of its frames.

    Raises:
        ValueError: they are no pictures of one size.
    """
    try:
        return np.stack([decode(content) for content in contents])
    except UndecodableError as error:
        raise ValueError(str(error)) from None
