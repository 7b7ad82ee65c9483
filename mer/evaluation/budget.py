"""Equal epochs against equal optimiser steps: is a variant better, or only trained longer?"""

from collections.abc import Mapping, Sequence

from mer.core.params import Evaluate
from mer.evaluation import pooling
from mer.evaluation.results import BudgetRow, ControlResult, Training


def rows(
    controls: Mapping[str, Sequence[ControlResult]],
    datasets: Sequence[str],
    variants: Sequence[str],
    settings: Evaluate,
) -> list[BudgetRow]:
    """Compare the variants under both budgets: all data sets together, then each.

    Args:
        controls: budget → its controls, all under loso.
        datasets: in the order of the rows.
        variants: in the order of the rows; the first is what the others are compared with.
        settings: the section `evaluate` of params.yaml.

    Returns:
        One row per variant that was run, for all data sets and for each; a single data set is not
        shown twice.
    """
    groups = [[*datasets], *([name] for name in datasets if len(datasets) > 1)]
    found = [
        _row(controls, group, variant, variants[0], settings)
        for group in groups
        for variant in variants
    ]
    return [row for row in found if row.accuracy]


def _row(
    controls: Mapping[str, Sequence[ControlResult]],
    datasets: Sequence[str],
    variant: str,
    first: str,
    settings: Evaluate,
) -> BudgetRow:
    mine = {name: _select(run, datasets, variant) for name, run in controls.items()}
    others = {name: _select(run, datasets, first) for name, run in controls.items()}
    known = {name: run for name, run in mine.items() if run}
    return BudgetRow(
        datasets=[name for name in datasets if _select(_flat(mine), [name], variant)],
        variant=variant,
        accuracy={name: pooling.accuracy(run, "loso", settings) for name, run in known.items()},
        minus_first={
            name: pooling.difference((run, "loso"), (others[name], "loso"), settings)
            for name, run in known.items()
            if variant != first and _datasets(run) == _datasets(others[name])
        },
        training={name: _training(run) for name, run in known.items()},
    )


def _select(
    controls: Sequence[ControlResult], datasets: Sequence[str], variant: str
) -> list[ControlResult]:
    return [one for one in controls if one.dataset in datasets and one.variant == variant]


def _flat(controls: Mapping[str, Sequence[ControlResult]]) -> list[ControlResult]:
    return [one for run in controls.values() for one in run]


def _datasets(controls: Sequence[ControlResult]) -> set[str]:
    return {one.dataset for one in controls}


def _training(controls: Sequence[ControlResult]) -> Training:
    return pooling.training(controls)["loso"]
