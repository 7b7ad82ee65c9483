"""SAMM: 200 frames/s, gray JPEG; 29 subjects, 159 clips, cut from onset to offset."""

from pathlib import Path

import pandas as pd

from mer.core.params import Labels
from mer.datasets import sheets
from mer.datasets.base import Layout, Reading, Row, clip_folders, join
from mer.datasets.tree import Tree, numbered

TITLE = "SAMM"
SUBJECT = numbered(r"(\d{1,3})", "{:03d}")
COLUMNS = ("subject", "filename", "onsetframe", "apexframe", "offsetframe", "estimatedemotion")


def read(root: Path, labels: Labels) -> Reading:
    """Read a copy of SAMM.

    Args:
        root: its folder.
        labels: its label rules.

    Returns:
        Its clips; ids such as `006/006_1_2`.

    Raises:
        UserError: no folder, no frames in the known layout, or no label sheet.
    """
    tree = Tree(root, TITLE)
    containers, workbooks = tree.search(SUBJECT)
    folders = clip_folders(tree, containers, SUBJECT)
    tree.require(bool(folders), "SAMM/006/<clip>/006_05562.jpg")
    # SAMM Long Videos numbers its frames otherwise: its sheet must not be mixed in
    workbooks = [path for path in workbooks if "long" not in path.name.lower()]
    sheet, rows = sheets.find(
        tree,
        workbooks,
        (r"micro.*facs", "facs", "micro"),
        _rows,
        "SAMM_Micro_FACS_Codes_v2.xlsx (not Long Videos)",
    )
    return join(tree, sheet, rows, [Layout("frames", folders)], labels)


def _rows(workbook: list[pd.DataFrame]) -> list[Row] | None:
    body = sheets.table(workbook, COLUMNS)
    if body is None:
        return None
    return [
        Row(
            subject=f"{sheets.number(row['subject']):03d}",
            name=sheets.text(row["filename"]),
            emotion=sheets.text(row["estimatedemotion"]).lower(),
            **sheets.frame_numbers(row, "onsetframe", "apexframe", "offsetframe"),
        )
        for row in sheets.clip_rows(body)
    ]
