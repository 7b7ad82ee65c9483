"""Files that are written whole or not at all, with the same bytes for the same content.

Every writer works on a temporary name beside its target and renames at the end, so a killed stage
leaves either the old file, the new one, or none; never half of one.
"""

import contextlib
import json
import shutil
import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mer.core.errors import UserError

if TYPE_CHECKING:  # every module and worker process imports this one; few need the 45 MB of pandas
    import pandas as pd

_EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the oldest date a zip can hold: archives must not depend on the clock


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it to `path` when the block ends well, remove it otherwise.

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


class Archive:
    """A zip file written member by member, uncompressed: memory stays at one member, bytes do not depend on time.

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
        with self._zip.open(self._info(f"{name}.npy"), "w", force_zip64=True) as member:
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)

    def add_array_stream(
        self, name: str, shape: tuple[int, ...], dtype: Any, chunks: Iterable[np.ndarray]
    ) -> None:
        """Append an array under `name` (without `.npy`) from parts that follow one another along its first axis.

        Args:
            name: as for `add_array`; the bytes are those that it would write.
            shape: of the whole array.
            dtype: of the whole array.
            chunks: arrays of shape `(n, *shape[1:])`, n adding up to `shape[0]`.

        Raises:
            ValueError: the chunks do not make up an array of that shape and type.
        """
        dtype = np.dtype(dtype)
        header = {
            "descr": np.lib.format.dtype_to_descr(dtype),
            "fortran_order": False,
            "shape": tuple(shape),
        }
        rows = 0
        with self._zip.open(self._info(f"{name}.npy"), "w", force_zip64=True) as member:
            np.lib.format.write_array_header_1_0(member, header)
            for chunk in chunks:
                rows += len(chunk)
                if chunk.dtype != dtype or chunk.shape[1:] != tuple(shape[1:]) or rows > shape[0]:
                    raise ValueError(
                        f"{name}: expected parts of {shape} {dtype}, received {chunk.shape} {chunk.dtype}"
                    )
                member.write(chunk.tobytes())
        if rows != shape[0]:
            raise ValueError(f"{name}: expected {shape[0]} rows, received {rows}")

    @staticmethod
    def _info(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.external_attr = 0o644 << 16
        return info


@contextlib.contextmanager
def writing_archive(path: str | Path) -> Iterator[Archive]:
    """Open an `Archive` that appears at `path` when the block ends well."""
    with replacing(path) as temporary:
        archive = Archive(temporary)
        with archive._zip:
            yield archive


def write_arrays(path: str | Path, **arrays: np.ndarray) -> None:
    """Write named arrays as an uncompressed npz file."""
    with writing_archive(path) as archive:
        for name, array in arrays.items():
            archive.add_array(name, array)


def write_table(path: str | Path, table: "pd.DataFrame") -> None:
    """Write a table as CSV: UTF-8, Unix line ends, no index, floats so that they read back exactly."""
    with replacing(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


def write_json(path: str | Path, content: Any) -> None:
    """Write JSON with two spaces of indent, keys in the order given, a newline at the end; NaN is refused."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: str | Path, content: str) -> None:
    """Write UTF-8 text."""
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8")


def read_table(path: str | Path, text: tuple[str, ...] = (), made_by: str = "") -> "pd.DataFrame":
    """Read a CSV file of ours.

    Args:
        path: the file.
        text: columns that stay text whatever they look like: subject codes such as `006` are not
            numbers.
        made_by: the stage that writes it, named in the error when it is missing.

    Returns:
        The table. Empty cells of text columns are empty strings.

    Raises:
        UserError: there is no such file, or it is not a CSV file.
    """
    import pandas as pd  # noqa: PLC0415 - see above

    _require(path, made_by)
    try:
        # only an empty cell is missing: a subject may be called NA
        table = pd.read_csv(
            path,
            dtype=dict.fromkeys(text, str),
            encoding="utf-8",
            keep_default_na=False,
            na_values=[""],
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: expected a CSV file with a header row, received one that does not parse "
            f"({str(error).strip()}); remove it and run `dvc repro`."
        ) from None
    present = [name for name in text if name in table]
    return table.fillna(dict.fromkeys(present, ""))


def read_arrays(path: str | Path, made_by: str = "") -> np.lib.npyio.NpzFile:
    """Open an npz file of ours; arrays are read when asked for.

    Raises:
        UserError: there is no such file, or it is not an npz file.
    """
    _require(path, made_by)
    try:
        return np.load(path, allow_pickle=False)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile):
        raise UserError(
            f"{path}: expected an npz file, received something else; remove it and run `dvc repro`."
        ) from None


def map_array(path: str | Path, name: str) -> np.ndarray:
    """Map an array of an npz file of ours into memory: nothing is read before it is used, and processes share it.

    Args:
        path: the file, whose members are not compressed.
        name: the array's.

    Returns:
        The array, read-only. It stays what it is when the file is replaced.
    """
    with (
        zipfile.ZipFile(path) as archive,
        archive.open(f"{name}.npy") as member,
        Path(path).open("rb") as file,
    ):
        info = archive.getinfo(f"{name}.npy")
        if info.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{path}: {name} is compressed")
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        # in front of a member's content stands a header of 30 bytes, the last four of them the
        # lengths of what follows
        file.seek(info.header_offset + 26)
        start = info.header_offset + 30 + sum(struct.unpack("<HH", file.read(4))) + member.tell()
    if not np.prod(shape):
        return np.empty(shape, dtype)  # nothing cannot be mapped
    return np.memmap(path, dtype, "r", start, shape)


def _require(path: str | Path, made_by: str) -> None:
    if not Path(path).is_file():
        hint = f"run `dvc repro {made_by}`" if made_by else "check the path"
        raise UserError(f"{path}: expected a file, found none; {hint}.")
