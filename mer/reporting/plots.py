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

    Where no cell has the chosen protocol, the three tables that are of it alone are left out.
    """
    made = {score.table: scores(panels) for score, panels in data.scores.items()}
    if data.confusions:
        made["confusion"] = confusions(data.confusions, data.data, data.protocol)
        made["balance"] = balance(data.balance, data.data, data.protocol)
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


def balance(tables: Mapping[str, pd.DataFrame], data: str, protocol: str) -> pd.DataFrame:
    """List what each class weighs in training, before and after augmentation and balancing.

    Args:
        tables: as for `mer.reporting.graphs.draw_balance`.
        data: `STAND-IN` or `licensed`.
        protocol: under which was trained.

    Returns:
        Columns `data, protocol, dataset, variant, class, samples, weight`; before anything is done
        the variant is `before`.
    """
    rows = [
        (
            data,
            protocol,
            dataset,
            row.stage.partition("\n")[0],
            CLASSES[row.label],
            row.samples,
            round(row.weight, _DIGITS),
        )
        for dataset, table in tables.items()
        for row in table.itertuples()
    ]
    return pd.DataFrame(
        rows, columns=["data", "protocol", "dataset", "variant", "class", "samples", "weight"]
    )


def learning(
    histories: Mapping[str, Mapping[str, pd.DataFrame]], data: str, protocol: str
) -> pd.DataFrame:
    """List accuracy and loss over epochs.

    Args:
        histories: data set → variant → columns `epoch, accuracy, val_accuracy, loss, val_loss`.
        data: `STAND-IN` or `licensed`.
        protocol: under which was trained.

    Returns:
        Columns `data, protocol, dataset, part, variant, epoch, accuracy_percent, loss`; epochs
        without a value are left out.
    """
    rows = [
        (data, protocol, dataset, part, variant, *_epoch(row, prefix))
        for dataset, variants in histories.items()
        for part, prefix in (("training", ""), ("validation", "val_"))
        for variant, table in variants.items()
        for row in table.to_dict("records")
        if not np.isnan(row[f"{prefix}accuracy"])
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "data", "protocol", "dataset", "part", "variant", "epoch", "accuracy_percent", "loss",
        ],
    )  # fmt: skip


def _epoch(row: Mapping[str, float], prefix: str) -> tuple[int, float, float]:
    """Return the number, accuracy in percent and loss of an epoch."""
    accuracy = round(100 * row[f"{prefix}accuracy"], _DIGITS)
    return int(row["epoch"]), accuracy, round(row[f"{prefix}loss"], _DIGITS)
