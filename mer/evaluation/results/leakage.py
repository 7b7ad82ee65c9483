"""How much of an accuracy is leakage, and what equal training changes: metrics/leakage.json."""

from typing import Literal

from mer.evaluation.results.base import Record, Result
from mer.evaluation.results.cells import Interval
from mer.evaluation.results.controls import Training


class Estimate(Record):
    """An accuracy in percent, or a difference of two in points.

    Attributes:
        value: pooled over folds, seeds and data sets.
        interval: from a bootstrap over subjects; None with fewer than two.
        one_class: whether every cell behind it gives one class to nearly all test samples, as
            `ProtocolResult.one_class` says; None for a difference.
    """

    value: float
    interval: Interval | None
    one_class: bool | None = None


class NullJudgement(Record):
    """Null controls under one protocol.

    Attributes:
        accuracy_percent: pooled over the controls.
        chance_percent: what their predictions would have had, dealt out at random.
        chance_percent_interval: where chance stays, by the binomial distribution for `clips` or by
            how much the shuffles differ (Student's t), whichever is wider.
        verdict: where the accuracy is, seen from that interval.
        shuffles: how many shuffles of a data set's labels are behind it; variants share them.
        clips: different test clips of all shuffles.
        one_class: whether every cell behind it gives one class to nearly all test samples, as
            `ProtocolResult.one_class` says.
    """

    accuracy_percent: float
    chance_percent: float
    chance_percent_interval: Interval
    verdict: Literal["above", "within", "below"]
    shuffles: int
    clips: int
    one_class: bool


class LeakageRow(Record):
    """A cell, or several together; everything by protocol.

    Attributes:
        datasets: of the cells that were run, with true and with shuffled labels where there are
            both; of all where none was.
        variants: of the cells.
        printed_accuracy_percent: of a single cell.
        accuracy: with the true labels.
        minus_loso: how many points more than under loso.
        training: what training reached with the true labels.
        null: with shuffled labels.
        null_training: what training reached with shuffled labels.
    """

    datasets: list[str]
    variants: list[str]
    printed_accuracy_percent: float | None
    accuracy: dict[str, Estimate]
    minus_loso: dict[str, Estimate]
    training: dict[str, Training]
    null: dict[str, NullJudgement]
    null_training: dict[str, Training]


class BudgetRow(Record):
    """A variant under loso with equal epochs and with equal steps; everything by budget.

    Attributes:
        datasets: taken together.
        variant: the variant.
        accuracy: with the true labels.
        minus_first: points more than the first variant of `variants`, on the same subjects; empty
            for that one.
        training: what training reached.
    """

    datasets: list[str]
    variant: str
    accuracy: dict[str, Estimate]
    minus_first: dict[str, Estimate]
    training: dict[str, Training]


class Leakage(Result):
    """The content of metrics/leakage.md.

    Attributes:
        found: how many controls are there.
        wanted: how many `mer controls` runs.
        confidence: of all intervals.
        epochs: after which a fold ends at the latest.
        fitted: training accuracy at which it ends before, a fraction; 0 for never.
        copied: the variants that train on copies, all data sets together; None where there are
            none or none was run.
        pooled: each variant, all data sets together.
        cells: each data set and variant.
        budget: both budgets: all data sets together, then each.
    """

    found: int
    wanted: int
    confidence: float
    epochs: int
    fitted: float
    copied: LeakageRow | None
    pooled: list[LeakageRow]
    cells: list[LeakageRow]
    budget: list[BudgetRow]
