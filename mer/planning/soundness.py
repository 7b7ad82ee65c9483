"""Whether the roles of the clips, as the stage `split` left them, can be planned with.

DVC restores a damaged file; a stage that is run by hand meets it.
"""

from typing import TYPE_CHECKING

from mer.core import files, params, paths
from mer.planning.splitters import SPLITTERS

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("protocol", "seed", "fold", "clip", "window", "role")
_ROLES = ("train", "val", "test")


def read_roles(dataset: str, profile: params.Profile) -> "pd.DataFrame":
    """Read the table of the roles, data/splits/d.csv.

    Args:
        dataset: a data set.
        profile: whose protocols, seeds and repeats there must be.

    Returns:
        Columns as `mer.planning.splits.split` makes them.

    Raises:
        UserError: a column, a protocol or a fold is missing, or a value is none that it can have.
    """
    where = paths.splits(dataset)
    roles = files.read_table(where, ("protocol", "clip", "role"), _COLUMNS)
    known = {"role": _ROLES, "protocol": tuple(SPLITTERS)}
    files.check_columns(
        roles, where, filled=("clip",), whole=("seed", "fold", "window"), among=known
    )
    folds = roles[["protocol", "seed", "fold"]].drop_duplicates()
    params.check_folds(folds.itertuples(index=False), where, profile)
    return roles


def check_roles(
    roles: "pd.DataFrame", samples: "pd.DataFrame", clips: "pd.DataFrame", dataset: str
) -> None:
    """Refuse roles that leave a clip out of a fold, know another one, or test one twice.

    Args:
        roles: as from `read_roles`.
        samples: columns `clip` and `window`: the samples that have a role, those of window 0 under
            every protocol but the one of the windows.
        clips: as from `mer.planning.clip_rows.read`.
        dataset: whose they are.

    Raises:
        UserError: it names the fold.
    """
    where = paths.splits(dataset)
    whole = {
        windows: set(zip(part["clip"], part["window"], strict=True))
        for windows, part in samples.groupby(samples["window"] > 0)
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
    _check_tested(roles, clips, where)


def _check_tested(roles: "pd.DataFrame", clips: "pd.DataFrame", where: paths.Output) -> None:
    """Refuse clips that are not tested once, or beside whose subject others are trained on."""
    subjects = clips.set_index("clip")["subject"]
    for (protocol, seed), part in roles.groupby(["protocol", "seed"], sort=False):
        splitter = SPLITTERS[protocol]
        tested = part[part["role"] == "test"]
        if splitter.tests_every_clip and sorted(tested["clip"]) != sorted(subjects.index):
            odd = set(subjects.index).symmetric_difference(tested["clip"])
            what = sorted(odd)[0] if odd else tested["clip"][tested["clip"].duplicated()].iloc[0]
            raise paths.damaged(
                where, f"every clip tested once under {protocol}, seed {seed}", f"{what} otherwise"
            )
        if splitter.by_subject:
            parts = part.assign(tested=part["role"] == "test", subject=part["clip"].map(subjects))
            split = parts.groupby(["fold", "subject"])["tested"].nunique() > 1
            if split.any():
                fold, subject = split.idxmax()
                raise paths.damaged(
                    where,
                    f"whole subjects in the test part of {protocol}, seed {seed}, fold {fold}",
                    f"some clips of {subject} in another part",
                )
