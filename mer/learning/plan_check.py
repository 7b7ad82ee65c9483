"""Whether a plan can be trained: a damaged one must not become fewer folds or other weights."""

from typing import TYPE_CHECKING

import numpy as np

from mer.core import paths
from mer.core.vocabulary import CLASSES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "protocol", "seed", "fold", "role", "kind", "clip", "window", "copy",
    "neighbour", "neighbour_window", "neighbour_copy", "gap", "sample", "label", "weight",
)  # fmt: skip
_VALUES = {
    "role": ("train", "val", "test"),
    "kind": ("original", "window", "copy", "smote"),
    "label": tuple(range(len(CLASSES))),
}


def check(plan: "pd.DataFrame", path: paths.Output) -> None:
    """Refuse a plan that the stage `balance` cannot have written.

    Args:
        plan: as read from the file.
        path: the file, for the message.

    Raises:
        UserError: a column is missing, a value is none that it can have, or a fold has no training
            or no test part.
    """
    absent = [name for name in COLUMNS if name not in plan]
    if absent:
        raise paths.damaged(path, f"the column {absent[0]}", "none")
    if plan.empty:
        raise paths.damaged(path, "a row for every sample of every fold", "none")
    for name, known in _VALUES.items():
        strange = plan.loc[~plan[name].isin(known), name]
        if not strange.empty:
            raise paths.damaged(path, f"{name} to be one of {known}", repr(strange.tolist()[0]))
    for name in ("seed", "fold", "window", "copy", "neighbour_window", "neighbour_copy"):
        if plan[name].dtype != np.int64:
            raise paths.damaged(path, f"whole numbers as {name}", "something else")
    for name in ("gap", "weight"):
        numbers = plan[name].to_numpy()
        if numbers.dtype.kind not in "if" or not (np.isfinite(numbers) & (numbers >= 0)).all():
            raise paths.damaged(path, f"numbers from 0 as {name}", "something else")
    for (protocol, seed, fold), roles in plan.groupby(["protocol", "seed", "fold"])["role"]:
        for role in ("train", "test"):
            if role not in set(roles):
                where = f"{protocol}, seed {seed}, fold {fold}"
                raise paths.damaged(path, f"a {role} part in {where}", "none")
