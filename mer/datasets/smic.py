"""SMIC: three cameras; the short release, whose folders are the labels, or the long one.

Li, Pfister, Huang, Zhao, Pietikäinen: A Spontaneous Micro-Expression Database: Inducement,
Collection and Baseline. FG 2013. The long release, SMIC-E, has a label sheet.
"""

import re
from dataclasses import replace
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
NAMES = r"smic"  # how its folder is called elsewhere
SUBJECT = numbered(r"s(\d{1,2})", "{:02d}")
EMOTIONS = {"ne": "negative", "po": "positive", "sur": "surprise"}

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
    tree = Tree(root, TITLE, NAMES)
    containers, workbooks = tree.search(SUBJECT)
    containers = [
        path for path in containers if _camera(tree.relative(path)) in ("", labels.camera)
    ]
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
        workbooks,
        (rf"{labels.camera}.*annotation", "annotation"),
        lambda workbook: _sheet_rows(workbook, labels.camera),
        f"SMIC-{labels.camera}-E_annotation.xlsx of the camera {labels.camera}",
    )
    return join(KEY, tree, sheet, rows, [long], labels)


def _camera(name: str) -> str:
    """Name the camera in a path or title; empty where the root is already the camera's folder."""
    named = re.findall(r"(?<![a-z])(hs|vis|nir)(?![a-z])", name.lower())
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
                            found = folders.setdefault(clip_id(clip), inside / clip)
                            if found.parent.name.lower() != emotion.lower():
                                tree.notes.append(
                                    f"{clip_id(clip)}: filed under {found.parent.name} and under "
                                    f"{emotion}; {tree.relative(found)} is used"
                                )
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


def _sheet_rows(workbook: list[pd.DataFrame], camera: str) -> list[Row] | None:
    """Read the sheet of one camera: its title, or else its file's name, may say which it is.

    The numbers of a camera may have columns of their own, `OnsetF NIR` beside `OnsetF`.
    """
    of_camera = {
        position: _camera(sheet.attrs["sheet"]) or _camera(sheet.attrs["file"])
        for position, sheet in enumerate(workbook)
    }
    own = [position for position, name in of_camera.items() if name == camera]
    for position in [*own, *(position for position, name in of_camera.items() if not name)]:
        for suffix in (camera.lower(), ""):
            columns = ("subject", "filename", f"onsetf{suffix}", f"offsetf{suffix}")
            body = sheets.table([workbook[position]], columns)
            if body is not None:
                records = sheets.clip_rows(body)
                return [row for record in records for row in _expressions(record, suffix)]
    return None


def _expressions(record: sheets.Record, suffix: str) -> list[Row]:
    """Make one row for each of the up to three expressions of a sheet row.

    The second and third are there only if onset and offset are frames of the recording, or counted
    by the sheet itself: some rows hold leftovers of a formula there, one the same interval twice.
    """
    clip = clip_id(sheets.text(record["filename"]))
    if not clip:
        return []
    subject, name = clip.split("/")
    emotion = sheets.text(record.get("emotion", "")).lower()
    emotion = emotion if emotion in EMOTIONS.values() else EMOTIONS[name.split("_")[1]]
    rows: list[Row] = []
    left_out = []
    for count in (1, 2, 3):
        onset, offset = _interval(record, "" if count == 1 else str(count), suffix)
        if count > 1 and not (onset and offset):
            continue
        problem = _problem(record, onset, offset, suffix)
        if count > 1 and problem and not _counted(record, count, onset, offset):
            left_out.append(f"expression {count} of its row is left out: {problem}")
            continue
        if any((row.onset, row.offset) == (onset, offset) for row in rows):
            left_out.append(f"expression {count} of its row repeats an interval and is left out")
            continue
        bad = onset is None or offset is None
        reason = "bad frame numbers: onset or offset is no number in the label sheet" if bad else ""
        notes = [f"expression {count} of its row in the label sheet"] if count > 1 else []
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
                note="; ".join([*notes, problem] if problem else notes),
            )
        )
    notes = [rows[0].note, *left_out]
    return [replace(rows[0], note="; ".join(filter(None, notes))), *rows[1:]]


def _interval(record: sheets.Record, infix: str, suffix: str) -> tuple[int | None, int | None]:
    onset, offset = (
        sheets.number(record.get(f"{end}{infix}f{suffix}", "")) for end in ("onset", "offset")
    )
    return onset, offset


def _problem(record: sheets.Record, onset: int | None, offset: int | None, suffix: str) -> str:
    """Say how an interval contradicts itself or the first and last frame of the recording."""
    if onset is None or offset is None:
        return ""
    first, last = (sheets.number(record.get(f"{end}f{suffix}", "")) for end in ("first", "last"))
    if onset > offset:
        return f"{onset}..{offset} ends before it begins"
    if (first is not None and onset < first) or (last is not None and offset > last):
        return f"{onset}..{offset} is outside of the recording's {first}..{last}"
    return ""


def _counted(record: sheets.Record, count: int, onset: int | None, offset: int | None) -> bool:
    """Tell whether the sheet gives an interval a positive number of frames of its own."""
    total = sheets.number(record.get(f"totalmf{count}", ""))
    return bool(total) and (onset or 0) <= (offset or 0)


def editions(labels: SmicLabels) -> tuple[Edition, ...]:
    """Return what one camera saw: HS saw more subjects than the other two.

    The long release of HS has 157 rows with 166 expressions.
    """
    if labels.camera == "HS":
        short = {"negative": 70, "positive": 51, "surprise": 43}
        long = {"negative": 73, "positive": 51, "surprise": 42}
        return Edition("HS camera", 16, short), Edition("HS camera, long release", 16, long)
    emotions = {"negative": 23, "positive": 28, "surprise": 20}
    return (Edition(f"{labels.camera} camera", 8, emotions),)


RATES = {"HS": 100, "VIS": 25, "NIR": 25}  # frames per second of each camera
DATASET = DataSet(KEY, TITLE, read, editions, rate=lambda labels: RATES[labels.camera])
