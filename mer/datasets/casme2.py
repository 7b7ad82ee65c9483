"""CASME II: 200 frames/s, 26 subjects, 255 labelled clips; four layouts, two editions of the label sheet."""

from pathlib import Path

import pandas as pd

from mer.core.params import Labels
from mer.datasets import sheets
from mer.datasets.base import Layout, Reading, Row, clip_folders, join
from mer.datasets.tree import Tree, numbered

TITLE = "CASME II"
SUBJECT = numbered(r"(?:sub|s)?(\d{1,2})", "{:02d}")
COLUMNS = ("subject", "filename", "onsetframe", "apexframe", "offsetframe", "estimatedemotion")

# where several are there: the 280x340 pixels of the article are those of `Cropped`; compressed
# video comes last
PREFERENCE = ("cropped", "raw_selected", "raw_full", "video")


def read(root: Path, labels: Labels) -> Reading:
    """Read a copy of CASME II.

    Args:
        root: its folder.
        labels: its label rules.

    Returns:
        Its clips; ids such as `03/EP07_02f`.

    Raises:
        UserError: no folder, no frames in a known layout, or no label sheet.
    """
    tree = Tree(root, TITLE)
    containers, workbooks = tree.search(SUBJECT)
    layouts = _layouts(tree, containers)
    tree.require(
        bool(layouts), "Cropped/sub01/<clip>/reg_img46.jpg or CASME2_compressed/sub01/<clip>.avi"
    )
    sheet, rows = sheets.find(
        # where both editions are there, that of 2014: the article's counts are its
        tree,
        workbooks,
        ("2014", "cod", "casme"),
        _rows,
        "CASME2-coding-20140508.xlsx (or -20190701)",
    )
    return join(tree, sheet, rows, layouts, labels)


def _layouts(tree: Tree, containers: list[Path]) -> list[Layout]:
    by_name: dict[str, list[Path]] = {}
    for container in containers:
        by_name.setdefault(_layout(tree, container), []).append(container)
        by_name.setdefault("video", []).append(
            container
        )  # an index without a file in it is left out below
    found = []
    for name in PREFERENCE:
        folders = clip_folders(tree, by_name.get(name, []), SUBJECT, videos=name == "video")
        if folders:
            found.append(Layout(name, folders, whole=name in ("raw_full", "video")))
    return found


def _layout(tree: Tree, container: Path) -> str:
    """Tell the layouts apart by the names of frames and folders."""
    for clip in clip_folders(tree, [container], SUBJECT).values():
        names, _ = tree.frames(clip)
        if names:
            if any(name.lower().startswith("reg_") for name in names.values()):
                return "cropped"
            break
    path = container.relative_to(tree.root).as_posix().lower()
    if "crop" in path:
        return "cropped"
    return "raw_selected" if "select" in path else "raw_full"


def _rows(workbook: list[pd.DataFrame]) -> list[Row] | None:
    body = sheets.table(workbook, COLUMNS)
    if body is None:
        return None
    return [
        Row(
            subject=f"{sheets.number(row['subject']):02d}",
            name=sheets.text(row["filename"]),
            emotion=sheets.text(row["estimatedemotion"]).lower(),
            **sheets.frame_numbers(row, "onsetframe", "apexframe", "offsetframe"),
        )
        for row in sheets.clip_rows(body)
    ]
