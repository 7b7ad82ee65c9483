"""The tables behind `dvc plots`: one row per mark, small enough for git, so that clones can plot.

The templates that draw them are in .dvc/plots/. Each table says of itself whether it is the
stand-in's.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mer.core.vocabulary import CLASSES
from mer.reporting.figure_data import FigureData

_DIGITS = 4


def tables(data: FigureData) -> dict[str, pd.DataFrame]:
    """Make all tables, each under the name of its file.

    Where no cell has the chosen protocol, the two tables that are of it alone are left out.
    """
    made = {score.table: scores(panels) for score, panels in data.scores.items()}
    if data.confusions:
        made["confusion"] = confusions(data.confusions, data.data, data.protocol)
        made["learning"] = learning(data.learning, data.data, data.protocol)
    return made


def scores(panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """List a score of every variant on every data set.

    Args:
        panels: as for `mer.reporting.graphs.draw_scores`; the titles say what is printed and what
            is the stand-in's.

    Returns:
        Columns `panel, dataset, variant, value, low, high, one_class, majority, stratified`:
        whether nearly all test samples are given one class, and what the two guesses score; rows
        without a value are left out.
    """
    table = pd.concat(
        [table.assign(panel=panel) for panel, table in panels.items()], ignore_index=True
    )
    return table[["panel", *table.columns.drop("panel")]].dropna(subset="value").round(_DIGITS)


def confusions(
    tables: Mapping[tuple[str, str], list[list[int]]], data: str, protocol: str
) -> pd.DataFrame:
    """List confusion counts.

    Args:
        tables: (data set, variant) → counts (K, K), truth in the rows.
        data: `STAND-IN` or `licensed`.
        protocol: under which they were counted.

    Returns:
        Columns `data, protocol, dataset, variant, true, predicted, samples, share`; `share` is that
        of the true class, 0 to 1.
    """
    rows = []
    for (dataset, variant), table in tables.items():
        counts = np.asarray(table)
        shares = (counts / np.maximum(counts.sum(1, keepdims=True), 1)).round(_DIGITS)
        rows += [
            (
                data,
                protocol,
                dataset,
                variant,
                CLASSES[true],
                CLASSES[predicted],
                count,
                shares[true, predicted],
            )
            for (true, predicted), count in np.ndenumerate(counts)
        ]
    return pd.DataFrame(
        rows,
        columns=["data", "protocol", "dataset", "variant", "true", "predicted", "samples", "share"],
    )


def learning(
    histories: Mapping[str, Mapping[str, pd.DataFrame]], data: str, protocol: str
) -> pd.DataFrame:
    """List accuracy over epochs.

    Args:
        histories: as for `mer.reporting.graphs.draw_learning`.
        data: `STAND-IN` or `licensed`.
        protocol: under which was trained.

    Returns:
        Columns `data, protocol, dataset, part, variant, epoch, accuracy_percent`; epochs without a
        value are left out.
    """
    rows = [
        (data, protocol, dataset, part, variant, epoch, round(100 * value, _DIGITS))
        for dataset, variants in histories.items()
        for part, key in (("training", "accuracy"), ("validation", "val_accuracy"))
        for variant, table in variants.items()
        for epoch, value in zip(table["epoch"], table[key], strict=True)
        if not np.isnan(value)
    ]
    return pd.DataFrame(
        rows,
        columns=["data", "protocol", "dataset", "part", "variant", "epoch", "accuracy_percent"],
    )
