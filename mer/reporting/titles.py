"""What data sets are called in print."""

from collections.abc import Iterable

from mer.core.vocabulary import DATASETS


def titles(datasets: Iterable[str]) -> dict[str, str]:
    """Return key → title: those of the article by its titles, others by their keys."""
    return {key: DATASETS[key].title if key in DATASETS else key for key in datasets}
