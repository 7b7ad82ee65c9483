"""Files and folders that are written whole or not at all.

Every writer works on a temporary name beside its target and renames at the end, so a killed stage
leaves either the old file, the new one, or none; never half of one.
"""

import contextlib
import glob
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mer.core import leftovers
from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output


@contextlib.contextmanager
def replacing(path: AnyPath) -> Iterator[Path]:
    """Yield a temporary path; rename it to `path` when the block succeeds, remove it otherwise.

    Works for a file and for a folder. Every writer has a temporary path of its own: of two that
    write the same file at once, one ends up there, whole. What killed runs left of it is removed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    leftovers.remove_all(path.parent.glob(f".{glob.escape(path.name)}.*tmp"))
    temporary = leftovers.temporary(path)
    try:
        yield temporary
        _put(temporary, path)
    finally:
        leftovers.remove(temporary)


def _put(temporary: Path, path: Path) -> None:
    """Rename; a folder that is there is moved out of the way first, as only files are replaced."""
    if not path.is_dir():
        temporary.replace(path)
        return
    old = leftovers.temporary(path)
    try:
        path.replace(old)
        temporary.replace(path)
    except OSError:  # another writer has put its folder there in between: the last one counts
        leftovers.remove(path)
        temporary.replace(path)
    finally:
        leftovers.remove(old)


def write_json(path: AnyPath, content: Any) -> None:
    """Write JSON: indent of two, keys in the order given, a newline at the end; NaN is refused."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: AnyPath, content: str) -> None:
    """Write UTF-8 text."""
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8")


def require(path: AnyPath) -> None:
    """Raise a `UserError` unless the path exists; it names the stage that makes it, where known."""
    if not Path(path).exists():
        hint = f"run `dvc repro {path.stage}`" if isinstance(path, Output) else "check the path"
        raise UserError(f"{path}: expected a file, found none; {hint}.")


def digest(path: AnyPath) -> str:
    """Return the SHA-256 of a file: 64 hexadecimal digits.

    Raises:
        UserError: there is no such file.
    """
    require(path)
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
