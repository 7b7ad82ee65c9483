"""Words that every room shares: the classes, the protocols, the data sets of the article.

Each is defined only here, in its order; this file is a dependency of every stage whose result it
decides.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

CLASSES = ("negative", "positive", "surprise")
"""The three classes of every table, in the order of their numbers 0, 1, 2."""

Protocol = Literal["leaky", "windows", "holdout", "kfold", "loso"]
PROTOCOLS: tuple[str, ...] = get_args(Protocol)
"""The ways to split, in the order in which they are shown."""

DEALT = ("leaky", "windows")
"""Protocols that split samples, not clips, so that relatives of a test sample are trained on."""

DATA = {"standin": "STAND-IN", "licensed": "licensed"}
"""`source` in params.yaml → what results say of themselves."""

METHODS = {
    "ST": "MER-3DCNNST",
    "DA": "MER-DA3DCNNST",
    "SCB": "MER-SCB3DCNNST",
    "DACWB": "MER-DACWB3DCNNST",
}
"""Variant → its name in the article."""


class ArticleDataset(NamedTuple):
    """A data set of the article.

    `table` is the number of its table, `title` its name in print, `ascii` its name in
    metrics/tables.json, which becomes part of a metric's name.
    """

    table: int
    title: str
    ascii: str


DATASETS = {
    "casme_sq": ArticleDataset(1, "CAS(ME)²", "CAS(ME)2"),
    "smic": ArticleDataset(2, "SMIC", "SMIC"),
    "samm": ArticleDataset(3, "SAMM", "SAMM"),
    "casme2": ArticleDataset(4, "CASME II", "CASME II"),
}
"""The article's data sets by their keys in params.yaml; others have a file alone."""


def arm(protocol: str, network_input: str) -> str:
    """Name a protocol where it was run with a further input of the network.

    >>> arm("loso", "difference")
    'loso+difference'
    """
    return f"{protocol}+{network_input}"


def without_arm(protocol: str) -> str:
    """Return how an arm splits.

    >>> without_arm("loso+difference"), without_arm("loso")
    ('loso', 'loso')
    """
    return protocol.partition("+")[0]


def in_order(protocols: Iterable[str]) -> list[str]:
    """Sort protocols: those of `PROTOCOLS` in its order, each before its arms, then any others.

    >>> in_order(["mine", "loso", "leaky", "loso", "leaky+difference"])
    ['leaky', 'leaky+difference', 'loso', 'mine']
    """
    known = {name: place for place, name in enumerate(PROTOCOLS)}
    return sorted(set(protocols), key=lambda name: (known.get(without_arm(name), len(known)), name))
