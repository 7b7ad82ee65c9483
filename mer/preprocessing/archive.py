"""The stored frames of a clip, read in the process that works on them.

A clip of sixteen 640x480 frames is up to 8 MB: reading them in one process and sending them to
another costs what the other one saves. So only the archive's path, the clip and its frames' numbers
travel.
"""

import functools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mer.core.errors import UserError


@dataclass(frozen=True)
class Stored:
    """A clip in an archive of frames.

    `archive` is the absolute path of the zip file, `clip` the clip's id, `numbers` are those of its
    frames, in order.
    """

    archive: Path
    clip: str
    numbers: tuple[int, ...]

    def files(self) -> Iterator[bytes]:
        """Read the frames' files one after the other.

        Raises:
            UserError: there is no such archive, or a frame in it is missing or damaged.
        """
        archive, members = _open(self.archive)
        for number in self.numbers:
            try:
                content = archive.read(members[f"{self.clip}/{number:06d}"])
            except (KeyError, zipfile.BadZipFile) as error:
                numbers = " ".join(map(str, self.numbers))
                raise UserError(
                    f"{self.archive}: expected the frames {numbers} of {self.clip}, as "
                    f"{self.archive.stem}.csv beside it lists them, found one missing or damaged "
                    f"({error}); "
                    f"run `dvc repro --force extract@{self.archive.stem}`."
                ) from None
            yield content


def clips_of(path: Path) -> set[str]:
    """Return the ids of the clips that have frames in an archive.

    Raises:
        UserError: there is no such archive.
    """
    return {name.rpartition("/")[0] for name in _open(path)[1]}


def onset(path: Path, clip: str) -> bytes:
    """Read the first stored frame of a clip.

    Raises:
        UserError: there is no such archive, or no frame of the clip in it.
    """
    numbers = [
        int(name.rpartition("/")[2]) for name in _open(path)[1] if name.rpartition("/")[0] == clip
    ]
    (content,) = Stored(path, clip, (min(numbers, default=0),)).files()
    return content


def _open(path: Path) -> tuple[zipfile.ZipFile, dict[str, str]]:
    """Return the open archive, and the names of its members by name without extension."""
    try:
        state = path.stat()
        return _opened(path, (state.st_ino, state.st_size, state.st_mtime_ns))
    except FileNotFoundError:
        raise UserError(
            f"{path}: expected a file, found none; run `dvc repro extract@{path.stem}`."
        ) from None
    except zipfile.BadZipFile:
        raise UserError(
            f"{path}: expected a zip file, received another; remove it and run `dvc repro`."
        ) from None


@functools.lru_cache(maxsize=1)
def _opened(path: Path, state: tuple[int, int, int]) -> tuple[zipfile.ZipFile, dict[str, str]]:
    """Open an archive once per process, as its table of contents is long.

    A replaced file has another `state`.
    """
    archive = zipfile.ZipFile(path)
    return archive, {str(Path(name).with_suffix("")): name for name in archive.namelist()}
