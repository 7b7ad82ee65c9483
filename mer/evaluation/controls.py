"""Controls: cells computed again outside of the pipeline's graph.

Inside it they would double the work of `dvc repro`.

- Null controls, with labels shuffled between clips, so that there is nothing to learn: what a
  protocol still reports then is what it makes up.
- Cells with their true labels, under the protocols that `controls.protocols` adds to those of the
  profile.

`mer controls` computes them; this module says what they are, and whether one that is found still
belongs to the parameters and clips.
"""

import hashlib
import json

import numpy as np

from mer.core.params import Params
from mer.core.paths import Cell
from mer.core.seeds import generator
from mer.core.vocabulary import DATA
from mer.evaluation.results import ControlResult, read_control


def shuffle(labels: np.ndarray, dataset: str, seed: int) -> np.ndarray:
    """Permute the labels (N,) across the clips of a data set, the same for all variants."""
    return generator("null", seed, dataset).permutation(labels)


def protocols(params: Params, seed: int | None) -> list[str]:
    """List the protocols of a control.

    Args:
        params: all parameters.
        seed: of the shuffle: the profile's protocols and those of `controls.protocols`. None for
            the true labels: only those that the pipeline does not run.
    """
    usual = params.current.protocols
    added: list[str] = [name for name in params.controls.protocols if name not in usual]
    return added if seed is None else [*usual, *added]


def settings(params: Params, cell: Cell) -> str:
    """Digest every parameter that a control of a cell depends on: 16 hexadecimal digits."""
    sections = [
        params.standin if params.source == "standin" else None,
        params.rules(cell.dataset),
        params.mask,
        params.split,
        params.recipe(cell.variant),
        params.current,
        params.evaluate,
    ]
    plain = [params.source, *(section and section.model_dump() for section in sections)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def read(params: Params, cell: Cell, seed: int | None, clips: str | None) -> ControlResult | None:
    """Read a control.

    Args:
        params: what it must have been computed with.
        cell: of which it is a control.
        seed: of the shuffle; None for the true labels.
        clips: what `mer.evaluation.ledger.fingerprint` says of the clips that it must have been
            computed from; None if unknown.

    Returns:
        None where there is none, or one of other parameters or other clips.

    Raises:
        UserError: the file is broken.
    """
    found = read_control(cell.control(seed))
    current = (
        found is not None
        and found.data == DATA[params.source]
        and found.settings == settings(params, cell)
        and found.clips == clips
    )
    return found if current else None
