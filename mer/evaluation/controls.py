"""Controls: cells computed again outside of the pipeline's graph.

Inside it they would multiply the work of `dvc repro`. Each has a few arms:

- `true`: true labels, trained until the training part is fitted.
- `0`, `1`, ...: the same with labels shuffled between clips by that seed, so that there is nothing
  to learn: what a protocol still reports then is what it makes up.
- `epochs` and `steps`: loso with true labels and either of `train.budget`.

`mer controls` computes them; this module says what they are, and whether one that is found still
belongs to the parameters and clips.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mer.core.params import Params, Profile
from mer.core.paths import Cell
from mer.core.seeds import generator
from mer.core.vocabulary import DATA
from mer.evaluation.results import ControlResult, read_control

BUDGETS: tuple[str, ...] = ("epochs", "steps")
"""The values of `train.budget` that are compared."""


@dataclass(frozen=True)
class Arm:
    """One way to train a cell again; `name` is part of the name of its file."""

    name: str
    profile: Profile
    """What it is trained with in place of the profile in force."""
    null_seed: int | None = None
    """Of the shuffle; None for the true labels."""
    budget: str | None = None
    """Which of `BUDGETS` it is trained with; None where they are not compared."""


def arms(params: Params) -> list[Arm]:
    """List the arms in the order in which they are run: what the others are judged by first."""
    asked = params.controls
    usual = params.current.protocols
    protocols = [*usual, *(name for name in asked.protocols if name not in usual)]
    fitted = _profile(
        params,
        # steps: variants without copies, too, get the time to fit
        {"epochs": asked.epochs, "fitted": asked.fitted, "budget": "steps"},
        protocols=protocols,
        seeds=params.current.seeds[:1],
        repeats=asked.repeats,
    )
    found = [Arm("true", fitted)]
    found += [Arm(str(seed), fitted, null_seed=seed) for seed in asked.null_seeds]
    for budget in BUDGETS if asked.budget_seeds else ():
        train = {"epochs": asked.budget_epochs, "fitted": 0.0, "budget": budget}
        profile = _profile(params, train, protocols=["loso"], seeds=asked.budget_seeds)
        found.append(Arm(budget, profile, budget=budget))
    return found


def _profile(params: Params, train: dict[str, Any], **changes: Any) -> Profile:
    """Change the profile in force and its section `train`.

    Of several inputs of the network the last is taken: one that is added to raw gray, from which
    the network learns nothing, so that nothing leaks either.
    """
    current = params.current
    network = current.network.model_copy(update={"input": current.network.inputs[-1], "also": []})
    trained = current.train.model_copy(update=train | {"select": "last"})
    return current.model_copy(update=changes | {"network": network, "train": trained})


def shuffle(labels: np.ndarray, dataset: str, seed: int) -> np.ndarray:
    """Permute the labels (N,) across the clips of a data set, the same for all variants."""
    return generator("null", seed, dataset).permutation(labels)


def settings(params: Params, cell: Cell, arm: Arm) -> str:
    """Digest every parameter that an arm of a cell depends on: 16 hexadecimal digits.

    Its protocols are left out: the file says which of them it holds. So is the tuning grid.
    """
    sections = [
        params.standin if params.source == "standin" else None,
        params.rules(cell.dataset),
        params.mask,
        params.split,
        params.recipe(cell.variant),
        params.evaluate,
    ]
    plain = [
        params.source,
        *(section and section.model_dump() for section in sections),
        arm.profile.model_dump(exclude={"protocols", "tune"}),
    ]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def read(params: Params, cell: Cell, arm: Arm, clips: str | None) -> ControlResult | None:
    """Read an arm of a cell.

    Args:
        params: what it must have been computed with.
        cell: of which it is a control.
        arm: one of `arms(params)`.
        clips: what `mer.evaluation.ledger.fingerprint` says of the clips that it must have been
            computed from; None if unknown.

    Returns:
        None where there is none, or one of other parameters or other clips.

    Raises:
        UserError: the file is broken.
    """
    found = read_control(cell.control(arm.name))
    current = (
        found is not None
        and found.data == DATA[params.source]
        and found.settings == settings(params, cell, arm)
        and found.clips == clips
    )
    return found if current else None


def complete(found: ControlResult | None, arm: Arm) -> bool:
    """Return whether an arm was run under all of its protocols."""
    return found is not None and set(found.protocols) >= set(arm.profile.protocols)


def read_all(
    params: Params, cells: Sequence[Cell], clips: Mapping[str, str]
) -> list[ControlResult]:
    """Read what was run of some cells, one arm after the other.

    Args:
        params: as for `read`.
        cells: the cells.
        clips: data set → as for `read`.
    """
    found = [
        read(params, cell, arm, clips.get(cell.dataset)) for arm in arms(params) for cell in cells
    ]
    return [one for one in found if one]
