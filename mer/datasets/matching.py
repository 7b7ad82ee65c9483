"""Label rows and folders on disk go in, one record per clip comes out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from mer.core.params import Labels
from mer.datasets import errata, listing
from mer.datasets.records import Clip, Layout, Reading, Row
from mer.datasets.tree import Tree


def join(
    dataset: str,
    tree: Tree,
    sheet: Path | None,
    rows: Iterable[Row],
    layouts: Sequence[Layout],
    labels: Labels,
) -> Reading:
    """Match label rows and folders.

    Args:
        dataset: its key in params.yaml, under which errata.csv knows it.
        tree: the data set's folder.
        sheet: the label sheet, if the data set has one.
        rows: its rows, corrected here where errata.csv has a correction; of two with the same id
            the first counts.
        layouts: the layouts on disk, the preferred one first; a clip that one lacks is taken from
            the next.
        labels: the label rules of the data set.

    Returns:
        One record per row, and one per folder without a row.
    """
    unique: dict[str, Row] = {}
    notes = [*tree.notes]
    for row in errata.correct(dataset, rows, errata.load(errata.PATH)):
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
    known = {row.clip for row in unique.values()}
    notes += [
        f"{clip}: rule {labels.rule} leaves it out by name, and no label row has that name"
        for clip in labels.chosen.exclude
        if clip not in known
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
        units=row.units,
        layout=found.layout,
        reason=reason or row.reason or found.problem,
        note="; ".join(note for note in notes if note),
    )


def classify(clip: str, emotion: str, labels: Labels) -> tuple[int | None, str]:
    """Return the class of a clip under the chosen rule, or None and why it has none.

    >>> from mer.core.params import Rule
    >>> rule = Rule(negative=["anger"], positive=["joy"], surprise=["surprise"], exclude=["03/b"])
    >>> labels = Labels(rule="mine", rules={"mine": rule})
    >>> classify("03/a", "joy", labels)
    (1, '')
    >>> classify("03/a", "fear", labels)
    (None, 'no class: rule mine has none for the emotion fear')
    >>> classify("03/b", "anger", labels)
    (None, 'excluded: rule mine leaves it out by name')
    """
    rule = labels.chosen
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


def _first_usable(tree: Tree, row: Row, layouts: Sequence[Layout]) -> listing.Found:
    """Take the clip from the first layout that has it; if none has it, say why.

    The reason is that of the first layout that comes near.
    """
    nearest = None
    for layout in layouts:
        path = layout.find(row)
        if path is None:
            continue
        found = listing.frames(tree, row, layout, path)
        if not found.problem:
            return found
        nearest = nearest or found
    places = ", ".join(f"{layout.key(row)} in {layout.name}" for layout in layouts)
    return nearest or listing.Found(missing=row.length, problem=f"no folder: looked for {places}")


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
