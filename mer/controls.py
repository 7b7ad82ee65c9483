"""Null controls: cells computed again with labels shuffled between clips, so that there is nothing to learn.

What a protocol still reports then is what it makes up. `python -m mer.null` computes them; this module says where they
are, and whether one that is found still belongs to the parameters. They are kept outside of the pipeline's graph, so
that `dvc repro` does not double its work and `dvc status` does not miss them.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from mer.errors import UserError
from mer.evaluation import DATA
from mer.params import Params
from mer.seeds import generator


def shuffle(labels: np.ndarray, dataset: str, seed: int) -> np.ndarray:
    """Deal the labels of a data set out to its clips anew, the same for all variants; (N,)."""
    return generator("null", seed, dataset).permutation(labels)


def path(dataset: str, variant: str, seed: int) -> Path:
    """The file with the metrics of a cell whose labels were shuffled by `seed`."""
    return Path("controls") / f"{dataset}-{variant}-{seed}.json"


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


def read(params: Params, dataset: str, variant: str, seed: int) -> dict[str, Any] | None:
    """Read a control.

    Returns:
        The content of its file; None where there is none, or one of other parameters or other data.

    Raises:
        UserError: the file is broken.
    """
    file = path(dataset, variant, seed)
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        data, known, _ = content["data"], content["settings"], content["protocols"]
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{file}: expected metrics as JSON, received other text; remove it and run `make audit`."
        ) from None
    current = data == DATA[params.source] and known == settings(params, dataset, variant)
    return content if current else None
