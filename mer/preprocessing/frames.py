"""Which frames of a clip and its windows are used, and how they are stored: bytes in a zip, one table row a clip."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from mer.core.errors import UserError
from mer.core.execution import ordered_map, threads
from mer.core.files import write_table, writing_archive
from mer.core.params import ClipShape, Execution
from mer.core.reasons import drops
from mer.datasets.records import Clip, Frame

COLUMNS = (
    "clip",
    "subject",
    "emotion",
    "label",
    "onset",
    "apex",
    "offset",
    "found",
    "missing",
    "frames",
    "positions",
    "windows",
    "status",
    "reason",
    "note",
)
READERS = 4  # threads: they wait for the disk or decode video, both outside of Python


@dataclass(frozen=True)
class Sample:
    """The stored frames, as ascending indices into the clip's, and T positions in time, as indices into the stored.

    `windows` are the T positions of each window; none if there are none.
    """

    stored: tuple[int, ...]
    positions: tuple[float, ...]
    windows: tuple[tuple[float, ...], ...] = ()


_NOTHING = Sample((), ())


class _UnreadableError(Exception):
    """A frame cannot be read; the text is the reason for dropping its clip."""


def sample(
    numbers: Sequence[int], count: int, sampling: str, windows: int = 1, shift: int = 1
) -> Sample:
    """Choose frames evenly spaced in time from the first to the last, and once more for each window.

    Args:
        numbers: the numbers of the frames on disk, ascending; gaps are time that passes.
        count: T, at least 2.
        sampling: `nearest` takes existing frames, of two equally near ones the earlier; `linear` a
            position between the two neighbours.
        windows: how many windows there are; 1 means none, as it would be the clip itself.
        shift: frames between the starts of neighbouring windows.

    Returns:
        Which frames to store, and where in them the T positions of the clip and of each window lie.
    """
    known = np.asarray(numbers, dtype=np.float64)
    spans = [(known[0], known[-1]), *_windows(known[0], known[-1], windows, shift)]
    # rounded: 2.5 must be a tie on every machine
    times = np.stack([np.linspace(start, stop, count).round(6) for start, stop in spans])
    if sampling == "nearest":
        after = (
            np.searchsorted(known, times).clip(1, len(known) - 1)
            if len(known) > 1
            else np.zeros(times.shape, int)
        )
        before = np.maximum(after - 1, 0)
        exact = np.where(times - known[before] <= known[after] - times, before, after).astype(
            np.float64
        )
    else:
        exact = np.interp(times, known, np.arange(len(known))).round(6)
    stored = np.unique(np.concatenate([np.floor(exact), np.ceil(exact)])).astype(int)
    # floor and ceil of a position are neighbours among the stored frames too, so the fraction
    # carries over
    base = np.searchsorted(stored, np.floor(exact).astype(int))
    positions, *others = map(tuple, (base + (exact - np.floor(exact))).round(6).tolist())
    return Sample(tuple(stored.tolist()), positions, tuple(others))


def _windows(first: float, last: float, windows: int, shift: int) -> list[tuple[float, float]]:
    """Give start and end of each window: all equally long, each `shift` later than the one before.

    In a short clip they shift by less, so that each still holds half of it.
    """
    if windows == 1:
        return []
    step = min(shift, (last - first) / 2 / (windows - 1))
    return [(first + place * step, last - (windows - 1 - place) * step) for place in range(windows)]


def store(
    dataset: str, clips: Iterable[Clip], shape: ClipShape, execution: Execution, folder: Path
) -> pd.DataFrame:
    """Write `<dataset>.zip`, the needed frames of the usable clips, and `<dataset>.csv`, a row a clip.

    Args:
        dataset: names the files.
        clips: what an adapter read; a clip one of whose needed files is empty or cannot be read is
            dropped.
        shape: how many frames are sampled, and how.
        execution: where files are read.
        folder: where to write.

    Returns:
        The table, sorted by clip; columns as in docs/formats.md.

    Raises:
        UserError: no clip is left; it counts the reasons.
    """
    clips = sorted(clips, key=lambda clip: clip.clip)
    read = functools.partial(
        _read, shape=shape, here=Path.cwd()
    )  # a worker of a cluster stands in another folder
    rows = []
    with threads(execution, READERS) as pool, writing_archive(folder / f"{dataset}.zip") as archive:
        results = ordered_map(pool, read, clips)
        for row, members in tqdm(
            results, f"extract {dataset}", len(clips), unit="clip", disable=None
        ):
            rows.append(row)
            for name, content in members:
                archive.add_bytes(name, content)
        table = _table(rows)
        if not (table["status"] == "kept").any():
            raise UserError(
                f"{dataset}: expected at least one usable clip, found none among {len(table)}: {drops(table)}; "
                "`python -m mer.commands.check` lists every clip."
            )
    write_table(folder / f"{dataset}.csv", table)
    return table


def _read(clip: Clip, shape: ClipShape, here: Path) -> tuple[dict, list[tuple[str, bytes]]]:
    """Read the needed files of one clip; give its row and its zip members."""
    if clip.reason:
        return _row(clip), []
    numbers = [frame.number for frame in clip.frames]
    chosen = sample(numbers, shape.frames, shape.sampling, shape.windows, shape.shift)
    frames = [clip.frames[index] for index in chosen.stored]
    try:
        files = (
            _video_frames(frames, here)
            if frames[0].index is not None
            else [_file(frame, here) for frame in frames]
        )
    except _UnreadableError as error:
        return _row(replace(clip, reason=str(error))), []
    members = [
        (f"{clip.clip}/{frame.number:06d}{extension}", content)
        for frame, (extension, content) in zip(frames, files, strict=True)
    ]
    return _row(clip, frames, chosen), members


def _file(frame: Frame, here: Path) -> tuple[str, bytes]:
    """Read one image file, unchanged; whether it decodes is for the mask stage to see."""
    try:
        content = (here / frame.path).read_bytes()
    except OSError as error:
        raise _UnreadableError(f"unreadable frame: {frame.path.name} ({error.strerror})") from None
    if not content:
        raise _UnreadableError(f"unreadable frame: {frame.path.name} is empty (0 bytes)")
    return frame.path.suffix.lower(), content


def _video_frames(frames: Sequence[Frame], here: Path) -> list[tuple[str, bytes]]:
    """Decode the frames of one video."""
    from mer.datasets import videos  # noqa: PLC0415 - OpenCV only where there are videos

    try:
        return [
            (".png", content)
            for content in videos.read(here / frames[0].path, {frame.index for frame in frames})
        ]
    except videos.UndecodableVideoError as error:
        raise _UnreadableError(f"unreadable video: {error}") from None


def _row(clip: Clip, frames: Sequence[Frame] = (), chosen: Sample = _NOTHING) -> dict:
    return {
        "clip": clip.clip,
        "subject": clip.subject,
        "emotion": clip.emotion,
        "label": clip.label,
        "onset": clip.onset,
        "apex": clip.apex,
        "offset": clip.offset,
        "found": len(clip.frames),
        "missing": clip.missing,
        "frames": " ".join(str(frame.number) for frame in frames),
        "positions": _text(chosen.positions),
        "windows": ";".join(map(_text, chosen.windows)),
        "status": "dropped" if clip.reason else "kept",
        "reason": clip.reason,
        "note": clip.note,
    }


def _text(positions: Iterable[float]) -> str:
    return " ".join(np.format_float_positional(position, trim="-") for position in positions)


def _table(rows: list[dict]) -> pd.DataFrame:
    # Int64: whole numbers with gaps; plain int columns with gaps become decimals
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        dict.fromkeys(("label", "onset", "apex", "offset", "found", "missing"), "Int64")
    )
