"""SMIC: three cameras; the short release, whose folders are the labels, or the long one.

Li, Pfister, Huang, Zhao, Pietikäinen: A Spontaneous Micro-Expression Database: Inducement,
Collection and Baseline. FG 2013. The long release, SMIC-E, has a label sheet.
"""

import re
from pathlib import Path

import pandas as pd

from mer.core.params import SmicLabels
from mer.core.vocabulary import DATASETS
from mer.datasets import sheets
from mer.datasets.matching import join
from mer.datasets.records import DataSet, Edition, Layout, Reading, Row
from mer.datasets.tree import Tree, numbered

KEY = "smic"
TITLE = DATASETS[KEY].title
SUBJECT = numbered(r"s(\d{1,2})", "{:02d}")
EMOTIONS = {"ne": "negative", "po": "positive", "sur": "surprise"}
COLUMNS = ("subject", "filename", "onsetf", "offsetf", "emotion")

_CLIP = re.compile(r"s(\d+)_(ne|po|sur)_(\d+)", re.IGNORECASE)


def read(root: Path, labels: SmicLabels) -> Reading:
    """Read a copy of SMIC: the short release, un-cropped before cropped, or else the long one.

    Args:
        root: its folder.
        labels: its label rules and the camera.

    Returns:
        Its clips; ids such as `03/s3_ne_07`. The second expression of a row of the long release's
        sheet is a clip of its own, `03/s3_ne_07-2`.

    Raises:
        UserError: no folder, no clips of the camera in a known layout, or the long release without
            its sheet.
    """
    tree = Tree(root, TITLE)
    containers, workbooks = tree.search(SUBJECT)
    containers = [path for path in containers if _camera(tree, path) in ("", labels.camera)]
    short = [
        layout
        for layout in (_short(tree, containers, name) for name in ("raw", "cropped"))
        if layout.folders
    ]
    if short:
        return join(KEY, tree, None, _folder_rows(short), short, labels)
    long = Layout("long", _long(tree, containers), whole=True)
    tree.require(
        bool(long.folders),
        f"SMIC_all_cropped/{labels.camera}/s1/micro/negative/s1_ne_01/reg_image000001.bmp "
        f"of the camera {labels.camera} (params.yaml: labels.smic.camera)",
    )
    sheet, rows = sheets.find(
        tree,
        [path for path in workbooks if _camera(tree, path) in ("", labels.camera)],
        (rf"{labels.camera}.*annotation", "annotation"),
        _sheet_rows,
        f"SMIC-{labels.camera}-E_annotation.xlsx",
    )
    return join(KEY, tree, sheet, rows, [long], labels)


def _camera(tree: Tree, path: Path) -> str:
    """Name the camera in a path; empty where the root is already the camera's folder."""
    named = re.findall(r"(?<![a-z])(hs|vis|nir)(?![a-z])", tree.relative(path).lower())
    return named[-1].upper() if named else ""


def _short(tree: Tree, containers: list[Path], name: str) -> Layout:
    """Index `<subject>/micro/<emotion>/<clip>`; `non_micro` lies beside `micro` and is left out."""
    folders: dict[str, Path] = {}
    for container in containers:
        for subject in filter(SUBJECT, tree.folders(container)):
            for micro in (
                entry for entry in tree.folders(container / subject) if entry.lower() == "micro"
            ):
                for emotion in tree.folders(container / subject / micro):
                    inside = container / subject / micro / emotion
                    for clip in tree.folders(inside):
                        if _CLIP.fullmatch(clip) and _crop(tree, inside / clip) == name:
                            folders.setdefault(clip_id(clip), inside / clip)
    return Layout(name, folders)


def _crop(tree: Tree, clip: Path) -> str:
    """Tell cropped from raw frames by the file names; without files, by the folders above."""
    names, _ = tree.frames(clip)
    if names:
        return "cropped" if next(iter(names.values())).lower().startswith("reg_") else "raw"
    return "cropped" if "crop" in tree.relative(clip).lower() else "raw"


def _long(tree: Tree, containers: list[Path]) -> dict[str, Path]:
    """Index `<subject>/<clip>`."""
    folders: dict[str, Path] = {}
    for container in containers:
        if re.search(r"non[ _-]?micro", tree.relative(container), re.IGNORECASE):
            continue
        for subject in filter(SUBJECT, tree.folders(container)):
            for clip in filter(_CLIP.fullmatch, tree.folders(container / subject)):
                folders.setdefault(clip_id(clip), container / subject / clip)
    return folders


def clip_id(name: str) -> str:
    """Normalise a clip's name, which is written `s3_ne_07` or `s03_ne_07`, to its id.

    >>> clip_id("s03_ne_07")
    '03/s3_ne_07'
    """
    match = _CLIP.fullmatch(name.strip())
    if match is None:
        return ""
    subject, token, count = int(match[1]), match[2].lower(), int(match[3])
    return f"{subject:02d}/s{subject}_{token}_{count:02d}"


def _folder_rows(layouts: list[Layout]) -> list[Row]:
    """Make the rows of the short release, which has no sheet: the class is the folder above."""
    rows: dict[str, Row] = {}
    for layout in layouts:
        for clip, path in layout.folders.items():
            subject, name = clip.split("/")
            emotion = path.parent.name.strip().lower()
            token = EMOTIONS[name.split("_")[1]]
            note = "" if emotion == token else f"the clip's name says {token}, its folder {emotion}"
            rows.setdefault(clip, Row(subject, name, emotion, note=note))
    return list(rows.values())


def _sheet_rows(workbook: list[pd.DataFrame]) -> list[Row] | None:
    body = sheets.table(workbook, COLUMNS)
    if body is None:
        return None
    return [row for record in sheets.clip_rows(body) for row in _expressions(record)]


def _expressions(record: sheets.Record) -> list[Row]:
    """Make one row for each of the up to three expressions of a sheet row."""
    clip = clip_id(sheets.text(record["filename"]))
    if not clip:
        return []
    subject, name = clip.split("/")
    emotion = sheets.text(record["emotion"]).lower()
    emotion = emotion if emotion in EMOTIONS.values() else EMOTIONS[name.split("_")[1]]
    rows = []
    for count, infix in enumerate(("", "2", "3"), start=1):
        onset, offset = (sheets.number(record.get(f"{end}{infix}f")) for end in ("onset", "offset"))
        if count > 1 and not (onset and offset):
            continue
        bad = onset is None or offset is None
        reason = "bad frame numbers: onset or offset is no number in the label sheet" if bad else ""
        rows.append(
            Row(
                subject,
                name if count == 1 else f"{name}-{count}",
                emotion,
                onset,
                None,
                offset,
                recording=clip,
                reason=reason,
                note="" if count == 1 else f"expression {count} of its row in the label sheet",
            )
        )
    return rows


def editions(labels: SmicLabels) -> tuple[Edition, ...]:
    """Return what one camera saw: HS saw more subjects than the other two."""
    if labels.camera == "HS":
        return (Edition("HS camera", 16, {"negative": 70, "positive": 51, "surprise": 43}),)
    emotions = {"negative": 23, "positive": 28, "surprise": 20}
    return (Edition(f"{labels.camera} camera", 8, emotions),)


DATASET = DataSet(KEY, TITLE, read, editions)
