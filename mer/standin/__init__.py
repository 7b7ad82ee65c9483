"""The stand-in: altered public-domain portraits in the layouts of the four licensed data sets."""

from collections.abc import Callable
from pathlib import Path

from mer.core import files, paths
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


def make(dataset: str, settings: Standin) -> str:
    """Put the stand-in of a data set where the pipeline looks.

    Returns:
        A sentence that says what was made.

    Raises:
        UserError: as `write`.
    """
    target = paths.standin(dataset)
    with files.replacing(target) as folder:
        write(dataset, settings, folder)
    count = sum(path.is_file() for path in target.path.rglob("*"))
    return f"standin {dataset}: {settings.subjects} subjects, {count} files in {target}."


def make_none() -> str:
    """Put a note in the place of all stand-ins.

    Returns:
        A sentence that says so.
    """
    with files.replacing(paths.STANDIN) as folder:
        folder.mkdir()
        files.write_text(
            folder / "NO-STAND-IN.txt",
            "No stand-in was made, as `source` in params.yaml is licensed.\n",
        )
    return "standin: none is made, as source is licensed."


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
