"""Why a folder is not read: one sentence that says what lies there and what to do about it."""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from mer.core.errors import UserError

ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".001")


def no_folder(root: Path, title: str, names: str) -> UserError:
    """Say what is in the place of a data set's folder, or beside it under another name.

    Args:
        root: the folder that is not there.
        title: the data set's name.
        names: a regular expression for the beginning of the names that its folder has elsewhere.
    """
    found = "none"
    if root.is_symlink():
        found = f"a link to {root.readlink()}, which is not there"
    elif root.exists():
        found = "a file"
    elif beside := _beside(root, names):
        return UserError(
            f"{root}: expected the folder of {title}, found "
            f"{', '.join(f'{name}/' for name in beside)} beside it; rename the right one to "
            f"{root.name} or link it (`ln -s {shlex.quote(beside[0])} {root}`)."
        )
    return UserError(
        f"{root}: expected the folder of {title}, found {found}; "
        f"put the data set there or link it (`ln -s /path/to/it {root}`); "
        "docs/data.md shows the layouts."
    )


def _beside(root: Path, names: str) -> list[str]:
    try:
        folders = sorted(entry.name for entry in root.parent.iterdir() if entry.is_dir())
    except OSError:
        return []
    pattern = names or re.escape(root.name)
    return [name for name in folders if re.match(pattern, name, re.IGNORECASE)]


def no_layout(
    root: Path,
    expected: str,
    listed: Mapping[Path, tuple[Sequence[str], Sequence[str]]],
    videos: tuple[str, ...],
) -> UserError:
    """Say what lies in a data set's folder instead of frames, and what to do, which depends on it.

    Args:
        root: the folder.
        expected: what was expected.
        listed: the folders and the files of every folder that was looked into, the root first.
        videos: the extensions of videos.
    """

    def seen(extensions: tuple[str, ...]) -> str:
        found = (
            (folder / name).relative_to(root).as_posix()
            for folder, (_, files) in listed.items()
            for name in files
            if name.lower().endswith(extensions)
        )
        return next(found, "")

    folders, files = listed[root]
    here = [*(f"{name}/" for name in folders), *files]
    there = ", ".join(here[:8]) + (", ..." if len(here) > 8 else "") if here else "nothing"
    if packed := seen(ARCHIVES):
        remedy = f"unpack the archives there ({packed})"
    elif film := seen(videos):
        remedy = f"of this data set such videos ({film}) are not read: put its frames there"
    elif here:
        remedy = "this is another layout: put a copy as it is distributed there"
    else:
        remedy = "put the data set there"
    return UserError(
        f"{root}: expected {expected}, found {there}; {remedy}; docs/data.md shows the layouts."
    )
