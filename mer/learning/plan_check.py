"""Whether a plan can be trained: a damaged one must not become fewer folds or other weights."""

from typing import TYPE_CHECKING

from mer.core import files, params, paths
from mer.core.vocabulary import CLASSES, DEALT

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "protocol", "seed", "fold", "role", "kind", "clip", "window", "copy",
    "neighbour", "neighbour_window", "neighbour_copy", "gap", "sample", "label", "weight",
)  # fmt: skip
_FOLD = ("protocol", "seed", "fold")
_NUMBERS = ("seed", "fold", "window", "copy", "neighbour_window", "neighbour_copy")
_VALUES = {
    "role": ("train", "val", "test"),
    "kind": ("original", "window", "copy", "smote"),
    "label": tuple(range(len(CLASSES))),
}
_EVERY_CLIP = ("kfold", "loso")
"""Protocols that test every clip once."""


def check(plan: "pd.DataFrame", path: paths.Output, profile: params.Profile) -> None:
    """Refuse a plan that the stage `balance` cannot have written.

    Args:
        plan: as read from the file.
        path: the file, for the message.
        profile: whose folds there must be.

    Raises:
        UserError: a column or a fold is missing; a value is none that it can have; a sample is
            there twice, or in another class than its clip; a fold has no training or no test part,
            or is trained on a clip that it tests.
    """
    absent = [name for name in COLUMNS if name not in plan]
    if absent:
        raise paths.damaged(path, f"the column {absent[0]}", "none")
    if plan.empty:
        raise paths.damaged(path, "a row for every sample of every fold", "none")
    files.check_columns(
        plan,
        path,
        once=(*_FOLD, "clip", "sample"),
        whole=_NUMBERS,
        finite=("gap", "weight"),
        among=_VALUES,
    )
    params.check_folds(plan[[*_FOLD]].drop_duplicates().itertuples(index=False), path, profile)
    classes = plan.groupby("clip")["label"].nunique()
    if (classes > 1).any():
        raise paths.damaged(path, "each clip in one class", f"{classes.idxmax()} in several")
    for (protocol, seed, fold), rows in plan.groupby([*_FOLD], sort=False):
        where = f"{protocol}, seed {seed}, fold {fold}"
        for role in ("train", "test"):
            if role not in set(rows["role"]):
                raise paths.damaged(path, f"a {role} part in {where}", "none")
        both = _tested(rows) & _trained(rows)
        if both and protocol not in DEALT:
            received = f"{min(both)} in both parts"
            raise paths.damaged(path, f"no clip in training that is tested in {where}", received)
    tests = plan[(plan["role"] == "test") & plan["protocol"].isin(_EVERY_CLIP)]
    for (protocol, seed), rows in tests.groupby(["protocol", "seed"], sort=False):
        odd = set(plan["clip"]) - set(rows["clip"]) or set(rows["clip"][rows["clip"].duplicated()])
        if odd:
            where = f"{protocol}, seed {seed}"
            raise paths.damaged(path, f"every clip tested once in {where}", f"{min(odd)} otherwise")


def _tested(rows: "pd.DataFrame") -> set[str]:
    return set(rows["clip"][rows["role"] == "test"])


def _trained(rows: "pd.DataFrame") -> set[str]:
    """Return the clips of the training part, those included that its samples are mixed with."""
    train = rows[rows["role"] == "train"]
    return set(train["clip"]) | (set(train["neighbour"]) - {""})


def check_pixels(plan: "pd.DataFrame", cell: paths.Cell) -> None:
    """Refuse copies and windows of other sizes than the clips, or that are not numbered.

    Raises:
        UserError: a stack is missing or damaged.
    """
    stacks = {cell.copies: "copy"}
    if (plan["kind"] == "window").any():
        stacks[paths.windows(cell.dataset)] = "window"
    known = paths.clips(cell.dataset)
    files.stack_rows(known, ("clip", "subject"), ("clip", "subject"))
    clips = files.map_stack(known).shape[1:]
    for stack, number in stacks.items():
        rows = files.stack_rows(stack, ("clip",), ("clip", number))
        files.check_columns(rows, stack, once=("clip", number), whole=(number,))
        made = files.map_stack(stack).shape[1:]
        if made != clips:
            raise paths.damaged(stack, f"frames and sides {clips}, as the clips have", str(made))
