"""Where the licensed data and the finished folds lie, which git and DVC do not carry along.

`dvc exp run --queue` and `--temp` work in a copy of the project under .dvc/tmp/exps, in which
there is only what git tracks. What is said here is found from such a copy as from the project.
"""

import os
from pathlib import Path

from mer.core import paths

DATA_VARIABLE, FOLDS_VARIABLE = "MER_DATA", "MER_FOLDS"
"""Environment variables that name other folders."""
_COPIES = (".dvc", "tmp", "exps")


def home(folder: Path) -> Path:
    """Return the project that a folder is DVC's temporary copy of; the folder itself if of none.

    >>> home(Path("/me/project/.dvc/tmp/exps/standalone/tmp0")).as_posix()
    '/me/project'
    >>> home(Path("/me/project")).as_posix()
    '/me/project'
    """
    for start in range(len(folder.parts) - len(_COPIES)):
        if folder.parts[start : start + len(_COPIES)] == _COPIES:
            return Path(*folder.parts[:start])
    return folder


def folds() -> Path:
    """Return the folder of the finished folds: MER_FOLDS, or .folds in the project."""
    named = os.environ.get(FOLDS_VARIABLE)
    return Path(named).expanduser() if named else _of_home(paths.FOLDS)


def licensed() -> Path:
    """Return the folder of the licensed data sets: MER_DATA, or data/licensed in the project."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named).expanduser() if named else _of_home(paths.LICENSED)


def link_licensed(datasets: list[str]) -> None:
    """Link the licensed data sets that lie elsewhere to data/licensed, where DVC looks for them.

    What is there already, as a folder or as a link, stays as it is.
    """
    root = licensed().absolute()
    for dataset in datasets:
        link, target = paths.LICENSED / dataset, root / dataset
        if target.is_dir() and not os.path.lexists(link):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target, target_is_directory=True)


def _of_home(path: Path) -> Path:
    here = Path.cwd()
    origin = home(here)
    return path if origin == here else origin / path
