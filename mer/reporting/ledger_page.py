"""The page metrics/clips.md: what became of the clips of every data set."""

from typing import Any

from mer.evaluation.ledger import STEPS
from mer.reporting.markdown import grid

_WARNING = "> **STAND-IN.** These are counts of invented data in the layouts of the licensed data sets, not of the data sets."
_TITLES = {
    "labelled": "labelled",
    "mapped": "of a class",
    "with_frames": "with frames",
    "with_face": "with a face",
    "used": "used",
}
_NOTES = """- labelled: rows of the label sheet; where the folders are the labels (SMIC's short release), folders.
- of a class: the label rule in params.yaml has a class for the emotion, and does not leave the clip out.
- with frames: at least two readable frames lie on disk between onset and offset (`data/frames/d.csv`).
- with a face: the frames decode and a face was found (`data/masked/d.csv`).
- used: what is augmented, split, trained and tested on (`data/clips/d.npz`).
- Each of the two tables in `data/` says for every single clip what became of it and why."""


def render(accounts: dict[str, dict[str, Any]], titles: dict[str, str]) -> str:
    """Write the page.

    Args:
        accounts: data set → content of metrics/clips/d.json.
        titles: data set → its name in print.
    """
    standin = any(content["data"] == "STAND-IN" for content in accounts.values())
    parts = [
        f"# {'STAND-IN clips' if standin else 'Clips'}: from label rows to training",
        *([_WARNING] if standin else []),
        _steps(accounts, titles),
        "## Clips of each class",
        _classes(accounts, titles),
        "## Dropped",
        _dropped(accounts, titles),
        _NOTES,
    ]
    return "\n\n".join(parts) + "\n"


def _steps(accounts: dict[str, dict[str, Any]], titles: dict[str, str]) -> str:
    headers = ["Data set", "Folders without a label", *_TITLES.values(), "Subjects used"]
    rows = [
        [
            titles.get(dataset, dataset),
            str(content["folders_without_label"]),
            *(str(content["clips"][step]) for step in _TITLES),
            str(content["subjects"]["used"]),
        ]
        for dataset, content in accounts.items()
    ]
    return grid(headers, rows, numbers=range(1, len(headers)))


def _classes(accounts: dict[str, dict[str, Any]], titles: dict[str, str]) -> str:
    rows = [
        [titles.get(dataset, dataset), name, *(str(counts[step]) for step in STEPS)]
        for dataset, content in accounts.items()
        for name, counts in content["classes"].items()
    ]
    return grid(
        ["Data set", "Class", *(_TITLES[step] for step in STEPS)],
        rows,
        numbers=range(2, 2 + len(STEPS)),
    )


def _dropped(accounts: dict[str, dict[str, Any]], titles: dict[str, str]) -> str:
    rows = [
        [titles.get(dataset, dataset), stage, kind, str(count)]
        for dataset, content in accounts.items()
        for stage, kinds in content["dropped"].items()
        for kind, count in kinds.items()
    ]
    return (
        grid(["Data set", "Stage", "Reason", "Clips"], rows, numbers=(3,)) if rows else "Nothing."
    )
