"""The mark of a cell that predicts one class, and the foot note that explains it."""

from collections.abc import Iterable

from mer.evaluation.results import LeakageRow, ProtocolResult

MARK = "†"


def mark(result: ProtocolResult) -> str:
    """Return what stands behind the accuracy: the mark, or nothing."""
    return MARK if result.one_class else ""


def note(place: str, result: ProtocolResult) -> list[str]:
    """Return the foot note of a marked cell; none where it is not marked.

    Args:
        place: which cell it is, as the reader knows it.
        result: its metrics.
    """
    if result.one_class is None:
        return []
    name, share = result.one_class
    return [
        f"{MARK} {place} predicts {name} for {100 * share:.3g} % of the test samples: its accuracy "
        "is about the share of that class."
    ]


def anywhere(rows: Iterable[LeakageRow]) -> bool:
    """Return whether an accuracy of some rows is marked, with true or with shuffled labels."""
    return any(
        any(one.one_class for one in row.accuracy.values())
        or any(one.one_class for one in row.null.values())
        for row in rows
    )
