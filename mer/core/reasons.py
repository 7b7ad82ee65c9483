"""The grammar of reasons: what was dropped says why as `kind: detail`; kinds are counted."""

from collections import Counter
from collections.abc import Iterable


def kind(reason: str) -> str:
    """Return the kind of a reason; empty where there is none.

    >>> kind("no class: rule paper has none for the emotion fear")
    'no class'
    """
    return reason.partition(":")[0]


def count(reasons: Iterable[str]) -> dict[str, int]:
    """Count reasons by kind, the most frequent first, equally frequent ones by name.

    Args:
        reasons: as `kind: detail`; empty ones belong to what was kept and are not counted.
    """
    kinds = Counter(kind(reason) for reason in reasons if reason)
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def listed(reasons: Iterable[str]) -> str:
    """Return the counts of reasons by kind, in one line.

    >>> listed(["no label: a", "no class: b", "", "no class: c"])
    '2 no class, 1 no label'
    """
    return ", ".join(f"{number} {name}" for name, number in count(reasons).items())
