"""The stand-in: invented data sets in the layouts of the four licensed ones."""

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


def write(dataset: str, settings: Standin, root: Path) -> None:
    """Write the stand-in of a data set.

    Args:
        dataset: a name of `mer.core.vocabulary.DATASETS`.
        settings: people, clips, layout; the same settings give the same bytes on one machine.
        root: the folder to write, which becomes what `data/licensed/<dataset>` would be.

    Raises:
        UserError: there is no such data set, or it cannot hold so many people.
    """
    if dataset not in WRITERS:
        raise UserError(f"dataset: expected one of {', '.join(WRITERS)}, received {dataset!r}.")
    WRITERS[dataset](settings, Path(root))
