"""What became of the clips of a data set, from label rows to training, as it stands in metrics/clips/."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES

STEPS = ("mapped", "with_frames", "with_face", "used")
"""What a labelled clip must get through: it has a class, its frames are there, its face was found, networks see it."""


def account(frames: pd.DataFrame, masked: pd.DataFrame, used: pd.DataFrame) -> dict[str, Any]:
    """Count the clips of one data set step by step.

    Args:
        frames: data/frames/d.csv, one row a label row and one a folder without.
        masked: data/masked/d.csv.
        used: `clip, subject, label` of data/clips/d.npz.

    Returns:
        `clips` and `subjects` at each step from `labelled` on, `classes` (class → step → clips),
        the number of `folders_without_label`, and `dropped` (stage → kind of reason → clips).

    Raises:
        UserError: a clip got lost between two stages, or came from nowhere: the files are of
            different runs.
    """
    with_frames = frames[frames["status"] == "kept"]
    with_face = masked[masked["status"] == "kept"]
    _same("masked", with_frames, "mask", masked)
    _same("clips", with_face, "resize", used)
    unlabelled = _kinds(frames) == "no label"
    steps = {
        "labelled": frames[~unlabelled],
        "mapped": frames[frames["label"] != ""],
        "with_frames": with_frames,
        "with_face": with_face,
        "used": used,
    }
    return {
        "folders_without_label": int(unlabelled.sum()),
        "clips": {step: len(table) for step, table in steps.items()},
        "subjects": {step: int(table["subject"].nunique()) for step, table in steps.items()},
        "classes": {
            name: {step: int((steps[step]["label"] == str(label)).sum()) for step in STEPS}
            for label, name in enumerate(CLASSES)
        },
        "dropped": {"extract": _drops(frames), "mask": _drops(masked)},
    }


def _same(folder: str, before: pd.DataFrame, stage: str, after: pd.DataFrame) -> None:
    """Compare clips and labels before and after a stage."""
    one, other = (set(zip(table["clip"], table["label"], strict=True)) for table in (before, after))
    odd = sorted(one ^ other)
    if odd:
        clip, label = odd[0]
        place = "it is not there" if odd[0] in one else "the stage before did not keep it so"
        raise UserError(
            f"data/{folder}: expected the clips and labels that `{stage}` was given, found otherwise for {clip} "
            f"(label {label}): {place}; run `dvc repro`."
        )


def _kinds(table: pd.DataFrame) -> pd.Series:
    return table["reason"].str.split(":").str[0]


def _drops(table: pd.DataFrame) -> dict[str, int]:
    """Count the dropped clips by kind of reason, the most frequent first."""
    kinds = Counter(_kinds(table)[table["status"] == "dropped"])
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def fingerprint(dataset: str) -> str:
    """Digest the clips of a data set and their windows, which show whether two results come from the same pixels.

    Returns:
        16 hexadecimal digits.

    Raises:
        UserError: a file is missing.
    """
    content = hashlib.sha256()
    for folder in ("clips", "windows"):
        path = Path(f"data/{folder}/{dataset}.npz")
        if not path.is_file():
            raise UserError(
                f"{path}: expected a file, found none; run `dvc repro resize@{dataset}`."
            )
        with path.open("rb") as file:
            content.update(hashlib.file_digest(file, "sha256").digest())
    return content.hexdigest()[:16]


def account_path(dataset: str) -> Path:
    """The file with the account of a data set."""
    return Path("metrics/clips") / f"{dataset}.json"


def sentence(content: dict[str, Any]) -> str:
    """Tell an account in one line, for the foot of a table."""
    clips = content["clips"]
    classes = ", ".join(f"{counts['used']} {name}" for name, counts in content["classes"].items())
    dropped = sum((Counter(kinds) for kinds in content["dropped"].values()), Counter())
    reasons = [f"{count} {kind}" for kind, count in dropped.items()]
    return (
        f"{content['data']} clips: {clips['labelled']} labelled, {clips['mapped']} of the three classes, "
        f"{clips['with_frames']} with frames, {clips['with_face']} with a face, {clips['used']} used ({classes}; "
        f"{content['subjects']['used']} subjects); dropped: {', '.join(reasons) or 'none'}. See metrics/clips.md."
    )
