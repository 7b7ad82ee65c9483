"""What became of the clips of a data set, from label rows to training: metrics/clips.json."""

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from mer.core import files, paths, reasons
from mer.core.errors import UserError
from mer.core.files import stacks
from mer.core.paths import Output
from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ClipCounts

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("mapped", "with_frames", "with_face", "used")
"""The steps of a clip: it has a label, a class, frames, a face; what is left is used."""
_TEXT = ("clip", "subject", "status", "reason")
_CLASSES = {"label": range(len(CLASSES))}


def read_clips(dataset: str, data: str) -> ClipCounts:
    """Count the clips of a data set in the files that the stages left.

    Args:
        dataset: its key.
        data: which data it is: STAND-IN or licensed.

    Raises:
        UserError: a file is missing, or as `count_clips`.
    """
    frames, masked = (
        _read(path) for path in (paths.frames_table(dataset), paths.masked_table(dataset))
    )
    used = files.stack_rows(paths.clips(dataset), _TEXT[:2], (*_TEXT[:2], "label"))
    files.check_columns(used, paths.clips(dataset), once=("clip",), among=_CLASSES)
    return count_clips(dataset, data, frames, masked, used, fingerprint(dataset))


def _read(path: Output) -> "pd.DataFrame":
    """Read the table of a stage that keeps clips or drops them."""
    table = files.read_table(path, _TEXT, (*_TEXT, "label"))
    known = {"status": ("kept", "dropped")}
    files.check_columns(table, path, once=("clip",), filled=("clip",), among=known)
    labelled = table[table["label"].notna() | (table["status"] == "kept")]
    files.check_columns(labelled, path, among=_CLASSES)
    return table


def count_clips(
    dataset: str,
    data: str,
    frames: "pd.DataFrame",
    masked: "pd.DataFrame",
    used: "pd.DataFrame",
    digest: str,
) -> ClipCounts:
    """Count the clips of one data set step by step.

    Args:
        dataset: its key.
        data: which data it is: STAND-IN or licensed.
        frames: data/frames/d.csv, one row per label row and one per folder without.
        masked: data/masked/d.csv, one row per clip with frames.
        used: rows of data/clips/d: `clip, subject, label`.
        digest: of the clips.

    Raises:
        UserError: a clip is missing after a stage, or was not there before it: the files are of
            different runs.
    """
    with_frames = frames[frames["status"] == "kept"]
    with_face = masked[masked["status"] == "kept"]
    _same(with_frames, masked, paths.masked_table(dataset))
    _same(with_face, used, paths.clips(dataset))
    unlabelled = frames["reason"].map(reasons.kind) == "no label"
    steps = {
        "labelled": frames[~unlabelled],
        "mapped": frames[frames["label"].notna()],
        "with_frames": with_frames,
        "with_face": with_face,
        "used": used,
    }
    return ClipCounts(
        data=data,
        dataset=dataset,
        folders_without_label=int(unlabelled.sum()),
        clips={step: len(table) for step, table in steps.items()},
        subjects={step: int(table["subject"].nunique()) for step, table in steps.items()},
        classes={
            name: {step: int((steps[step]["label"] == label).sum()) for step in STEPS}
            for label, name in enumerate(CLASSES)
        },
        dropped={
            stage: reasons.count(table["reason"][table["status"] == "dropped"])
            for stage, table in (("extract", frames), ("mask", masked))
        },
        digest=digest,
    )


def _same(before: "pd.DataFrame", after: "pd.DataFrame", made: Output) -> None:
    """Compare the clips and labels that a stage was given with those of the file that it made."""
    one, other = (
        set(zip(table["clip"], table["label"].astype("int64"), strict=True))
        for table in (before, after)
    )
    odd = sorted(one ^ other)
    if odd:
        clip, label = odd[0]
        place = "it is not there" if odd[0] in one else "the stage before did not keep it so"
        raise UserError(
            f"{made}: expected the clips and labels that `{made.stage}` was given, "
            f"found otherwise for {clip} (label {label}): {place}; run `dvc repro`."
        )


def fingerprint(dataset: str) -> str:
    """Digest the clips of a data set and their windows.

    It shows whether two results come from the same pixels.

    Returns:
        16 hexadecimal digits.

    Raises:
        UserError: a file is missing.
    """
    parts = []
    for stack in (paths.clips(dataset), paths.windows(dataset)):
        files.require(stack)
        parts += [files.digest(stack.path / name) for name in (stacks.ARRAYS, stacks.ROWS)]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def copies_fingerprint(cell: paths.Cell) -> str:
    """Digest the copies of a cell: another library may make others from the same parameters.

    Returns:
        16 hexadecimal digits.

    Raises:
        UserError: there are none.
    """
    files.require(cell.copies)
    return files.digest(cell.copies.path / stacks.ARRAYS)[:16]


def sentence(counts: ClipCounts) -> str:
    """Summarise what became of the clips in one line, for the foot of a table."""
    clips = counts.clips
    classes = ", ".join(f"{steps['used']} {name}" for name, steps in counts.classes.items())
    dropped = sum((Counter(kinds) for kinds in counts.dropped.values()), Counter())
    listed = ", ".join(f"{count} {kind}" for kind, count in dropped.items()) or "none"
    return (
        f"{counts.data} clips: {clips['labelled']} labelled, {clips['mapped']} of the three "
        f"classes, {clips['with_frames']} with frames, {clips['with_face']} with a face, "
        f"{clips['used']} used ({classes}; {counts.subjects['used']} subjects); "
        f"dropped: {listed}. See {paths.LEDGER_PAGE}."
    )
