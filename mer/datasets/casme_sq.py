"""CAS(ME)²: 30 frames/s, 22 subjects, 300 macro- and 57 micro-expressions; long videos, or cut out.

Qu, Wang, Yan, Li, Wu, Fu: CAS(ME)²: A Database for Spontaneous Macro-Expression and
Micro-Expression Spotting and Recognition. IEEE Transactions on Affective Computing 9(4), 2018.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pandas as pd

from mer.core.params import CasmeSqLabels
from mer.core.vocabulary import DATASETS
from mer.datasets import sheets
from mer.datasets.matching import join
from mer.datasets.records import DataSet, Edition, Layout, Reading, Row
from mer.datasets.tree import Tree, clip_folders, numbered

KEY = "casme_sq"
TITLE = DATASETS[KEY].title
NAMES = r"cas[ _-]?\(me\)|casme[ _-]?sq|casme\^"  # how its folder is called elsewhere
SUBJECT = numbered(r"s?(\d{2})", "s{:02d}")

# where there are several: the article crops 640x480 frames itself, so un-cropped ones come first;
# of these the ones that are cut out already, where offset 0 can be read from the disk; compressed
# video comes last
PREFERENCE = ("selectedpic", "rawpic", "cropped", "rawvideo")

COUNTS = {
    "micro": {"negative": 21, "positive": 8, "surprise": 9, "others": 19},
    "macro": {"negative": 105, "positive": 116, "surprise": 16, "others": 63},
}
"""The labelled clips of a complete copy, by kind of expression and emotion."""


@dataclass(frozen=True)
class _Sheet:
    """The three sheets: expressions, folder of each subject index, code of each clip stem."""

    expressions: pd.DataFrame
    folders: dict[int, str]
    codes: dict[str, str]


def read(root: Path, labels: CasmeSqLabels) -> Reading:
    """Read a copy of CAS(ME)².

    Args:
        root: its folder.
        labels: its label rules and the kinds of expressions wanted.

    Returns:
        Its clips; ids such as `s15/anger1_1`.

    Raises:
        UserError: no folder, no frames in a known layout, or no label sheet.
    """
    tree = Tree(root, TITLE, NAMES)
    containers, workbooks = tree.search(SUBJECT)
    layouts = _layouts(tree, containers)
    tree.require(
        bool(layouts),
        "selectedpic/s15/<clip>/img1.jpg or rawpic/s15/15_0101<word>/img001.jpg "
        "or rawvideo/s15/15_0101<word>.avi",
    )
    path, sheet = sheets.find(
        tree,
        workbooks,
        ("code_?final", "cas.*me"),
        _parse,
        "CAS(ME)^2code_final.xlsx (three sheets without header)",
    )
    return join(KEY, tree, path, _rows(sheet, labels), layouts, labels)


def _layouts(tree: Tree, containers: list[Path]) -> list[Layout]:
    by_name: dict[str, list[Path]] = {}
    for container in containers:
        by_name.setdefault(_layout(tree, container), []).append(container)
        # any may hold videos; an index without a file in it is left out below
        by_name.setdefault("rawvideo", []).append(container)
    found = []
    for name in PREFERENCE:
        folders = clip_folders(tree, by_name.get(name, []), SUBJECT, videos=name == "rawvideo")
        long = name in ("rawpic", "rawvideo")
        folders = _recordings(folders) if long else folders
        if folders:
            found.append(Layout(name, folders, whole=long, shared=long))
    return found


def _layout(tree: Tree, container: Path) -> str:
    """Tell the layouts apart by the names of clips and folders."""
    clips = clip_folders(tree, [container], SUBJECT)
    if any(_recording(clip) for clip in clips):
        return "rawpic"
    path = container.relative_to(tree.root).as_posix().lower()
    bare = [name for name in tree.folders(container) if SUBJECT(name) and name[0].isdigit()]
    return "cropped" if "crop" in path or ("select" not in path and bare) else "selectedpic"


def _recording(clip: str) -> str:
    """Return the id of a long video from that of its folder.

    >>> _recording("s15/15_0101disgustingteeth")
    's15/0101'
    """
    # the words are full of typos, and one folder is filed under another subject: only the numbers
    # count
    match = re.match(r"(\d{2})_(\d{4})(?!\d)", clip.split("/")[1])
    return f"s{int(match[1]):02d}/{match[2]}" if match else ""


def _recordings(folders: dict[str, Path]) -> dict[str, Path]:
    """Index the long videos by their numbers; of two, that filed under its own subject counts."""
    found: dict[str, Path] = {}
    for clip in sorted(
        folders, key=lambda clip: (clip.split("/")[0] != _recording(clip).split("/")[0], clip)
    ):
        if _recording(clip):
            found.setdefault(_recording(clip), folders[clip])
    return found


def _parse(workbook: list[pd.DataFrame]) -> _Sheet | None:
    """Recognise the three sheets by their positions and what is in them.

    Copies that a program saved again have a header or an index column more: columns are found by
    the clips' names and the kinds of expressions.
    """
    if len(workbook) < 2:
        return None
    first = _without_blank_columns(workbook[0])
    kind = _column(first, r".*(?:micro|macro)-.*")
    clip = _column(first, r"[a-z]+\d*_\d+")
    if kind is None or clip is None or clip < 1 or kind < clip + 5:
        return None
    names = ("index", "clip", "onset", "apex", "offset")
    named = {kind - 2: "units", **dict(enumerate(names, start=clip - 1))}
    named |= {kind - 1: "emotion", kind: "kind"}
    folders: dict[int, str] = {}
    for cells in _filled_cells(workbook[1]):
        # number, folder, index; the folder's name is `s` and a number
        for cell, following in pairwise(cells):
            index, folder = sheets.number(following), SUBJECT(cell)
            if folder and index is not None and not cell[0].isdigit():
                folders[index] = folder
    codes = {}
    for cells in _filled_cells(workbook[2]) if len(workbook) > 2 else ():
        for cell, following in pairwise(cells):
            code = sheets.number(cell)
            if code is not None and following[0].isalpha():
                codes[following.lower()] = f"{code:04d}"  # read as a number 0101 becomes 101
    return _Sheet(first[list(named)].rename(columns=named), folders, codes) if folders else None


def _column(sheet: pd.DataFrame, pattern: str) -> int | None:
    """Return the column with the most cells of a form, None where no cell has it."""
    counts = {
        name: sheet[name].map(sheets.text).str.fullmatch(pattern, case=False).sum()
        for name in sheet
    }
    best = max(counts, key=counts.__getitem__, default=None)
    return None if best is None or not counts[best] else int(best)


def _filled_cells(sheet: pd.DataFrame) -> list[list[str]]:
    rows = sheet.itertuples(index=False)
    return [[sheets.text(cell) for cell in row if sheets.text(cell)] for row in rows]


def _without_blank_columns(sheet: pd.DataFrame) -> pd.DataFrame:
    filled = [name for name in sheet if sheet[name].map(sheets.text).any()]
    return sheet[filled].set_axis(range(len(filled)), axis="columns")


def _rows(sheet: _Sheet, labels: CasmeSqLabels) -> list[Row]:
    records = sheet.expressions.to_dict("records")
    rows = [
        _row(record, sheet, labels)
        for record in records
        if sheets.number(record["index"]) is not None
        and not sheets.text(record["clip"]).isdigit()  # the header that a program numbered
    ]
    return [replace(row, before=_next_onset(row, rows)) for row in rows]


def _row(record: sheets.Record, sheet: _Sheet, labels: CasmeSqLabels) -> Row:
    index = sheets.number(record["index"])
    subject = "" if index is None else sheet.folders.get(index, "")
    name = sheets.text(record["clip"])
    kind = sheets.text(record["kind"]).lower().removesuffix("-expression")
    code = sheet.codes.get(name.rpartition("_")[0].lower(), "")
    numbers = sheets.frame_numbers(record, "onset", "apex", "offset")
    notes, offset = [numbers.note], numbers.offset or None
    for end, value in (("apex", numbers.apex), ("offset", numbers.offset)):
        if value == 0:  # the sheet's word for unknown
            notes.append(f"{end} is 0 in the label sheet")
    later = (numbers.apex or 0) > (numbers.onset or 0)
    if numbers.offset == 0 and labels.no_offset == "apex" and later:
        offset = numbers.apex
        notes.append(f"offset taken as the apex, {offset}")
    selected = ", ".join(labels.expressions)
    unwanted = (
        "" if kind in labels.expressions else f"not selected: {kind}-expression, {selected} wanted"
    )
    unnamed = f"no folder: the second sheet names none for the subject index {index}"
    return Row(
        subject=subject or f"index{index}",
        name=name,
        emotion=sheets.text(record["emotion"]).lower(),
        onset=numbers.onset,
        apex=numbers.apex or None,
        offset=offset,
        recording=f"{subject}/{code}" if code else "",
        units=sheets.units(record.get("units")),
        unwanted=unwanted,
        reason=numbers.reason if subject else unnamed,
        note="; ".join(filter(None, notes)),
    )


def _next_onset(row: Row, rows: list[Row]) -> int | None:
    """Return the onset of the next expression in the same long video."""
    if row.onset is None or not row.recording:
        return None
    onsets = (one.onset for one in rows if one.recording == row.recording)
    return min((onset for onset in onsets if onset and onset > row.onset), default=None)


def editions(labels: CasmeSqLabels) -> tuple[Edition, ...]:
    """Return the only edition, with the kinds of expressions that are wanted.

    >>> labels = CasmeSqLabels(rule="a", rules={}, expressions=["micro"], no_offset="disk")
    >>> [edition] = editions(labels)
    >>> edition.name, edition.clips
    ('micro', 57)
    """
    emotions: Counter[str] = Counter()
    for kind in labels.expressions:
        emotions.update(COUNTS[kind])
    return (Edition(" and ".join(labels.expressions), 22, dict(emotions)),)


DATASET = DataSet(KEY, TITLE, read, editions, rate=lambda labels: 30)
