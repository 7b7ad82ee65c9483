"""The frames of one clip in one layout: which lie on disk from its onset to its offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mer.datasets.records import Frame, Layout, Row
from mer.datasets.tree import VIDEOS, Tree


@dataclass(frozen=True)
class Found:
    """The frames of one clip in one layout, or why there are none."""

    layout: str = ""
    frames: tuple[Frame, ...] = ()
    onset: int | None = None
    offset: int | None = None
    missing: int = 0
    surplus: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Files:
    """What a folder or a video holds, by frame number, or the problem with it."""

    frames: dict[int, Frame]
    note: str = ""
    problem: str = ""


def frames(tree: Tree, row: Row, layout: Layout, path: Path) -> Found:
    """List the frames of a clip in one layout.

    Args:
        tree: the data set's folder.
        row: the clip's row in the label sheet.
        layout: where the frames lie.
        path: the clip's folder or video file there.

    Returns:
        At least two frames, as one shows no motion, or the problem.
    """
    video = path.suffix.lower() in VIDEOS and path.is_file()
    files = _video(tree, row, layout, path) if video else _folder(tree, path)
    if files.problem:
        return Found(layout.name, missing=row.length, problem=files.problem)
    onset, offset, ends = _interval(row, sorted(files.frames), layout)
    if offset is None or onset > offset:
        bad = (
            "no offset and no usable apex"
            if offset is None
            else f"onset {onset} comes after offset {offset}"
        )
        return Found(layout.name, problem=f"bad frame numbers: {bad}")
    numbers = sorted(number for number in files.frames if onset <= number <= offset)
    total = offset - onset + 1
    if len(numbers) < 2:
        where = tree.relative(path)
        return Found(
            layout.name,
            onset=onset,
            offset=offset,
            missing=total - len(numbers),
            problem=f"no frames: {len(numbers)} of {total} from {onset} to {offset} are in {where}",
        )
    notes = [files.note, ends]
    if numbers[-1] < offset:
        notes.append(f"offset frame {offset} is missing, the last is {numbers[-1]}")
    if numbers[0] > onset:
        notes.append(f"onset frame {onset} is missing, the first is {numbers[0]}")
    return Found(
        layout=layout.name,
        frames=tuple(files.frames[number] for number in numbers),
        onset=onset,
        offset=offset,
        missing=total - len(numbers),
        surplus=0 if layout.whole or layout.shared else len(files.frames) - len(numbers),
        notes=tuple(note for note in notes if note),
    )


def _folder(tree: Tree, path: Path) -> _Files:
    """List the image files of a folder by number."""
    names, doubles = tree.frames(path)
    if not names:
        error, where = tree.unreadable.get(path), tree.relative(path)
        problem = (
            f"unreadable folder: {where} ({error})"
            if error
            else f"no frames: {where} holds no image"
        )
        return _Files({}, problem=problem)
    note = f"{doubles} files repeat the number of another and are ignored" if doubles else ""
    return _Files({number: Frame(number, path / name) for number, name in names.items()}, note)


def _video(tree: Tree, row: Row, layout: Layout, path: Path) -> _Files:
    """Number the frames of a video.

    It holds either onset to offset, or the whole recording counted from 1; in a layout of long
    videos always the latter.
    """
    from mer.datasets import videos  # noqa: PLC0415 - OpenCV only where there are videos

    count = videos.length(path)
    if count < 1:
        return _Files({}, problem=f"unreadable video: {tree.relative(path)} cannot be decoded")
    whole = f"video of {count} frames, taken as the whole recording, counted from 1"
    if layout.shared:
        return _Files(
            {number: Frame(number, path, number - 1) for number in range(1, count + 1)}, whole
        )
    if row.onset is None or row.offset is None:
        return _Files({}, problem="bad frame numbers: a video needs onset and offset")
    length = row.offset - row.onset + 1
    if count <= length:
        first, note = row.onset, f"video of {count} frames, taken as onset to offset"
    elif count >= row.offset:
        first, note = 1, whole
    else:
        expected = f"{length} (onset to offset) or at least {row.offset} (the whole recording)"
        problem = f"no frames: {tree.relative(path)} has {count} frames, expected {expected}"
        return _Files({}, problem=problem)
    return _Files(
        {first + index: Frame(first + index, path, index) for index in range(count)}, note
    )


def _interval(row: Row, numbers: Sequence[int], layout: Layout) -> tuple[int, int | None, str]:
    """Settle onset and offset where the label sheet leaves them open; also a note on how."""
    onset = numbers[0] if row.onset is None else row.onset
    if row.offset is not None:
        return onset, row.offset, ""
    if not layout.shared:
        note = "" if row.onset is None else f"offset taken as the last frame on disk, {numbers[-1]}"
        return onset, numbers[-1], note
    if row.apex is None or row.apex <= onset:
        return onset, None, ""
    # the disk does not show the end in a long video: mirror the onset at the apex, but never into
    # the next clip
    ends = [2 * row.apex - onset, numbers[-1], *([] if row.before is None else [row.before - 1])]
    return (
        onset,
        min(ends),
        f"offset taken as far after the apex as the onset lies before it, {min(ends)}",
    )
