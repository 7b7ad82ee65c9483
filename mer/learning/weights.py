"""Finished folds that are kept with their weights, beside those that are kept without.

Weights take hundreds of times the space of what a fold is scored by, so only what asks for them
keeps them: the stage `final` and `mer maps`.
"""

import numpy as np

from mer.learning import folds
from mer.learning.kept_fold import KeptFold
from mer.learning.store import FoldStore

_WEIGHT = "weight_"


class WeightStore(FoldStore):
    """The folder of finished folds with their weights; what it holds are `KeptFold`s."""

    prefix = "weights-"
    entry = "mer.learning.keeping"

    def _train(self, fold: folds.Fold) -> folds.Trained:
        from mer.learning import keeping

        return keeping.train(fold)

    def _arrays(self, trained: folds.Trained) -> dict[str, np.ndarray]:
        if not isinstance(trained, KeptFold):
            raise TypeError(f"expected a fold with its weights, received {type(trained).__name__}")
        weights = {f"{_WEIGHT}{number:02d}": one for number, one in enumerate(trained.weights)}
        return super()._arrays(trained) | weights

    def _trained(self, entry: np.lib.npyio.NpzFile) -> KeptFold:
        names = sorted(name for name in entry.files if name.startswith(_WEIGHT))
        weights = tuple(entry[name] for name in names)
        if not weights or not all(np.isfinite(one).all() for one in weights):
            raise ValueError("no weights, or some that are no numbers")
        return KeptFold(**vars(super()._trained(entry)), weights=weights)
