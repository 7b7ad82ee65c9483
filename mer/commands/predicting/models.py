"""Which model `mer predict` uses: a data set's, a file, or that of a git revision."""

import tempfile
from pathlib import Path

import numpy as np

from mer.core import params, paths
from mer.core.errors import UserError
from mer.core.params.section import require_choice
from mer.evaluation.results.kept import Kept
from mer.learning import kept


def load(name: str | None) -> tuple[str, Kept, list[np.ndarray]]:
    """Read a kept model.

    Args:
        name: a data set of params.yaml, the path of a file, or `<revision>:<data set>` of the git
            repository in the current folder; None for the first data set.

    Returns:
        Where it was read from, its card, its weights.

    Raises:
        UserError: there is no such model, or it is damaged.
    """
    if name is not None and (Path(name).is_file() or name.endswith(".npz")):
        return name, *kept.read(name)
    revision, _, dataset = (name or "").rpartition(":")
    settings = params.load()
    dataset = dataset or settings.datasets[0]
    require_choice("--model", dataset, settings.datasets)
    path = paths.model(settings.source, dataset)
    if not revision:
        return str(path), *kept.read(path)
    return f"{revision}:{path}", *_of_revision(revision, path)


def others() -> list[str]:
    """Return the data sets of params.yaml that have a model, but for the first one."""
    settings = params.load()
    return [
        name for name in settings.datasets[1:] if paths.model(settings.source, name).path.is_file()
    ]


def _of_revision(revision: str, path: paths.Output) -> tuple[Kept, list[np.ndarray]]:
    """Fetch a model through DVC, from its cache or a remote."""
    from dvc.api import DVCFileSystem  # noqa: PLC0415 - a second that others need not wait for
    from dvc.exceptions import DvcException  # noqa: PLC0415
    from scmrepo.exceptions import SCMError  # noqa: PLC0415 - what DVC itself raises about git

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(path).name
        try:
            DVCFileSystem(rev=revision).get_file(Path(path).as_posix(), str(copy))
        except (DvcException, SCMError, OSError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise UserError(
                f"--model {revision}:{Path(path).stem}: expected a revision of this repository "
                f"whose {path} is in DVC's cache or remote, found none ({reason[:200]}); check "
                "out that revision and run `dvc repro final` there, or name a file."
            ) from None
        return kept.read(copy)
