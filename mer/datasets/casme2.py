"""CASME II: 200 frames/s, 26 subjects, 255 labelled clips; four layouts, two editions of the sheet.

Yan, Li, Wang, Zhao, Liu, Chen, Fu: CASME II: An Improved Spontaneous Micro-Expression Database and
the Baseline Evaluation. PLOS ONE 9(1), 2014.
"""

from pathlib import Path

from mer.core.params import Labels
from mer.core.vocabulary import DATASETS
from mer.datasets import sheets
from mer.datasets.matching import join
from mer.datasets.records import DataSet, Edition, Layout, Reading
from mer.datasets.tree import Tree, clip_folders, numbered

KEY = "casme2"
TITLE = DATASETS[KEY].title
NAMES = r"casme[ _-]?(2|ii)"  # how its folder is called elsewhere
SUBJECT = numbered(r"(?:sub|s)?(\d{1,2})", "{:02d}")

# where there are several: the 280x340 pixels of the article are those of `Cropped`; compressed
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
    tree = Tree(root, TITLE, NAMES)
    containers, workbooks = tree.search(SUBJECT)
    layouts = _layouts(tree, containers)
    tree.require(
        bool(layouts), "Cropped/sub01/<clip>/reg_img46.jpg or CASME2_compressed/sub01/<clip>.avi"
    )
    sheet, rows = sheets.find(
        tree,
        workbooks,
        # where both editions are there, that of 2014: the article's counts are from it
        ("2014", "cod", "casme"),
        lambda workbook: sheets.rows(workbook, "{:02d}"),
        "CASME2-coding-20140508.xlsx (or -20190701)",
    )
    return join(KEY, tree, sheet, rows, layouts, labels)


def _layouts(tree: Tree, containers: list[Path]) -> list[Layout]:
    by_name: dict[str, list[Path]] = {}
    for container in containers:
        by_name.setdefault(_layout(tree, container), []).append(container)
        # any may hold videos; an index without a file in it is left out below
        by_name.setdefault("video", []).append(container)
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


def editions(labels: Labels) -> tuple[Edition, ...]:
    """Return that of 2014 and that of 2019, which calls three clips surprise instead of sadness."""
    both = {"others": 99, "disgust": 63, "happiness": 32, "repression": 27}
    return (
        Edition("2014 sheet", 26, both | {"surprise": 25, "sadness": 7, "fear": 2}),
        Edition("2019 sheet", 26, both | {"surprise": 28, "sadness": 4, "fear": 2}),
    )


DATASET = DataSet(KEY, TITLE, read, editions, rate=lambda labels: 200)
