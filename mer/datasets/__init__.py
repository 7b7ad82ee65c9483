"""The data sets: one adapter each, all with the contract of `mer.datasets.base`.

An adapter is a function `read(root, labels) -> Reading`: it finds the frames and the label sheet
below `root`, whatever layout the copy has, and lists every labelled clip and every folder that no
label names.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mer.core.errors import UserError
from mer.datasets import casme2, casme_sq, samm, smic
from mer.datasets.base import Reading

Adapter = Callable[[Path, Any], Reading]

ADAPTERS: dict[str, Adapter] = {
    "casme_sq": casme_sq.read,
    "smic": smic.read,
    "samm": samm.read,
    "casme2": casme2.read,
}


def adapter(name: str) -> Adapter:
    """Give the adapter of a data set.

    Raises:
        UserError: there is none of that name.
    """
    if name not in ADAPTERS:
        raise UserError(f"dataset: expected one of {', '.join(ADAPTERS)}, received {name!r}.")
    return ADAPTERS[name]
