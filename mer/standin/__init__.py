"""The stand-in: altered public-domain portraits in the layouts of the four licensed data sets."""

from collections.abc import Callable
from pathlib import Path

from mer.core.errors import UserError
from mer.core.params import Standin
from mer.standin import casme2, casme_sq, samm, smic

WRITERS: dict[str, Callable[[Standin, Path], None]] = {
    "casme_sq": casme_sq.write,
    "smic": smic.write,
    "samm": samm.write,
    "casme2": casme2.write,
}
"""The data sets that have a stand-in; no other needs one."""


def write(dataset: str, settings: Standin, root: Path) -> None:
    """Write the stand-in of a data set.

    Args:
        dataset: one of `WRITERS`.
        settings: subjects, clips, layout; the same settings give the same bytes on one machine.
        root: the folder to write, which becomes what `data/licensed/<dataset>` would be.

    Raises:
        UserError: the data set has no stand-in, or it cannot hold so many subjects.
    """
    if dataset not in WRITERS:
        raise UserError(
            f"dataset: expected one of {', '.join(WRITERS)}, received {dataset!r}, "
            "which has no stand-in; use source: licensed."
        )
    WRITERS[dataset](settings, Path(root))


def write_absence(dataset: str, root: Path) -> None:
    """Make the folder of a data set that has no stand-in: a note says so, and nothing is in it."""
    root.mkdir(parents=True, exist_ok=True)
    note = f"There is no stand-in of {dataset}: it needs `source: licensed` in params.yaml.\n"
    (root / "NO-STAND-IN.txt").write_text(note, encoding="utf-8")
