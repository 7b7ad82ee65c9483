"""The table of the clips of a data set, checked: what the stage `resize` cannot have written."""

from typing import TYPE_CHECKING

from mer.core import files, paths
from mer.core.vocabulary import CLASSES

if TYPE_CHECKING:  # worker processes import this file, and have no use for the 45 MB of pandas
    import pandas as pd


def read(dataset: str) -> "pd.DataFrame":
    """Read the table of the clips of a data set.

    Returns:
        Columns `clip, subject, label`, one row per clip, in the order of the pixels.

    Raises:
        UserError: there are none; or one is there twice, has no subject, or a class that there is
            not.
    """
    where = paths.clips(dataset)
    clips = files.stack_rows(where, ("clip", "subject"), ("clip", "subject", "label"))
    shape = files.map_stack(where).shape
    if len(shape) != 4 or not all(shape):
        expected = "clips of shape (n, frames, side, side), none of them 0"
        raise paths.damaged(where, expected, str(shape))
    files.check_columns(
        clips,
        where,
        once=("clip",),
        filled=("clip", "subject"),
        among={"label": range(len(CLASSES))},
    )
    return clips
