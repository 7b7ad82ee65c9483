"""Accuracies, differences and chance as metrics/leakage.md writes them: with one decimal."""

from collections.abc import Sequence

from mer.evaluation.results import Estimate, NullJudgement
from mer.reporting.one_class import MARK


def percent(value: Estimate | None) -> str:
    """Write an accuracy, its mark and its interval.

    >>> percent(Estimate(value=61.111, interval=(44.4444, 77.7778))), percent(None)
    ('61.1 [44.4, 77.8]', '')
    >>> percent(Estimate(value=50.0, interval=None, one_class=True))
    '50.0†'
    """
    if value is None:
        return ""
    return f"{value.value:.1f}{MARK if value.one_class else ''}{_interval(value)}"


def points(value: Estimate | None) -> str:
    """Write a difference with its sign and its interval.

    >>> points(Estimate(value=6.0333, interval=(-3.01, 15.08)))
    '+6.0 [-3.0, +15.1]'
    """
    return "" if value is None else f"{value.value:+.1f}{_interval(value, '+')}"


def chance(null: NullJudgement) -> str:
    """Write where chance stays."""
    low, high = null.chance_percent_interval
    return f"{low:.1f} to {high:.1f}"


def enumerate_in_words(parts: Sequence[str]) -> str:
    """Join parts of a sentence.

    >>> enumerate_in_words(["a", "b", "c"]), enumerate_in_words(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _interval(value: Estimate, sign: str = "") -> str:
    if value.interval is None:
        return ""
    low, high = value.interval
    return f" [{low:{sign}.1f}, {high:{sign}.1f}]"
