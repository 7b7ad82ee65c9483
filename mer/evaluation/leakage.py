"""How much of an accuracy is leakage.

Gaps between protocols, and what each reports where there is nothing to learn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mer.core.params import Evaluate
from mer.core.vocabulary import in_order
from mer.evaluation import budget, pooling
from mer.evaluation.controls import BUDGETS
from mer.evaluation.results import ControlResult, Leakage, LeakageRow, NullJudgement


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


def judge(nulls: Sequence[ControlResult], protocol: str) -> NullJudgement | None:
    """Judge null controls under one protocol.

    Args:
        nulls: one for each shuffle of each cell. Variants of a data set share its shuffles, so
            their clips are counted once per shuffle: a further variant is no further evidence.
        protocol: the protocol.

    Returns:
        None where none of them was run under it.
    """
    found = [(null, null.protocols[protocol]) for null in nulls if protocol in null.protocols]
    if not found:
        return None
    weights = [result.samples for _, result in found]
    accuracy = float(np.average([result.accuracy for _, result in found], weights=weights))
    expected = float(np.average([chance(one.confusion) for _, one in found], weights=weights))
    gains: dict[tuple[str, int | None], list[float]] = {}
    for null, result in found:
        gains.setdefault(_shuffle(null), []).append(result.accuracy - chance(result.confusion))
    clips = pooling.clips(nulls, protocol, _shuffle)
    low, high = chance_interval(expected, clips, nulls[0].confidence)
    # clips of a shuffle are no independent trials, shuffles are: where they differ by more, that
    # counts (Noirhomme et al. 2014, doi 10.1016/j.nicl.2014.04.004)
    reach = _reach([float(np.mean(own)) for own in gains.values()], nulls[0].confidence)
    low, high = max(0.0, min(low, expected - reach)), min(1.0, max(high, expected + reach))
    # a hair of tolerance: an accuracy of k / n equals an end of the interval at k / n
    above, below = accuracy > high + 1e-5, accuracy < low - 1e-5
    return NullJudgement(
        accuracy_percent=pooling.points(accuracy),
        chance_percent=pooling.points(expected),
        chance_percent_interval=(pooling.points(low), pooling.points(high)),
        verdict="above" if above else "below" if below else "within",
        shuffles=len(gains),
        clips=clips,
        one_class=all(result.one_class for _, result in found),
    )


def _reach(gains: Sequence[float], confidence: float) -> float:
    """Return how far the mean of as many gains over chance is from 0 by luck: by Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 - as in `chance_interval`

    count = len(gains)
    if count < 2:
        return 0.0
    error = np.std(gains, ddof=1) / np.sqrt(count)
    return float(stdtrit(count - 1, (1 + confidence) / 2) * error)


def _shuffle(null: ControlResult) -> tuple[str, int | None]:
    """Name the shuffle that a null control shares with those of other variants."""
    return null.dataset, null.null_seed


@dataclass(frozen=True)
class Question:
    """What the page shows."""

    datasets: Sequence[str]
    """In the order of the rows."""
    variants: Sequence[str]
    copied: Sequence[str]
    """Those that train on copies."""
    printed: Mapping[tuple[str, str], float | None]
    """(Data set, variant) → printed accuracy in percent."""
    wanted: int
    """How many controls `mer controls` runs."""
    epochs: int
    fitted: float
    """`controls.epochs` and `controls.fitted`."""


def examine(
    found: Sequence[ControlResult], asked: Question, settings: Evaluate, data: str
) -> Leakage:
    """Make the content of metrics/leakage.json.

    Args:
        found: the controls that are there.
        asked: what is shown of them.
        settings: the section `evaluate` of params.yaml.
        data: of which data they are.
    """
    # of a run that is not finished, what has null controls: a finding is of these alone
    shuffled = {(one.dataset, one.variant) for one in found if one.null_seed is not None}
    tried = [name for name in asked.copied if any(name == variant for _, variant in shuffled)]
    shared = [name for name in asked.datasets if all((name, one) in shuffled for one in tried)]
    copied = row(found, shared, tried, settings) if tried and shared else None
    budgets = {name: [one for one in found if one.budget == name] for name in BUDGETS}
    return Leakage(
        data=data,
        found=len(found),
        wanted=asked.wanted,
        confidence=settings.confidence,
        epochs=asked.epochs,
        fitted=asked.fitted,
        copied=copied,
        pooled=[row(found, asked.datasets, [variant], settings) for variant in asked.variants],
        cells=[
            row(found, [dataset], [variant], settings, asked.printed.get((dataset, variant)))
            for dataset in asked.datasets
            for variant in asked.variants
        ],
        budget=budget.rows(budgets, asked.datasets, asked.variants, settings),
    )


def row(
    found: Sequence[ControlResult],
    datasets: Sequence[str],
    variants: Sequence[str],
    settings: Evaluate,
    printed: float | None = None,
) -> LeakageRow:
    """Make the record of a cell, or of several together.

    Args:
        found: the controls that are there; those of other cells are left out.
        datasets: of the cells.
        variants: of the cells.
        settings: the section `evaluate` of params.yaml.
        printed: the printed accuracy in percent; None where there is none.
    """
    mine = [
        one
        for one in found
        if one.dataset in datasets and one.variant in variants and one.budget is None
    ]
    trues = [one for one in mine if one.null_seed is None]
    nulls = [one for one in mine if one.null_seed is not None]
    # of a run that is not finished, the cells that both sides have: others would differ in clips
    both = {_cell(one) for one in trues} & {_cell(one) for one in nulls}
    if both:
        mine, trues, nulls = (
            [one for one in side if _cell(one) in both] for side in (mine, trues, nulls)
        )
    run = in_order(pooling.protocols(trues))
    judged = {name: judge(nulls, name) for name in in_order(pooling.protocols(nulls))}
    return LeakageRow(
        datasets=[name for name in datasets if name in {one.dataset for one in mine}]
        or [*datasets],
        variants=[*variants],
        printed_accuracy_percent=printed,
        accuracy={name: pooling.accuracy(trues, name, settings) for name in run},
        minus_loso={
            name: pooling.difference((with_both, name), (with_both, "loso"), settings)
            for name in run
            if name != "loso"
            and (with_both := [one for one in trues if {name, "loso"} <= set(one.protocols)])
        },
        training=pooling.training(trues),
        null={name: judgement for name, judgement in judged.items() if judgement},
        null_training=pooling.training(nulls),
    )


def _cell(control: ControlResult) -> tuple[str, str]:
    return control.dataset, control.variant
