"""SAMM: 200 frames/s, gray JPEG; 29 subjects, 159 clips, cut from onset to offset.

Davison, Lansley, Costen, Tan, Yap: SAMM: A Spontaneous Micro-Facial Movement Dataset. IEEE
Transactions on Affective Computing 9(1), 2018.
"""

from pathlib import Path

from mer.core.params import Labels
from mer.core.vocabulary import DATASETS
from mer.datasets import sheets
from mer.datasets.matching import join
from mer.datasets.records import DataSet, Edition, Layout, Reading
from mer.datasets.tree import Tree, clip_folders, numbered

KEY = "samm"
TITLE = DATASETS[KEY].title
NAMES = r"samm(?!.*long)"  # how its folder is called elsewhere
SUBJECT = numbered(r"(\d{1,3})", "{:03d}")

# where there are both: the article crops whole frames itself
PREFERENCE = ("frames", "cropped")


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
    tree = Tree(root, TITLE, NAMES)
    containers, workbooks = tree.search(SUBJECT)
    layouts = _layouts(tree, containers)
    tree.require(bool(layouts), "SAMM/006/<clip>/006_05562.jpg")
    # SAMM Long Videos numbers its frames differently: its sheet must not be mixed in
    workbooks = [path for path in workbooks if "long" not in path.name.lower()]
    sheet, rows = sheets.find(
        tree,
        workbooks,
        (r"micro.*facs", "facs", "micro"),
        lambda workbook: sheets.rows(workbook, "{:03d}"),
        "SAMM_Micro_FACS_Codes_v2.xlsx (not Long Videos)",
    )
    return join(KEY, tree, sheet, rows, layouts, labels)


def _layouts(tree: Tree, containers: list[Path]) -> list[Layout]:
    """Keep the frames as they were filmed apart from face crops, which have another scale."""
    by_name: dict[str, list[Path]] = {name: [] for name in PREFERENCE}
    for container in containers:
        cropped = "crop" in tree.relative(container).lower()
        by_name["cropped" if cropped else "frames"].append(container)
    indexed = ((name, clip_folders(tree, by_name[name], SUBJECT)) for name in PREFERENCE)
    return [Layout(name, folders) for name, folders in indexed if folders]


def editions(labels: Labels) -> tuple[Edition, ...]:
    """Return the only edition."""
    emotions = {
        "anger": 57,
        "other": 26,
        "happiness": 26,
        "surprise": 15,
        "contempt": 12,
        "disgust": 9,
        "fear": 8,
        "sadness": 6,
    }
    return (Edition("version 2", 29, emotions),)


DATASET = DataSet(KEY, TITLE, read, editions, rate=lambda labels: 200)
