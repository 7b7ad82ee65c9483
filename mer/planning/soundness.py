"""Whether clips and their roles, as earlier stages left them, can be planned with.

DVC restores a damaged file; a stage that is run by hand meets it.
"""

from typing import TYPE_CHECKING

from mer.core import paths
from mer.core.vocabulary import CLASSES
from mer.planning.splitters import SPLITTERS

if TYPE_CHECKING:
    import pandas as pd

_ROLES = ("train", "val", "test")


def check_clips(clips: "pd.DataFrame", dataset: str) -> None:
    """Refuse clips that are there twice, have no subject, or a class that there is not.

    Args:
        clips: columns `clip`, `subject`, `label`.
        dataset: whose they are.

    Raises:
        UserError: it names the clip.
    """
    where = paths.clips(dataset)
    known = clips["label"].isin(range(len(CLASSES)))
    for bad, expected in (
        (~known, f"a class from 0 to {len(CLASSES) - 1}"),
        (clips["clip"].duplicated(), "every clip once"),
        (clips["subject"] == "", "a subject"),
    ):
        if bad.any():
            row = clips[bad].iloc[0]
            raise paths.damaged(
                where, expected, f"{row['clip']!r}: {row['label']}, {row['subject']!r}"
            )


def check_roles(roles: "pd.DataFrame", clips: "pd.DataFrame", dataset: str) -> None:
    """Refuse roles that leave a clip out of a fold, know another one, or name no part.

    Args:
        roles: as from `mer.planning.splits.split`.
        clips: columns `clip` and `window`: the samples that have a role, those of window 0 under
            every protocol but the one of the windows.
        dataset: whose they are.

    Raises:
        UserError: it names the fold.
    """
    where = paths.splits(dataset)
    for name, known in (("role", _ROLES), ("protocol", tuple(SPLITTERS))):
        unknown = [value for value in roles[name].unique() if value not in known]
        if unknown:
            raise paths.damaged(where, f"{name}s of {', '.join(known)}", repr(unknown[0]))
    whole = {
        windows: set(zip(part["clip"], part["window"], strict=True))
        for windows, part in clips.groupby(clips["window"] > 0)
    }
    for (protocol, seed, fold), part in roles.groupby(["protocol", "seed", "fold"], sort=False):
        name = f"{protocol}, seed {seed}, fold {fold}"
        found = list(zip(part["clip"], part["window"], strict=True))
        expected = whole.get(SPLITTERS[protocol].windows, set())
        if len(found) != len(expected) or set(found) != expected:
            other = sorted(expected.symmetric_difference(found))
            what = f"{len(found)} rows" + (f", among them not {other[0][0]}" if other else "")
            raise paths.damaged(where, f"{len(expected)} clips, each once, in {name}", what)
        for role in ("train", "test"):
            if role not in set(part["role"]):
                raise paths.damaged(where, f"a {role} part in {name}", "none")
