"""How much of an accuracy is leakage.

Gaps between protocols, and what each reports where there is nothing to learn.
"""

from collections.abc import Sequence

import numpy as np

from mer.core.vocabulary import DATASETS, in_order
from mer.evaluation.results import (
    CellResult,
    ControlResult,
    LeakageCell,
    NullJudgement,
    ProtocolResult,
)


def chance(confusion: Sequence[Sequence[int]]) -> float:
    """Return the accuracy that predictions would have if test samples got them at random.

    Args:
        confusion: (K, K) counts, truth in the rows. Its margins, how often each class occurs and is
            predicted, stay.

    Returns:
        A fraction, 0 to 1; the "expected agreement" of Cohen's kappa (Cohen 1960).

    Example:
        >>> chance([[5, 0], [5, 0]])
        0.5
    """
    counts = np.asarray(confusion, np.float64)
    return float((counts.sum(0) * counts.sum(1)).sum() / counts.sum() ** 2)


def chance_interval(expected: float, clips: int, confidence: float) -> tuple[float, float]:
    """Return the accuracies between which chance stays with probability `confidence`.

    Args:
        expected: the accuracy of chance.
        clips: the number of test clips; copies of a clip are no further evidence.
        confidence: for instance 0.95.
    """
    from scipy.stats import binom  # noqa: PLC0415 - 0.6 s, which readers of results do not need

    low, high = binom.interval(confidence, clips, expected)
    return float(low / clips), float(high / clips)


def examine_null(results: Sequence[ProtocolResult], confidence: float) -> NullJudgement:
    """Judge null controls under one protocol.

    Args:
        results: one for each shuffle of each cell.
        confidence: of the interval of chance.
    """
    accuracy = float(np.mean([result.accuracy for result in results]))
    expected = float(np.mean([chance(result.confusion) for result in results]))
    # shuffles permute the labels of the same clips: each is a test of its own
    low, high = chance_interval(expected, sum(result.clips for result in results), confidence)
    # a hair of tolerance: an accuracy of k / n equals an end of the interval at k / n
    return NullJudgement(
        accuracy_percent=_points(accuracy),
        chance_percent=_points(expected),
        chance_percent_interval=(_points(low), _points(high)),
        verdict="above"
        if accuracy > high + 1e-5
        else "below"
        if accuracy < low - 1e-5
        else "within",
        shuffles=len(results),
    )


def examine(
    dataset: str,
    variant: str,
    printed: float | None,
    cells: Sequence[CellResult | ControlResult | None],
    nulls: Sequence[ControlResult],
) -> LeakageCell:
    """Make the record of a cell in metrics/leakage.json.

    Args:
        dataset: the data set of the cell.
        variant: its variant.
        printed: the printed accuracy in percent; None where there is none.
        cells: the cell, and its control with true labels for the protocols that the pipeline does
            not run; None where they were not computed. What the first has counts.
        nulls: its controls with shuffled labels, one per shuffle; possibly none.
    """
    accuracies = {
        protocol: result.accuracy
        for cell in reversed(cells)
        if cell
        for protocol, result in cell.protocols.items()
    }
    return LeakageCell(
        table=DATASETS[dataset].table if dataset in DATASETS else None,
        dataset=dataset,
        variant=variant,
        printed_accuracy_percent=printed,
        accuracy_percent={name: _points(accuracies[name]) for name in in_order(accuracies)},
        leaky_minus_loso_points=_gap(accuracies, "leaky"),
        windows_minus_loso_points=_gap(accuracies, "windows"),
        holdout_minus_loso_points=_gap(accuracies, "holdout"),
        null=pool(nulls),
    )


def _gap(accuracies: dict[str, float], protocol: str) -> float | None:
    """Return how much more a protocol reports than LOSO; None where one was not run."""
    if protocol not in accuracies or "loso" not in accuracies:
        return None
    return _points(accuracies[protocol] - accuracies["loso"])


def pool(nulls: Sequence[ControlResult]) -> dict[str, NullJudgement]:
    """Judge null controls together.

    They are the shuffles of one cell, or those of a variant on all data sets.

    Args:
        nulls: one per shuffle; possibly none.

    Returns:
        protocol → its judgement, in the order of `PROTOCOLS`.
    """
    found = {}
    for protocol in in_order(name for null in nulls for name in null.protocols):
        results = [null.protocols[protocol] for null in nulls if protocol in null.protocols]
        found[protocol] = examine_null(results, nulls[0].confidence)
    return found


def _points(value: float) -> float:
    return round(100 * value, 4)
