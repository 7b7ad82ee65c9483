"""A folder of frames as a recording."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from mer.core import files
from mer.datasets.tree import IMAGES, VIDEOS, Tree
from mer.preprocessing.decoding import UndecodableError, decode
from mer.preprocessing.recordings.records import Frame, Moment, Recording, UnusableRecordingError


class Folder(Recording):
    """A folder of JPEG, PNG or BMP files.

    Frames have the numbers at the end of their names, as those of the data sets; where no name has
    one, they are numbered from 1 in the natural order of their names.
    """

    def __init__(self, path: Path, rate: float):
        """List the files.

        Args:
            path: the folder.
            rate: frames per second.

        Raises:
            UnusableRecordingError: there is no frame in it.
        """
        super().__init__(path, rate)
        tree = Tree(path, "the recording")
        images = [name for name in tree.files(path) if Path(name).suffix.lower() in IMAGES]
        numbered, _ = tree.frames(path)
        if not numbered:
            numbered = dict(enumerate(sorted(images, key=natural), start=1))
        if not numbered:
            raise UnusableRecordingError(_nothing(tree, path))
        first = min(numbered)
        self._files = {
            Moment(number, float(number), (number - first) / rate): path / numbered[number]
            for number in sorted(numbered)
        }
        self._others = len(images) - len(numbered)
        self._damaged: dict[str, str] = {}

    @property
    def end(self) -> tuple[int, float]:
        """Number of frames, and seconds from the first to the last."""
        return len(self._files), list(self._files)[-1].seconds

    def moments(self) -> list[Moment]:
        """Return the place of every frame."""
        return list(self._files)

    def frames(self, numbers: Collection[int] | None = None) -> Iterator[Frame]:
        """Decode the files in order."""
        for moment, file in self._files.items():
            if numbers is not None and moment.number not in numbers:
                continue
            try:
                pixels = _read(file)
            except UndecodableError as error:
                if numbers is not None:
                    raise UnusableRecordingError(
                        f"{file.name}: expected an image, found a file that cannot be read "
                        f"({error}); replace it, or leave it out"
                    ) from None
                self._damaged[file.name] = str(error)
                continue
            yield Frame(moment, self.shape.fit(pixels, moment.number))

    def _oddities(self) -> list[str]:
        """Say what is odd about the folder, as far as it was read."""
        said = []
        if self._others:
            said.append(
                f"{self._others} of its images repeat a number, or have none at the end of their "
                "names, and are left out."
            )
        if self._damaged:
            name, why = next(iter(self._damaged.items()))
            said.append(
                f"{len(self._damaged)} of its images cannot be decoded and are left out, first "
                f"{name} ({why})."
            )
        return said


def natural(name: str) -> list[tuple[int, str]]:
    """Return the key that sorts frame2 before frame10.

    >>> sorted(["b10.png", "b9.png", "a.png"], key=natural)
    ['a.png', 'b9.png', 'b10.png']
    """
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _read(file: Path) -> np.ndarray:
    problem = files.problem(file)
    if problem:
        raise UndecodableError(problem)
    try:
        return decode(file.read_bytes())
    except OSError as error:
        raise UndecodableError(error.strerror or "cannot be read") from None


def _nothing(tree: Tree, path: Path) -> str:
    """Say what lies in a folder without frames."""
    if path in tree.unreadable:
        return f"expected a readable folder, found {tree.unreadable[path]}"
    videos = [name for name in tree.files(path) if Path(name).suffix.lower() in VIDEOS]
    folders = tree.folders(path)
    found = f"{len(tree.files(path))} other files" if tree.files(path) else "none"
    if videos or folders:
        name = (videos or folders)[0]
        what = f"{len(videos)} videos" if videos else f"{len(folders)} folders"
        return (
            f"expected JPEG, PNG or BMP frames in the folder, found {what}; name them one by one, "
            f"first {path / name}"
        )
    return f"expected JPEG, PNG or BMP frames in the folder, found {found}"
