"""Files and folders that are written whole or not at all.

Every writer works on a temporary name beside its target and renames at the end, so a killed stage
leaves either the old file, the new one, or none; never half of one.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output


@contextlib.contextmanager
def replacing(path: AnyPath) -> Iterator[Path]:
    """Yield a temporary path; rename it to `path` when the block succeeds, remove it otherwise.

    Works for a file and for a folder. What an earlier, killed run left under the temporary name is
    removed first.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    _remove(temporary)
    try:
        yield temporary
        if path.is_dir():
            shutil.rmtree(path)
        temporary.replace(path)
    finally:
        _remove(temporary)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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
