"""Predictions over a tuning grid, and records made from them."""

import itertools

import numpy as np
import pandas as pd

from mer.core.params import Params
from mer.core.paths import Cell
from mer.evaluation import tuning
from mer.evaluation.results import TunedCell

CELL = Cell("smic", "ST")


def predictions(sizes=(16, 24), epochs=(5, 10), subjects=3, seeds=(0,), draw=0) -> pd.DataFrame:
    """Make the rows of a grid: every fold tests a subject and validates with the next one."""
    rng = np.random.default_rng(draw)
    settings = itertools.product(epochs, sizes, seeds, range(subjects), ("val", "test"), range(6))
    rows = []
    for number, size, seed, fold, part, clip in settings:
        subject = f"{fold if part == 'test' else (fold + 1) % subjects:02d}"
        ids = (size, number, part, "loso", seed, fold, "smic", subject, f"{subject}/c{clip}")
        p = rng.dirichlet([1.0, 1.0, 1.0])
        rows.append((*ids, clip % 3, int(p.argmax()), *p))
    return pd.DataFrame(rows, columns=tuning.COLUMNS)


def tuned(params: Params, cell: Cell = CELL, clips="1" * 16, **shape) -> TunedCell:
    """Make the record of a cell."""
    return tuning.summarise(predictions(**shape), cell, params, clips, "2" * 16)
