"""The frames that clips and their windows need: their bytes in a zip file, a table row per clip."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from mer.core import files, reasons
from mer.core.errors import UserError
from mer.core.execution import ordered_map, threads
from mer.core.params import ClipShape, Execution
from mer.core.paths import AnyPath
from mer.core.progress import track
from mer.datasets.records import Clip, Frame
from mer.preprocessing import lossless, sampling

READERS = 4  # threads: they wait for the disk or decode video, both outside of Python


class Row(NamedTuple):
    """A row of data/frames/d.csv: a label row or a folder, kept or dropped."""

    clip: str
    subject: str
    emotion: str
    label: int | None
    onset: int | None
    apex: int | None
    offset: int | None
    found: int
    missing: int
    frames: str
    positions: str
    windows: str
    status: str
    reason: str
    note: str


COLUMNS = Row._fields
_NOTHING = sampling.FrameChoice()
_NUMBERS = ("label", "onset", "apex", "offset", "found", "missing")


class _UnreadableError(Exception):
    """A frame cannot be read; the text is the reason for dropping its clip."""


def store(
    dataset: str,
    clips: Iterable[Clip],
    shape: ClipShape,
    execution: Execution,
    archive: AnyPath,
) -> pd.DataFrame:
    """Store the needed frames of the usable clips in a zip file.

    Args:
        dataset: its key, for messages.
        clips: what an adapter read; a clip one of whose needed files is empty or cannot be read is
            dropped.
        shape: how many frames are chosen, and how.
        execution: where files are read.
        archive: the zip file.

    Returns:
        One row per clip, sorted by clip, columns `COLUMNS`; docs/formats.md says what they hold.

    Raises:
        UserError: no clip is left; it counts the reasons.
    """
    clips = sorted(clips, key=lambda clip: clip.clip)
    # a worker of a cluster runs in another folder
    read = functools.partial(_read, shape=shape, here=Path.cwd())
    rows = []
    with threads(execution, READERS) as pool, files.writing_archive(archive) as stored:
        results = ordered_map(pool, read, clips)
        progress = track(results, f"extract {dataset}", len(clips), "clips")
        for row, members in progress:
            rows.append(row)
            for name, content in members:
                stored.add_bytes(name, content)
        # Int64: whole numbers with gaps; plain int columns with gaps become decimals
        table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(_NUMBERS, "Int64"))
        if not (table["status"] == "kept").any():
            raise UserError(
                f"{dataset}: expected at least one usable clip, found none among {len(table)}: "
                f"{reasons.listed(table['reason'])}; `mer check` lists every clip."
            )
    return table


def _read(clip: Clip, shape: ClipShape, here: Path) -> tuple[Row, list[tuple[str, bytes]]]:
    """Read the needed files of one clip; return its row and its zip members."""
    if clip.reason:
        return _row(clip), []
    numbers = [frame.number for frame in clip.frames]
    choice = sampling.choose(numbers, shape.frames, shape.sampling, shape.windows, shape.shift)
    frames = [clip.frames[index] for index in choice.stored]
    try:
        contents = (
            [_file(frame, here) for frame in frames]
            if frames[0].index is None
            else _video_frames(frames, here)
        )
    except _UnreadableError as error:
        return _row(replace(clip, reason=str(error))), []
    members = [
        (f"{clip.clip}/{frame.number:06d}{extension}", content)
        for frame, (extension, content) in zip(frames, contents, strict=True)
    ]
    return _row(clip, frames, choice), members


def _file(frame: Frame, here: Path) -> tuple[str, bytes]:
    """Read one image file; whether it decodes is for the mask stage to see."""
    problem = files.problem(here / frame.path)
    if problem:
        raise _UnreadableError(f"unreadable frame: {frame.path.name} ({problem})")
    try:
        content = (here / frame.path).read_bytes()
    except OSError as error:
        raise _UnreadableError(f"unreadable frame: {frame.path.name} ({error.strerror})") from None
    if not content:
        raise _UnreadableError(f"unreadable frame: {frame.path.name} is empty (0 bytes)")
    return lossless.compact(frame.path.suffix.lower(), content)


def _video_frames(frames: Sequence[Frame], here: Path) -> list[tuple[str, bytes]]:
    """Decode the frames of one video."""
    from mer.datasets import videos  # noqa: PLC0415 - OpenCV only where there are videos

    wanted = {frame.index for frame in frames if frame.index is not None}
    try:
        return [(".png", content) for content in videos.read(here / frames[0].path, wanted)]
    except videos.UndecodableVideoError as error:
        raise _UnreadableError(f"unreadable video: {error}") from None


def _row(
    clip: Clip,
    frames: Sequence[Frame] = (),
    choice: sampling.FrameChoice = _NOTHING,
) -> Row:
    return Row(
        clip=clip.clip,
        subject=clip.subject,
        emotion=clip.emotion,
        label=clip.label,
        onset=clip.onset,
        apex=clip.apex,
        offset=clip.offset,
        found=len(clip.frames),
        missing=clip.missing,
        frames=sampling.to_text([[frame.number for frame in frames]]),
        positions=sampling.to_text([choice.positions]),
        windows=sampling.to_text(choice.windows),
        status="dropped" if clip.reason else "kept",
        reason=clip.reason,
        note=clip.note,
    )
