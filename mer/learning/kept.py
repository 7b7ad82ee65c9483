"""The file of a kept model, data/models/<source>/d.npz: weights, and a card that says what it is.

Nothing here imports Keras: `mer.learning.predictor` does, and predicts.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from mer.core import files
from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output
from mer.evaluation.results.kept import Kept, Quantiles, Worth

__all__ = ["Kept", "Quantiles", "Worth", "read", "write"]

_CARD = "card"
_BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, NotImplementedError,
    zipfile.BadZipFile,
)  # fmt: skip
"""What NumPy raises about a file that is no npz, or only half of one."""


def write(path: AnyPath, kept: Kept, weights: Sequence[np.ndarray]) -> None:
    """Write a model; the same bytes for the same weights and card.

    Args:
        path: the file, an uncompressed npz: `card` (JSON) and `weight_00`, `weight_01`, ...
        kept: the card; its `shapes` are those of the weights.
        weights: float32, in the order of the network's layers, kernel before bias.
    """
    arrays = {f"weight_{number:02d}": array for number, array in enumerate(weights)}
    files.write_arrays(path, card=np.array(kept.model_dump_json()), **arrays)


def read(path: AnyPath) -> tuple[Kept, list[np.ndarray]]:
    """Read a model.

    Args:
        path: the file, wherever it was copied or fetched to.

    Returns:
        The card, and the float32 weights in the order of the network's layers.

    Raises:
        UserError: there is no such file, or it is not one that `write` wrote, whole.
    """
    files.require(path)
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            kept = Kept.model_validate_json(arrays[_CARD].item())
            weights = [arrays[name] for name in sorted(set(arrays.files) - {_CARD})]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise _damaged(path, f"a card with {place}: {first['msg']}") from None
    except _BROKEN as error:
        raise _damaged(path, " ".join(str(error).split())[:200]) from None
    if [list(array.shape) for array in weights] != kept.shapes:
        raise _damaged(path, "other weights than its card lists")
    if not all(array.dtype == np.float32 and np.isfinite(array).all() for array in weights):
        raise _damaged(path, "weights that are no finite float32 numbers")
    return kept, weights


def _damaged(path: AnyPath, received: str) -> UserError:
    remedy = (
        f"run `dvc repro --force {path.stage}`"
        if isinstance(path, Output)
        else "fetch or copy it again"
    )
    return UserError(
        f"{path}: expected a model as the stage final keeps it, an npz file with a card and "
        f"weights, received something else ({received}); {remedy}."
    )
