"""Controls: cells computed again outside of the pipeline's graph, so that `dvc repro` does not double its work.

- Null controls, with labels shuffled between clips, so that there is nothing to learn: what a
  protocol still reports then is what it makes up.
- Cells with their true labels, under the protocols that `make audit` adds to those of the profile.

`python -m mer.commands.controls` computes them; this module says where they are, and whether one
that is found still belongs to the parameters and clips.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from mer.core.errors import UserError
from mer.core.params import Params
from mer.core.seeds import generator
from mer.core.vocabulary import DATA


def shuffle(labels: np.ndarray, dataset: str, seed: int) -> np.ndarray:
    """Deal the labels of a data set out to its clips anew, the same for all variants; (N,)."""
    return generator("null", seed, dataset).permutation(labels)


def protocols(params: Params, seed: int | None) -> list[str]:
    """Name the protocols of a control: with shuffled labels all that are of interest, with true ones what is left."""
    usual = params.current.protocols
    added = [name for name in params.audit.protocols if name not in usual]
    return added if seed is None else [*usual, *added]


def path(dataset: str, variant: str, seed: int | None) -> Path:
    """The file with the metrics of a cell whose labels were shuffled by `seed`; None for the true labels."""
    return Path("controls") / f"{dataset}-{variant}-{'true' if seed is None else seed}.json"


def settings(params: Params, dataset: str, variant: str) -> str:
    """Give a digest of every parameter that a control depends on: 16 hexadecimal digits."""
    parts = [
        params.source,
        params.standin if params.source == "standin" else None,
        params.rules(dataset),
        params.mask,
        params.split,
        params.recipe(variant),
        params.current,
        params.evaluate,
    ]
    plain = [part.model_dump() if hasattr(part, "model_dump") else part for part in parts]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def read(
    params: Params, dataset: str, variant: str, seed: int | None, clips: str | None
) -> dict[str, Any] | None:
    """Read a control.

    Args:
        params: what it must have been computed with.
        dataset: its data set.
        variant: its variant.
        seed: of the shuffle; None for the true labels.
        clips: what `mer.evaluation.ledger.fingerprint` says of the clips that it must have been
            computed from; None if unknown.

    Returns:
        The content of its file; None where there is none, or one of other parameters or other
        clips.

    Raises:
        UserError: the file is broken.
    """
    file = path(dataset, variant, seed)
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        data, known, made, _ = (
            content[name] for name in ("data", "settings", "clips", "protocols")
        )
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{file}: expected metrics as JSON, received other text; remove it and run `make audit`."
        ) from None
    current = (
        data == DATA[params.source]
        and known == settings(params, dataset, variant)
        and made == clips
    )
    return content if current else None
