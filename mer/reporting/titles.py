"""What data sets are called in print."""

from collections.abc import Collection, Iterable, Mapping

from mer.core.vocabulary import DATASETS
from mer.datasets import dataset


def titles(datasets: Iterable[str]) -> dict[str, str]:
    """Return key → title; for those that the article lacks, their own file is asked."""
    return {key: title(key) for key in datasets}


def title(key: str) -> str:
    """Return the title of a data set.

    Raises:
        UserError: neither the article nor a file in mer/datasets knows it.
    """
    return DATASETS[key].title if key in DATASETS else dataset(key).title


def together(datasets: Collection[str], known: Mapping[str, str]) -> str:
    """Name data sets that are taken together: `all` where they are all of several.

    Args:
        datasets: their keys.
        known: key → title, of all that there are.

    >>> names = {"smic": "SMIC", "samm": "SAMM"}
    >>> together(["smic", "samm"], names), together(["smic"], names)
    ('all', 'SMIC')
    """
    if len(known) > 1 and set(datasets) == set(known):
        return "all"
    return ", ".join(known[name] for name in datasets)
