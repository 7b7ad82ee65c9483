"""The data sets: one file each, with all that is known about it in one record, `DATASET`.

A data set is found by its file, which is named by its key in params.yaml; no list names it.
docs/extending.md says how to add one.
"""

import importlib
import importlib.util
from typing import Any

from mer.core.errors import UserError
from mer.datasets.records import DataSet


def dataset(key: str) -> DataSet[Any]:
    """Return the record of a data set, whose `read` takes label rules of the data set's own kind.

    Its file is imported only here: others bring libraries that a stage of this one does not need.

    >>> dataset("samm").title
    'SAMM'

    Raises:
        UserError: it has no file, or its file no record.
    """
    require(key)
    found = getattr(importlib.import_module(f"{__name__}.{key}"), "DATASET", None)
    if not isinstance(found, DataSet) or found.key != key:
        received = "none" if found is None else f"{found!r}"
        raise UserError(
            f"mer/datasets/{key}.py: expected a DATASET = DataSet(key={key!r}, ...) in it, "
            f"found {received}; add it as docs/extending.md shows."
        )
    return found


def require(key: str) -> None:
    """Check that a data set has a file, without importing it.

    Raises:
        UserError: it has none.
    """
    if not key.isidentifier() or importlib.util.find_spec(f"{__name__}.{key}") is None:
        raise UserError(
            f"dataset {key}: expected its adapter in mer/datasets/{key}.py, found no such file; "
            f"write it as docs/extending.md shows, or correct the name in params.yaml."
        )
