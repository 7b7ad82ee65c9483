"""What a killed run leaves: files and folders under temporary names, which may show faces.

Standard library only, so that it works in a bare Python. A temporary name says which process writes
under it: two writers of one file never share one, and what a dead one left is known. DVC's own
temporary names do not: another run of it may be putting a file in place under one.
"""

import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from mer.core.paths import DATA, FOLDS

_GIVEN = {"licensed", "standin"}
"""Folders of data/ that are read and not written through temporary names."""
_HOST = re.sub(r"[^A-Za-z0-9]", "", platform.node()) or "host"
_OWNED = re.compile(r"\..+\.(?P<host>[A-Za-z0-9]+)-(?P<process>\d+)-[0-9a-f]{8}\.tmp")
_OF_DVC = re.compile(r".*\.[A-Za-z0-9_-]{22}\.tmp")
OLD = 3600
"""Seconds after which nobody writes a file any longer that DVC began under a name of its own."""


def temporary(path: Path) -> Path:
    """Return a name beside `path` that no other writer uses, in this process or in another."""
    return path.with_name(f".{path.name}.{_HOST}-{os.getpid()}-{secrets.token_hex(4)}.tmp")


def sweep() -> None:
    """Remove what killed runs left in the current folder's data/ and .folds/.

    What a process still writes stays, and so does what one of another machine wrote.
    """
    folders = [Path(one.path) for one in _inside(DATA) if one.name not in _GIVEN]
    for folder in (*folders, FOLDS):
        for entry in _inside(folder):
            if entry.name.endswith(".tmp"):
                _remove_abandoned(Path(entry.path))
            elif entry.is_dir(follow_symlinks=False):
                remove_all(Path(entry.path).glob(".*.tmp"))


def remove_all(entries: Iterable[Path]) -> None:
    """Remove those of the temporary files and folders that nobody writes any longer."""
    for entry in list(entries):
        _remove_abandoned(entry)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder; nothing happens where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _inside(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # there is none, or it may not be read: then nothing was written there either
        return []


def _remove_abandoned(entry: Path) -> None:
    owned = _OWNED.fullmatch(entry.name)
    if owned and (owned["host"] != _HOST or _runs(int(owned["process"]))):
        return
    try:
        # when it was last renamed, linked or written to: a link has the time of its content
        if _OF_DVC.fullmatch(entry.name) and time.time() - entry.lstat().st_ctime < OLD:
            return
        remove(entry)
    except OSError:  # another run removes it at the same time, or the disk is read-only
        return


def _runs(process: int) -> bool:
    """Return whether there is a process of that number."""
    if os.name != "posix":  # signal 0 would end it on Windows
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
