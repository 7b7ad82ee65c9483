"""How much of an accuracy is leakage: metrics/leakage.json."""

from typing import Literal

from mer.evaluation.results.base import Record, Result
from mer.evaluation.results.cells import Interval


class NullJudgement(Record):
    """Null controls under one protocol.

    Attributes:
        accuracy_percent: mean over the shuffles.
        chance_percent: what their predictions would have had, dealt out at random.
        chance_percent_interval: where chance stays.
        verdict: where the accuracy is, seen from that interval.
        shuffles: how many controls were taken together.
    """

    accuracy_percent: float
    chance_percent: float
    chance_percent_interval: Interval
    verdict: Literal["above", "within", "below"]
    shuffles: int


class LeakageCell(Record):
    """A cell: accuracies, the gaps between them in points, and null controls, by protocol."""

    table: int | None
    dataset: str
    variant: str
    printed_accuracy_percent: float | None
    accuracy_percent: dict[str, float]
    leaky_minus_loso_points: float | None
    windows_minus_loso_points: float | None
    holdout_minus_loso_points: float | None
    null: dict[str, NullJudgement]


class Leakage(Result):
    """All cells, and variant → protocol → the controls of all data sets together."""

    cells: list[LeakageCell]
    pooled: dict[str, dict[str, NullJudgement]]
