"""The stand-in: invented data sets in the layouts of the four licensed ones."""

import importlib
from pathlib import Path

from mer.core.errors import UserError
from mer.core.params import Standin

WRITERS = ("casme_sq", "smic", "samm", "casme2")
"""The data sets that have a stand-in, each in the module of its name. No other needs one."""


def require(dataset: str) -> None:
    """Check that a data set has a stand-in.

    Raises:
        UserError: it has none.
    """
    if dataset not in WRITERS:
        raise UserError(
            f"{dataset}: expected a data set with a stand-in, one of {', '.join(WRITERS)}, as "
            f"source is standin, received one without; use source: licensed, or take {dataset} "
            "out of `datasets`."
        )


def write(dataset: str, settings: Standin, root: Path) -> None:
    """Write the stand-in of a data set.

    Args:
        dataset: one of `WRITERS`.
        settings: subjects, clips, layout; the same settings give the same bytes on one machine.
        root: the folder to write, which becomes what `data/licensed/<dataset>` would be.

    Raises:
        UserError: the data set has no stand-in, or it cannot hold so many subjects.
    """
    require(dataset)
    # here: OpenCV and the face detector take a second to import
    importlib.import_module(f"mer.standin.{dataset}").write(settings, Path(root))


def write_absence(dataset: str, root: Path) -> None:
    """Make the folder of a data set that has no stand-in: a note says so, and nothing is in it."""
    root.mkdir(parents=True, exist_ok=True)
    note = f"There is no stand-in of {dataset}: it needs `source: licensed` in params.yaml.\n"
    (root / "NO-STAND-IN.txt").write_text(note, encoding="utf-8")
