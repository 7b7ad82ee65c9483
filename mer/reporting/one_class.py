"""The mark of a cell that predicts one class, and the foot note that explains it."""

from collections.abc import Iterable, Iterator

from mer.evaluation.results import NEARLY_ALL, LeakageRow, ProtocolResult

MARK = "†"


def mark(result: ProtocolResult) -> str:
    """Return what stands behind the accuracy: the mark, or nothing."""
    collapsed = result.one_class or any(one.one_class for one in result.per_seed)
    return MARK if collapsed else ""


def note(place: str, result: ProtocolResult) -> list[str]:
    """Return the foot note of a marked cell; none where it is not marked.

    Args:
        place: which cell it is, as the reader knows it.
        result: its metrics.
    """
    if result.one_class is None:
        return [*_in_some_seeds(place, result)]
    name, share = result.one_class
    return [
        f"{MARK} {place} predicts {name} for {100 * share:.3g} % of the test samples: its accuracy "
        "is about the share of that class."
    ]


def _in_some_seeds(place: str, result: ProtocolResult) -> Iterator[str]:
    """Say of a cell that predicts one class under some of its seeds, and not in all taken together.

    Each seed may have another class, so that their sum looks like a choice between classes.
    """
    found = [f"{one.seed} ({one.one_class})" for one in result.per_seed if one.one_class]
    if found:
        yield (
            f"{MARK} {place} predicts one class for more than {100 * NEARLY_ALL:g} % of the test "
            f"samples with the seed {', '.join(found)}."
        )


def anywhere(rows: Iterable[LeakageRow]) -> bool:
    """Return whether an accuracy of some rows is marked, with true or with shuffled labels."""
    return any(
        any(one.one_class for one in row.accuracy.values())
        or any(one.one_class for one in row.null.values())
        for row in rows
    )
