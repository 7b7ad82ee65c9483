"""The page metrics/clips.md: what became of the clips of every data set."""

from collections.abc import Mapping

from mer.core.params import Standin
from mer.evaluation.ledger import STEPS
from mer.evaluation.results import ClipCounts, Ledger
from mer.reporting import standin_notice
from mer.reporting.markdown import grid

_TITLES = {
    "labelled": "labelled",
    "mapped": "of a class",
    "with_frames": "with frames",
    "with_face": "with a face",
    "used": "used",
}
_NOTES = (
    "- labelled: rows of the label sheet; where the folders are the labels (SMIC's short "
    "release), folders.\n"
    "- of a class: the label rule in params.yaml has a class for the emotion, and does not "
    "leave the clip out.\n"
    "- with frames: at least two readable frames lie on disk between onset and offset "
    "(`data/frames/d.csv`).\n"
    "- with a face: the frames decode and a face was found (`data/masked/d.csv`).\n"
    "- used: what is augmented, split, trained and tested on (`data/clips/d/`).\n"
    "- Each of the two tables in `data/` says for every single clip what became of it and why."
)


def render(ledger: Ledger, titles: Mapping[str, str], standin: Standin) -> str:
    """Write the page.

    Args:
        ledger: content of metrics/clips.json.
        titles: data set → its name in print.
        standin: the section `standin` of params.yaml.
    """
    clips = standin_notice.marked(ledger.data, "clips")
    parts = [
        f"# {clips[0].upper()}{clips[1:]}: from label rows to training",
        *standin_notice.warning(ledger.data, standin_notice.LEDGER, standin),
        _steps(ledger.datasets, titles),
        "## Clips of each class",
        _classes(ledger.datasets, titles),
        "## Dropped",
        _dropped(ledger.datasets, titles),
        _NOTES,
    ]
    return "\n\n".join(parts) + "\n"


def _steps(datasets: Mapping[str, ClipCounts], titles: Mapping[str, str]) -> str:
    headers = ["Data set", "Folders without a label", *_TITLES.values(), "Subjects used"]
    rows = [
        [
            titles.get(dataset, dataset),
            str(counts.folders_without_label),
            *(str(counts.clips[step]) for step in _TITLES),
            str(counts.subjects["used"]),
        ]
        for dataset, counts in datasets.items()
    ]
    return grid(headers, rows, numbers=range(1, len(headers)))


def _classes(datasets: Mapping[str, ClipCounts], titles: Mapping[str, str]) -> str:
    rows = [
        [titles.get(dataset, dataset), name, *(str(steps[step]) for step in STEPS)]
        for dataset, counts in datasets.items()
        for name, steps in counts.classes.items()
    ]
    return grid(
        ["Data set", "Class", *(_TITLES[step] for step in STEPS)],
        rows,
        numbers=range(2, 2 + len(STEPS)),
    )


def _dropped(datasets: Mapping[str, ClipCounts], titles: Mapping[str, str]) -> str:
    rows = [
        [titles.get(dataset, dataset), stage, kind, str(count)]
        for dataset, counts in datasets.items()
        for stage, kinds in counts.dropped.items()
        for kind, count in kinds.items()
    ]
    return (
        grid(["Data set", "Stage", "Reason", "Clips"], rows, numbers=(3,)) if rows else "Nothing."
    )
