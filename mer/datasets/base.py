"""The contract of the adapters: label rows and folders on disk go in, one record a clip comes out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mer.core.params import Labels, Rule
from mer.datasets import errata
from mer.datasets.tree import VIDEOS, Tree


@dataclass(frozen=True)
class Frame:
    """One frame: its number in the label sheet, its file, and its index in the file where that is a video."""

    number: int
    path: Path
    index: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a label sheet, normalised.

    `onset` and `offset` are None where the frames on disk decide, `apex` where there is none.
    `recording` is the id of the folder of the whole recording, where that is not the clip's own;
    `before` the onset of the next clip in it. `unwanted` says why the row belongs to no class
    whatever its emotion, `reason` why it cannot be used.
    """

    subject: str
    name: str
    emotion: str
    onset: int | None = None
    apex: int | None = None
    offset: int | None = None
    recording: str = ""
    before: int | None = None
    unwanted: str = ""
    reason: str = ""
    note: str = ""

    @property
    def clip(self) -> str:
        """The clip's id, unique in the data set."""
        return f"{self.subject}/{self.name}"


@dataclass(frozen=True)
class Layout:
    """One of the forms a data set is distributed in, as found on disk.

    `folders` gives the folder, or the video file, of each clip id. `whole`: it holds more than
    onset to offset. `shared`: it is a long video with any number of clips or none, found by
    `Row.recording`.
    """

    name: str
    folders: dict[str, Path]
    whole: bool = False
    shared: bool = False
    _folded: dict[str, Path] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the look-up, which ignores case."""
        self._folded.update((name.casefold(), path) for name, path in self.folders.items())

    def key(self, row: Row) -> str:
        """Give the id under which the frames of `row` are looked for."""
        return ((self.whole or self.shared) and row.recording) or row.clip

    def find(self, row: Row) -> Path | None:
        """Give the folder that holds the frames of `row`, if there is one."""
        return self._folded.get(self.key(row).casefold())


@dataclass(frozen=True)
class Clip:
    """A labelled clip, or a folder that no label names: usable where `reason` is empty.

    `label` is 0, 1, 2, or None where the rule has no class for it. `frames` are those on disk
    between `onset` and `offset`, ascending; `missing` counts the numbers between them that are not
    there, `surplus` the files outside of them in a folder that should hold nothing else. `reason`
    starts with its kind and a colon.
    """

    subject: str
    clip: str
    emotion: str
    label: int | None = None
    onset: int | None = None
    apex: int | None = None
    offset: int | None = None
    frames: tuple[Frame, ...] = ()
    missing: int = 0
    surplus: int = 0
    layout: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """What an adapter found: where, in which layouts (the preferred one first), and every clip, sorted by id."""

    root: Path
    sheet: Path | None
    layouts: tuple[str, ...]
    clips: tuple[Clip, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """The frames of one clip in one layout, or the reason why there are none."""

    layout: str = ""
    frames: tuple[Frame, ...] = ()
    onset: int | None = None
    offset: int | None = None
    missing: int = 0
    surplus: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()


def join(
    tree: Tree, sheet: Path | None, rows: Iterable[Row], layouts: Sequence[Layout], labels: Labels
) -> Reading:
    """Match label rows and folders.

    Args:
        tree: the data set's folder.
        sheet: the label sheet, if the data set has one.
        rows: its rows, corrected here where errata.csv knows better; of two with the same id the
            first counts.
        layouts: the layouts on disk, the preferred one first; a clip that one lacks is taken from
            the next.
        labels: the label rules of the data set.

    Returns:
        One record a row, and one a folder without a row.
    """
    unique: dict[str, Row] = {}
    notes = []
    for row in errata.correct(tree.title, rows, errata.load(errata.PATH)):
        if unique.setdefault(row.clip.casefold(), row) is not row:
            notes.append(
                f"{row.clip}: the label sheet names it more than once; the first row is used"
            )
    clips = [_clip(tree, row, layouts, labels) for row in unique.values()]
    clips += _unlabelled(unique.values(), layouts)
    notes += [
        f"{tree.relative(path)}: cannot be read ({error})"
        for path, error in tree.unreadable.items()
    ]
    return Reading(
        root=tree.root,
        sheet=sheet,
        layouts=tuple(layout.name for layout in layouts),
        clips=tuple(sorted(clips, key=lambda clip: clip.clip)),
        notes=tuple(notes),
    )


def _clip(tree: Tree, row: Row, layouts: Sequence[Layout], labels: Labels) -> Clip:
    """Make the record of one label row."""
    label, reason = (
        (None, row.unwanted) if row.unwanted else classify(row.clip, row.emotion, labels)
    )
    found = _first_usable(tree, row, layouts)
    onset = row.onset if found.onset is None else found.onset
    offset = row.offset if found.offset is None else found.offset
    notes = [row.note, *found.notes, _apex_note(onset, row.apex, offset)]
    if found.frames and found.layout != layouts[0].name:
        notes.append(f"not in {layouts[0].name}, taken from {found.layout}")
    return Clip(
        subject=row.subject,
        clip=row.clip,
        emotion=row.emotion,
        label=label,
        onset=onset,
        apex=row.apex,
        offset=offset,
        frames=found.frames,
        missing=found.missing,
        surplus=found.surplus,
        layout=found.layout,
        reason=reason or row.reason or found.problem,
        note="; ".join(note for note in notes if note),
    )


def classify(clip: str, emotion: str, labels: Labels) -> tuple[int | None, str]:
    """Give the class of a clip under the chosen rule, or None and why it has none."""
    rule: Rule = labels.chosen
    if clip in rule.exclude:
        return None, f"excluded: rule {labels.rule} leaves it out by name"
    for label, emotions in enumerate((rule.negative, rule.positive, rule.surprise)):
        if emotion in emotions:
            return label, ""
    return None, f"no class: rule {labels.rule} has none for the emotion {emotion or '(empty)'}"


def _apex_note(onset: int | None, apex: int | None, offset: int | None) -> str:
    if apex is None or onset is None or offset is None:
        return ""
    if apex in (onset, offset):
        return f"apex {apex} = {'onset' if apex == onset else 'offset'}"
    return "" if onset < apex < offset else f"apex {apex} outside of {onset}..{offset}"


def _first_usable(tree: Tree, row: Row, layouts: Sequence[Layout]) -> _Found:
    """Take the clip from the first layout that has it; if none has, say why of the first that comes near."""
    nearest = None
    for layout in layouts:
        path = layout.find(row)
        if path is None:
            continue
        found = _frames(tree, row, layout, path)
        if not found.problem:
            return found
        nearest = nearest or found
    places = ", ".join(f"{layout.key(row)} in {layout.name}" for layout in layouts)
    return nearest or _Found(missing=_length(row), problem=f"no folder: looked for {places}")


def _length(row: Row) -> int:
    """Count the frames that the label sheet gives a clip; 0 where it leaves an end open."""
    return 0 if row.onset is None or row.offset is None else max(0, row.offset - row.onset + 1)


def _frames(tree: Tree, row: Row, layout: Layout, path: Path) -> _Found:
    """List the frames of a clip in one layout."""
    if path.suffix.lower() in VIDEOS and path.is_file():
        on_disk, note, problem = _video(tree, row, path)
    else:
        on_disk, note, problem = _folder(tree, path)
    if problem:
        return _Found(layout.name, missing=_length(row), problem=problem)
    onset, offset, offset_note = _interval(row, sorted(on_disk), layout)
    if offset is None or onset > offset:
        ends = (
            "no offset and no usable apex"
            if offset is None
            else f"onset {onset} comes after offset {offset}"
        )
        return _Found(layout.name, problem=f"bad frame numbers: {ends}")
    numbers = sorted(number for number in on_disk if onset <= number <= offset)
    total = offset - onset + 1
    if len(numbers) < 2:  # one frame shows no motion
        where = tree.relative(path)
        return _Found(
            layout.name,
            onset=onset,
            offset=offset,
            missing=total - len(numbers),
            problem=f"no frames: {len(numbers)} of {total} from {onset} to {offset} are in {where}",
        )
    if numbers[-1] < offset:
        offset_note += f"; offset frame {offset} is missing, the last is {numbers[-1]}"
    if numbers[0] > onset:
        offset_note += f"; onset frame {onset} is missing, the first is {numbers[0]}"
    return _Found(
        layout=layout.name,
        frames=tuple(on_disk[number] for number in numbers),
        onset=onset,
        offset=offset,
        missing=total - len(numbers),
        surplus=0 if layout.whole or layout.shared else len(on_disk) - len(numbers),
        notes=(note, offset_note.removeprefix("; ")),
    )


def _folder(tree: Tree, path: Path) -> tuple[dict[int, Frame], str, str]:
    """List the image files of a folder by number; also a note, and the problem if there are none."""
    names, doubles = tree.frames(path)
    if not names:
        error = tree.unreadable.get(path)
        where = tree.relative(path)
        return (
            {},
            "",
            f"unreadable folder: {where} ({error})"
            if error
            else f"no frames: {where} holds no image",
        )
    note = f"{doubles} files repeat the number of another and are ignored" if doubles else ""
    return {number: Frame(number, path / name) for number, name in names.items()}, note, ""


def _video(tree: Tree, row: Row, path: Path) -> tuple[dict[int, Frame], str, str]:
    """Number the frames of a video: it holds either onset to offset, or the whole recording counted from 1."""
    from mer.datasets import videos  # noqa: PLC0415 - OpenCV only where there are videos

    count = videos.length(path)
    if count < 1:
        return {}, "", f"unreadable video: {tree.relative(path)} cannot be decoded"
    if row.onset is None or row.offset is None:
        return {}, "", "bad frame numbers: a video needs onset and offset"
    length = row.offset - row.onset + 1
    if count <= length:
        first, note = row.onset, f"video of {count} frames, taken as onset to offset"
    elif count >= row.offset:
        first, note = 1, f"video of {count} frames, taken as the whole recording, counted from 1"
    else:
        expected = f"{length} (onset to offset) or at least {row.offset} (the whole recording)"
        return {}, "", f"no frames: {tree.relative(path)} has {count} frames, expected {expected}"
    return {first + index: Frame(first + index, path, index) for index in range(count)}, note, ""


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


def _unlabelled(rows: Iterable[Row], layouts: Sequence[Layout]) -> list[Clip]:
    """Make the records of the folders that no label row names."""
    named = {name.casefold() for row in rows for name in (row.clip, row.recording)}
    clips: dict[str, Clip] = {}
    for layout in layouts:
        for clip in () if layout.shared else layout.folders:
            if clip.casefold() not in named:
                reason = f"no label: {layout.name} has this folder, the label sheet no row"
                subject = clip.split("/")[0]
                clips.setdefault(
                    clip.casefold(), Clip(subject, clip, "", layout=layout.name, reason=reason)
                )
    return list(clips.values())


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
