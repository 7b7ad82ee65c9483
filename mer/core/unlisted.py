"""Results of data sets and variants that params.yaml no longer lists, and maps of other data.

DVC removes the files of a stage before it runs again, and knows nothing of one that is gone from
the list: its numbers, of the stand-in perhaps, would stay among those of other data, and its faces
on the disk.
"""

import json
from collections.abc import Collection
from pathlib import Path

from mer.core import leftovers, paths


def remove(datasets: Collection[str], variants: Collection[str]) -> list[Path]:
    """Remove what the pipeline made of other data sets and variants.

    DVC's cache still has it: with the name back in the list, nothing is computed again.

    Returns:
        What was removed. Hidden files are left to those who may be writing them.
    """
    removed = [
        path
        for folders, listed in ((paths.OF_DATASETS, datasets), (paths.OF_VARIANTS, variants))
        for folder in folders
        for path in sorted(folder.glob("[!.]*"))
        if path.stem not in listed
    ]
    cells = {cell.name for cell in paths.cells([*datasets], [*variants])}
    removed += [
        path
        for folder in (paths.MAPS, paths.MAP_FACES)
        for path in sorted(folder.glob("[!.]*"))
        if path.stem.rpartition("-")[0] not in cells  # d-v-protocol
    ]
    removed += [path for path in sorted(paths.ERRORS.glob("[!.]*")) if path.stem not in cells]
    for path in removed:
        leftovers.remove(path)
    return removed


def remove_of_earlier_versions() -> list[Path]:
    """Remove archives of faces in a form that no stage writes any longer, such as `smic.npz`.

    DVC has forgotten them, and the stages that depend on their folder would start because of them.

    Returns:
        What was removed.
    """
    removed = [path for folder in paths.OF_DATASETS for path in sorted(folder.glob("[!.]*.npz"))]
    for path in removed:
        leftovers.remove(path)
    return removed


def remove_other_maps(data: str) -> list[Path]:
    """Remove what `mer maps` made of other data: DVC does not know its files.

    The weights behind it stay in .folds/, so that `mer maps` makes it again without a training.

    Args:
        data: which data is computed now, STAND-IN or licensed.

    Returns:
        What was removed.
    """
    removed = []
    for record in sorted(paths.MAPS.glob("[!.]*.json")):
        if _data(record) != data:
            made = (record, record.with_suffix(".png"), paths.MAP_FACES / record.stem)
            removed += [path for path in made if path.exists()]
    for path in removed:
        leftovers.remove(path)
    return removed


def _data(record: Path) -> str | None:
    """Read which data a result is of; None of a file that does not say so."""
    try:
        return json.loads(record.read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
