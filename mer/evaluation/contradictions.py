"""Where the article's statements and its own tables do not fit, with the arithmetic.

What is stated stands in published/statements.csv, what is printed in the tables beside it; nothing
here repeats a number of theirs.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from mer.core.vocabulary import DATASETS
from mer.evaluation import results
from mer.evaluation.published import Row
from mer.evaluation.statements import Statement

Tables = Mapping[str, Sequence[Row]]
"""Data set → the rows of its table."""

EMOTIONS = {
    "CASME II": {
        "others": 99, "disgust": 63, "happiness": 32, "repression": 27, "surprise": 25,
        "sadness": 7, "fear": 2,
    },
    "SAMM": {
        "anger": 57, "other": 26, "happiness": 26, "surprise": 15, "contempt": 12, "disgust": 9,
        "fear": 8, "sadness": 6,
    },
}  # fmt: skip
"""Title → emotion → labelled clips, in CASME II's sheet of 2014 and SAMM's of its release 2."""


def find(tables: Tables, statements: Mapping[str, Statement]) -> list[results.Contradiction]:
    """Set every statement beside what is printed.

    Args:
        tables: the printed tables; those without rows are left out of the arithmetic.
        statements: key → statement; one that no rule below knows is shown without arithmetic.

    Returns:
        One record per statement, in their order.
    """
    found = []
    for statement in statements.values():
        evidence = _RULES[statement.key](tables, statement) if statement.key in _RULES else []
        found.append(
            results.Contradiction(
                key=statement.key,
                words=statement.words,
                place=statement.place,
                evidence=evidence,
                agrees=_agrees(statement, evidence),
            )
        )
    return found


def _agrees(statement: Statement, evidence: Sequence[results.Evidence]) -> bool | None:
    judged = [one for one in evidence if one.judged]
    if statement.low is None or not judged:
        return None
    return any(_states(statement, one) for one in judged)


def _states(statement: Statement, one: results.Evidence) -> bool:
    """Return whether a number, rounded as the stated ones are, lies between them."""
    if statement.low is None or statement.high is None:
        return False
    value = Decimal(str(one.value)).quantize(statement.low, ROUND_HALF_UP)
    return statement.low <= value <= statement.high


def _augmentation(tables: Tables, _: Statement) -> list[results.Evidence]:
    own = _own(tables.get("casme2", ()))
    if not {"ST", "DA"} <= own.keys():
        return []
    what, start, end = "DA over ST, CASME II", own["ST"], own["DA"]
    f1 = [_f1_gain(what, start, end)] if start.f1 is not None and end.f1 is not None else []
    return [*_gain(what, start, end), *f1]


def _state_of_the_art(tables: Tables, statement: Statement) -> list[results.Evidence]:
    """The gain over the best other row of every table, and over others where it is as stated."""
    found = []
    for dataset, rows in tables.items():
        best, others = _own(rows).get("DACWB"), [row for row in rows if not row.variant]
        if best is None:
            continue
        rivals = [row for row in others if row.accuracy_percent is not None]
        rivals.sort(key=_accuracy, reverse=True)
        best_f1 = max((row for row in others if row.f1 is not None), key=_f1, default=None)
        for place, row in enumerate(rivals):
            title = f"DACWB over {row.method}, {DATASETS[dataset].title}"
            if place == 0:
                found += _gain(title, row, best)
                if best_f1 is not None and best.f1 is not None:
                    title = f"DACWB over {best_f1.method}, {DATASETS[dataset].title}"
                    found.append(_f1_gain(title, best_f1, best))
            else:
                found.append(_points(f"{title} (not the best row)", row, best, judged=False))
    return [one for one in found if one.judged or _states(statement, one)]


def _best(tables: Tables, _: Statement) -> list[results.Evidence]:
    """The best of our four in every table; only the highest of all can be the best accuracy."""
    best = []
    for dataset, rows in tables.items():
        own = _own(rows).values()
        if own:
            best.append((max(own, key=_accuracy), DATASETS[dataset].title))
    highest = max((_accuracy(row) for row, _ in best), default=Decimal(0))
    return [
        _evidence(
            f"{row.variant}, {title}",
            str(row.accuracy_percent),
            _accuracy(row),
            "%",
            judged=_accuracy(row) == highest,
        )
        for row, title in best
    ]


def _same_numbers(tables: Tables, _: Statement) -> list[results.Evidence]:
    """Pairs of the article's cells with the same accuracy and the same F1."""
    cells = [
        (f"{variant} on {DATASETS[dataset].title}", row)
        for dataset, rows in tables.items()
        for variant, row in _own(rows).items()
        if row.f1 is not None
    ]
    return [
        _evidence(
            f"{one} and {other}", f"{row.accuracy_percent} %, F1 {row.f1}", _accuracy(row), "%"
        )
        for (one, row), (other, same) in itertools.combinations(cells, 2)
        if (row.accuracy_percent, row.f1) == (same.accuracy_percent, same.f1)
    ]


