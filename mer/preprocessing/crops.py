"""The masked crops of a data set: an archive of them, and a table of where they were cut."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mer.core import files, params, paths, reasons
from mer.core.errors import UserError
from mer.core.execution import executor, ordered_map, width, workers
from mer.core.progress import track
from mer.preprocessing import clip_table, crop_archive, lossless, masking, sampling
from mer.preprocessing.archive import Stored, clips_of

if TYPE_CHECKING:  # every worker process imports this file, and has no use for the 45 MB of pandas
    import pandas as pd

CLIPS_PER_PROCESS = 50  # a process takes about as long to start as this many clips take to mask
# clips, 1 to 2 MB each, that may wait for a slow one: without a face it takes as long as forty with
AHEAD = 8

_TEXT = ("clip", "subject", "emotion", "frames", "positions", "windows", "status", "reason", "note")
_NUMBERS = ("upsampled", "left", "top", "right", "bottom")


class Row(NamedTuple):
    """A row of data/masked/d.csv: a clip that has frames, kept or dropped."""

    clip: str
    subject: str
    label: int
    positions: str
    windows: str
    score: float | None = None
    upsampled: int | None = None
    left: int | None = None
    top: int | None = None
    right: int | None = None
    bottom: int | None = None
    landmarks: str = ""
    status: str = "dropped"
    reason: str = ""
    note: str = ""


def store(dataset: str, settings: params.Mask, execution: params.Execution) -> "pd.DataFrame":
    """Mask and crop every clip that has frames; write the crops into one archive.

    Args:
        dataset: its key.
        settings: the section `mask` of params.yaml.
        execution: where the work is done.

    Returns:
        One row per clip, in the order of the frames' table, columns as in `Row`.

    Raises:
        UserError: no clip has frames, or none a face; or the frames are not where the table says.
    """
    import pandas as pd  # noqa: PLC0415 - see above

    table = _clips_with_frames(dataset)
    mask = functools.partial(_masked, settings=settings)
    processes = min(workers(execution), 1 + len(table) // CLIPS_PER_PROCESS)
    rows = []
    with (
        executor(execution, processes, preload="mer.preprocessing.crops") as pool,
        files.writing_archive(paths.masked(dataset)) as archive,
    ):
        clips = zip(_unmasked(table), _stored(dataset, table), strict=True)
        results = ordered_map(pool, mask, clips, window=AHEAD + width(pool))
        progress = track(results, f"mask {dataset}", len(table), "clips")
        for row, pictures in progress:
            for name, content in pictures:
                archive.add_bytes(name, content)
            rows.append(row)
        if all(row.status == "dropped" for row in rows):
            raise UserError(
                f"{paths.frames(dataset)}: expected at least one clip with a face, found none in "
                f"{len(rows)}: {reasons.listed(row.reason for row in rows)}; look at the frames of "
                f"{rows[0].clip}."
            )
    # Int64: a dropped clip's empty cell must not turn its whole column into decimals
    return pd.DataFrame(rows, columns=list(Row._fields)).astype(dict.fromkeys(_NUMBERS, "Int64"))


def _clips_with_frames(dataset: str) -> "pd.DataFrame":
    """Read the rows of the clips that have frames."""
    path, archive = paths.frames_table(dataset), paths.frames(dataset)
    kept = clip_table.read_kept(path, _TEXT)
    clip_table.check_archive(archive, clips_of(Path(archive)), path, kept["clip"])
    return kept


def _stored(dataset: str, table: "pd.DataFrame") -> Iterator[Stored]:
    """Yield where the frames of each clip are stored."""
    archive = Path(paths.frames(dataset)).absolute()  # a worker may run in another folder
    for clip, frames in zip(table["clip"], table["frames"], strict=True):
        (numbers,) = sampling.from_text(frames)
        yield Stored(archive, clip, tuple(numbers.astype(int).tolist()))


def _unmasked(table: "pd.DataFrame") -> Iterator[Row]:
    """Begin the row of each clip with what is passed on."""
    for passed in table[["clip", "subject", "label", "positions", "windows"]].itertuples(
        index=False
    ):
        yield Row(*passed)


def _masked(work: tuple[Row, Stored], settings: params.Mask) -> tuple[Row, list[tuple[str, bytes]]]:
    """Mask one clip: complete its row, and compress its crops where that is done in parallel."""
    row, stored = work
    result = masking.mask_clip(stored, settings)
    if isinstance(result, masking.Dropped):
        return _described(row, result), []
    pictures = [
        (crop_archive.name(row.clip, number), lossless.encode(crop))
        for number, crop in zip(stored.numbers, result.crops, strict=True)
    ]
    return _described(row, result), pictures


def _described(clip: Row, result: masking.Masked | masking.Dropped) -> Row:
    """Complete the row of a clip with what became of it."""
    if isinstance(result, masking.Dropped):
        return clip._replace(reason=result.reason)
    return clip._replace(
        score=round(result.face.score, 4),
        upsampled=result.face.upsampled,
        left=result.box.left,
        top=result.box.top,
        right=result.box.right,
        bottom=result.box.bottom,
        landmarks=sampling.to_text(result.landmarks),
        status="kept",
        note=result.note,
    )
