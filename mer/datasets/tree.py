"""A data set's folder on disk, read without litter; what cannot be read is collected."""

import errno
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from mer.core.errors import UserError
from mer.datasets import refusals

IMAGES = (".jpg", ".jpeg", ".png", ".bmp")
VIDEOS = (".avi", ".mp4", ".mov", ".mkv")
TABLES = (".xlsx", ".xlsm", ".csv", ".xls", ".xlsb", ".ods")
DEPTH = 7  # levels below the root to look for subject folders: archives often unzip doubled

# `img101 - Copy.jpg`, `img101 (1).jpg` and `img101 2.jpg` are leftovers of a file manager, not
# frames 101, 1 and 2; `image 06524.jpg` is a frame; of more than
# 15 digits no table holds the number exactly
_NUMBERED = re.compile(r"(?:[^\s()]*?|[^\W\d]+ )(?<![0-9])([0-9]{1,15})")


class Tree:
    """Everything below one root, each folder listed once.

    `unreadable` collects folders that could not be listed, with the system's reason; `notes` what
    else the reader of a check should know.
    """

    def __init__(self, root: Path, title: str, names: str = ""):
        """Open the root.

        Args:
            root: the data set's folder or a symbolic link to it.
            title: the data set's name, for errors.
            names: a regular expression for the beginning of the names that its folder has
                elsewhere, case aside; a folder beside a missing root that has one is pointed at.

        Raises:
            UserError: it is missing, a broken link, not a folder, or may not be read.
        """
        self.root = Path(root)
        self.title = title
        self.unreadable: dict[Path, str] = {}
        self.notes: list[str] = []
        self._names = names
        self._listed: dict[Path, tuple[list[str], list[str]]] = {}
        self._open()

    def _open(self) -> None:
        if not self.root.is_dir():
            raise refusals.no_folder(self.root, self.title, self._names)
        self.folders(self.root)
        if self.root in self.unreadable:
            raise UserError(
                f"{self.root}: expected a readable folder of {self.title}, "
                f"found {self.unreadable[self.root]}; "
                "give yourself read permission for it and what is below it."
            )

    def relative(self, path: Path) -> str:
        """Name a path from the root, the same on every machine."""
        return path.relative_to(self.root).as_posix()

    def folders(self, path: Path) -> list[str]:
        """List the sub-folders of a folder, sorted, without litter; none where it is unreadable."""
        return self._list(path)[0]

    def files(self, path: Path) -> list[str]:
        """List the files of a folder, sorted, without litter; none where it is unreadable."""
        return self._list(path)[1]

    def _list(self, path: Path) -> tuple[list[str], list[str]]:
        if path not in self._listed:
            folders: list[str] = []
            files: list[str] = []
            try:
                with os.scandir(path) as entries:
                    for entry in entries:
                        if not _is_utf8(entry.name):
                            shown = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
                            self.unreadable[path / shown] = "its name is not UTF-8; rename it"
                        elif not entry.name.startswith((".", "~$", "__MACOSX")):
                            (folders if entry.is_dir() else files).append(entry.name)
            except OSError as error:
                self.unreadable[path] = error.strerror or errno.errorcode.get(
                    error.errno or 0, "input error"
                )
            self._listed[path] = sorted(folders), sorted(files)
        return self._listed[path]

    def frames(self, path: Path) -> tuple[dict[int, str], int]:
        """List the image files of a folder by the number at the end of their names.

        Returns:
            The names by number, and how many further files repeat a number.
        """
        names: dict[int, str] = {}
        images = 0
        for name in self.files(path):
            stem, dot, extension = name.rpartition(".")
            if not dot or f".{extension.lower()}" not in IMAGES:
                continue
            number = _NUMBERED.fullmatch(stem.removesuffix(f".{extension}"))  # `img1.jpg.jpg`
            if number:
                images += 1
                names.setdefault(int(number[1]), name)
        return names, images - len(names)

    def search(self, subject: Callable[[str], str | None]) -> tuple[list[Path], list[Path]]:
        """Walk from the root down to the subject folders.

        Args:
            subject: turns the name of a subject folder into the subject's code, None for another
                folder.

        Returns:
            The folders that hold subject folders, and the tables (Excel workbooks and what may be
            label sheets saved otherwise) beside and above them; both from the top.
        """
        containers: list[Path] = []
        workbooks: list[Path] = []
        level = [self.root]
        for _ in range(DEPTH + 1):
            deeper: list[Path] = []
            for folder in level:
                subfolders = self.folders(folder)
                others = [name for name in subfolders if subject(name) is None]
                if len(others) < len(subfolders):
                    containers.append(folder)
                deeper += [folder / name for name in others if not self._loops(folder / name)]
                workbooks += [
                    folder / name for name in self.files(folder) if name.lower().endswith(TABLES)
                ]
            level = deeper
        return containers, workbooks

    def _loops(self, folder: Path) -> bool:
        """Tell whether a folder is a link to one that holds it, such as the whole disk; note it."""
        loops = folder.is_symlink() and folder.parent.resolve().is_relative_to(folder.resolve())
        if loops:
            self.notes.append(
                f"{self.relative(folder)}: a link to {folder.readlink()}, which holds it, "
                "is not followed"
            )
        return loops

    def require(self, found: bool, expected: str) -> None:
        """Stop where no layout was recognised.

        Raises:
            UserError: `found` is False; it says what was expected and what lies there instead.
        """
        if not found:
            frames = f"frames of {self.title} at most {DEPTH} levels below it, such as {expected}"
            raise refusals.no_layout(self.root, frames, self._listed, VIDEOS)


def _is_utf8(name: str) -> bool:
    """Return whether a name can be written into a table and shown on a terminal."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def numbered(pattern: str, form: str) -> Callable[[str], str | None]:
    r"""Make the function that turns the name of a subject folder into the subject's code.

    Args:
        pattern: matches the whole name, case aside; its first group is the number.
        form: of the code, for instance `{:02d}`.

    >>> subject = numbered(r"sub(\d+)", "{:02d}")
    >>> subject("Sub3"), subject("backup")
    ('03', None)
    """
    compiled = re.compile(pattern, re.IGNORECASE)

    def code(name: str) -> str | None:
        match = compiled.fullmatch(name.strip())
        return form.format(int(match[1])) if match else None

    return code


def clip_folders(
    tree: Tree,
    containers: Iterable[Path],
    subject: Callable[[str], str | None],
    videos: bool = False,
) -> dict[str, Path]:
    """Index the folders `<container>/<subject folder>/<clip>` by clip id.

    Args:
        tree: the data set's folder.
        containers: folders of subject folders; what an earlier one has hides the same clip of a
            later one.
        subject: turns the name of a subject folder into the subject's code, None for another
            folder.
        videos: index video files instead of folders; their id is without the extension.
    """
    found: dict[str, Path] = {}
    for container in containers:
        for name in tree.folders(container):
            code = subject(name)
            if code is None:
                continue
            inside = container / name
            if videos:
                entries = [
                    file for file in tree.files(inside) if Path(file).suffix.lower() in VIDEOS
                ]
            else:
                entries = tree.folders(inside)
            for entry in entries:
                clip = Path(entry).stem if videos else entry.strip()
                found.setdefault(f"{code}/{clip}", inside / entry)
    return found