def _anger(tables: Tables, _: Statement) -> list[results.Evidence]:
    """Clips of the two emotions of the list that only one of two data sets has."""
    return [
        _evidence(
            f"clips labelled {emotion}, {title}",
            f"{clips.get(emotion, 0)} of {sum(clips.values())}",
            Decimal(clips.get(emotion, 0)),
            "clips",
        )
        for emotion in ("anger", "repression")
        for title, clips in EMOTIONS.items()
    ]


def _smote(tables: Tables, _: Statement) -> list[results.Evidence]:
    """Each step of balancing from the arm that lacks it alone, and the arms that are compared."""
    steps = (
        ("SCB", "DACWB", "the arms that are compared; two changes"),
        ("ST", "SCB", "SMOTE alone"),
        ("DA", "DACWB", "class weight on top of augmentation"),
    )
    return [
        _points(
            f"{end} over {start}, {DATASETS[dataset].title}: {what}",
            own[start],
            own[end],
            judged=start == "SCB",
        )
        for dataset, rows in tables.items()
        for own in [_own(rows)]
        for start, end, what in steps
        if start in own and end in own
    ]


_RULES: dict[str, Callable[[Tables, Statement], list[results.Evidence]]] = {
    "augmentation": _augmentation,
    "state_of_the_art": _state_of_the_art,
    "best": _best,
    "same_numbers": _same_numbers,
    "anger": _anger,
    "smote": _smote,
}


def _own(rows: Sequence[Row]) -> dict[str, Row]:
    """Return variant → its row, of those with an accuracy."""
    return {row.variant: row for row in rows if row.variant and row.accuracy_percent is not None}


def _gain(what: str, start: Row, end: Row) -> list[results.Evidence]:
    """Return a gain in every way it may be meant: points, shares of the accuracy and of errors."""
    one, other = _accuracy(start), _accuracy(end)
    step = f"({other} - {one})"
    return [
        _points(what, start, end),
        _evidence(f"{what}: of the accuracy", f"{step} / {one}", 100 * (other - one) / one, "%"),
        _evidence(
            f"{what}: of the errors", f"{step} / (100 - {one})", 100 * (other - one) / (100 - one),
            "%",
        ),
    ]  # fmt: skip


def _f1_gain(what: str, start: Row, end: Row) -> results.Evidence:
    one, other = _f1(start), _f1(end)
    return _evidence(f"{what}: F1", f"100 x ({other} - {one})", 100 * (other - one), "points")


def _points(what: str, start: Row, end: Row, judged: bool = True) -> results.Evidence:
    one, other = _accuracy(start), _accuracy(end)
    return _evidence(what, f"{other} - {one}", other - one, "points", judged)


def _evidence(
    what: str, calculation: str, value: Decimal, unit: str, judged: bool = True
) -> results.Evidence:
    return results.Evidence(
        what=what,
        calculation=calculation,
        value=float(round(value, 2)),
        unit=unit,
        judged=judged,
    )


def _accuracy(row: Row) -> Decimal:
    return _printed(row, row.accuracy_percent)


def _f1(row: Row) -> Decimal:
    return _printed(row, row.f1)


def _printed(row: Row, value: Decimal | None) -> Decimal:
    if value is None:
        raise ValueError(f"{row.method}: expected a printed number, received none.")
    return value
