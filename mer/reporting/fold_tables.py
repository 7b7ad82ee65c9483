"""The tables of every fold of a cell that figures are drawn from, checked: plan and history."""

import pandas as pd

from mer.core import files, paths

_FOLD = ("protocol", "seed", "fold")


def read_plan(cell: paths.Cell, protocol: str) -> pd.DataFrame:
    """Read the rows of a protocol in the plan of a cell.

    Raises:
        UserError: there are none, or some that the stage cannot have written.
    """
    text, path = ("protocol", "role", "kind", "clip", "neighbour", "sample"), cell.plan
    plan = files.read_table(path, text, (*_FOLD, *text, "label", "weight"))
    files.check_columns(plan, path, whole=("seed", "fold", "label"), finite=("weight",))
    return _chosen(plan, path, protocol)


def read_history(cell: paths.Cell, protocol: str) -> pd.DataFrame:
    """Read the epochs of a cell's folds under a protocol; errors as of `read_plan`."""
    path, numbers = cell.history, ("fold", "epoch")
    trained, held_out = ("accuracy", "loss"), ("val_accuracy", "val_loss")
    history = files.read_table(path, ("protocol",), ("protocol", *numbers, *trained, *held_out))
    files.check_columns(history, path, whole=numbers, finite=trained)
    validated = history[history["val_accuracy"].notna()]
    files.check_columns(validated, path, finite=held_out)
    return _chosen(history, path, protocol)


def _chosen(table: pd.DataFrame, path: paths.Output, protocol: str) -> pd.DataFrame:
    chosen = table[table["protocol"] == protocol]
    if chosen.empty:
        raise paths.damaged(path, f"rows of the protocol {protocol}", "none")
    return chosen
