"""What data sets are called in print."""

from collections.abc import Iterable

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
