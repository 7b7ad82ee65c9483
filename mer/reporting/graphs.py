"""Graphs: drawn from numbers that are handed in, each variant with a marker of its own."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mer.core.vocabulary import CLASSES
from mer.reporting import chance_lines, guesses
from mer.reporting.canvas import CLASS_COLOURS, COLOURS, HATCHES, MARKERS, new, pick
from mer.reporting.one_class import MARK


def draw_scores(
    panels: Mapping[str, pd.DataFrame], what: str, unit: str, title: str, standin: bool
) -> Figure:
    """Draw a score of every variant on every data set.

    Args:
        panels: title of a panel (printed, or a protocol) → columns `dataset, variant, value, low,
            high, one_class, majority, stratified`; low and high are NaN where there is no interval,
            one_class is whether the cell predicts one class, which is marked, and the last two are
            what guessing scores on its test samples, a line behind the point.
        what: the score.
        unit: of the axis.
        title: of the figure.
        standin: whether the computed numbers are the stand-in's.
    """
    figure = new(3.2 * len(panels) + 0.6, 4.6, title, standin)
    everything = pd.concat(panels.values())
    datasets = everything["dataset"].unique().tolist()
    variants = everything["variant"].unique().tolist()
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axis, (name, table) in zip(axes, panels.items(), strict=True):
        for place, variant in enumerate(variants):
            mine = table[table["variant"] == variant].set_index("dataset").reindex(datasets)
            x = np.arange(len(datasets)) + 0.17 * (place - (len(variants) - 1) / 2)
            chance: dict[str, np.ndarray] = {
                guess: mine[guess].to_numpy(float) for guess in guesses.TITLES
            }
            half = max(0.17, 0.9 / len(variants)) / 2
            chance_lines.draw(axis, chance, x - half, x + half)
            _draw_points(axis, x, mine, variant, place)
        axis.set_title(name)
        axis.set_xticks(range(len(datasets)), datasets, rotation=25)
        axis.set_xlabel("data set")
        axis.set_xlim(-0.5, len(datasets) - 0.5)
        known = table.dropna(subset="value")["dataset"]
        for x_empty in np.flatnonzero(~np.isin(datasets, known)):
            _say_that_there_is_nothing(axis, float(x_empty))
    axes[0].set_ylabel(f"{what} ({unit})")
    if everything["one_class"].any():
        note = f"{MARK} nearly all test samples are given one class"
        axes[-1].plot([], [], linestyle="none", label=note)
    _name_what_is_drawn(figure, axes[-1], chance_lines.legend(axes))
    return figure


def _draw_points(axis: Axes, x: np.ndarray, scores: pd.DataFrame, variant: str, place: int) -> None:
    """Draw the scores of the variant at a place in the order, with their intervals."""
    values = scores["value"].to_numpy(float)
    colour = pick(COLOURS, place)
    axis.errorbar(
        x,
        values,
        np.nan_to_num(np.abs(scores[["low", "high"]].to_numpy(float).T - values)),
        label=variant,
        linestyle="none",
        capsize=3,
        color=colour,
        marker=pick(MARKERS, place),
        markersize=7,
        markerfacecolor="white" if place % 2 else colour,
    )
    collapsed = scores["one_class"].eq(True).to_numpy()
    for x_marked, value in zip(x[collapsed], values[collapsed], strict=True):
        axis.annotate(MARK, (x_marked, value), (5, 3), textcoords="offset points")


def _say_that_there_is_nothing(axis: Axes, x: float) -> None:
    axis.text(
        x,
        0.5,
        "no numbers",
        rotation=90,
        ha="center",
        va="center",
        color="#555555",
        transform=axis.get_xaxis_transform(),
    )


def draw_confusions(
    tables: Mapping[tuple[str, str], list[list[int]]], title: str, standin: bool
) -> Figure:
    """Draw confusion matrices, one column per data set and one row per variant.

    Args:
        tables: (data set, variant) → counts (K, K), truth in the rows.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    datasets, variants = (list(dict.fromkeys(names)) for names in zip(*tables, strict=True))
    figure = new(2.5 * len(datasets) + 0.6, 2.5 * len(variants) + 0.6, title, standin)
    axes = figure.subplots(len(variants), len(datasets), squeeze=False)
    short = [name[:3] + "." for name in CLASSES]
    for (row, column), axis in np.ndenumerate(axes):
        dataset, variant = datasets[column], variants[row]
        axis.set_title(f"{dataset}, {variant}")
        axis.grid(visible=False)
        axis.set_xticks(range(len(short)), short)
        axis.set_yticks(range(len(short)), short)
        if row == len(variants) - 1:
            axis.set_xlabel("predicted class")
        if column == 0:
            axis.set_ylabel("true class")
        if (dataset, variant) in tables:
            _draw_counts(axis, np.array(tables[dataset, variant]))
    return figure


def _draw_counts(axis: Axes, counts: np.ndarray) -> None:
    """Write the counts (K, K) of a confusion matrix on squares in the shade of their shares."""
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axis.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    for (true, predicted), count in np.ndenumerate(counts):
        colour = "white" if shares[true, predicted] > 0.5 else "black"
        axis.text(predicted, true, str(count), ha="center", va="center", color=colour, fontsize=12)


def draw_balance(tables: Mapping[str, pd.DataFrame], title: str, standin: bool) -> Figure:
    """Draw what each class weighs in training, before and after augmentation and balancing.

    Args:
        tables: data set → columns `stage` (before, then each variant with what it does), `label`,
            `samples`, `weight`.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    columns = min(2, len(tables))
    rows = -(-len(tables) // columns)
    figure = new(6.0 * columns, 3.3 * rows + 0.8, title, standin)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axis, (dataset, table) in zip(axes, tables.items(), strict=False):
        _draw_bars(axis, table)
        axis.set_title(dataset)
        axis.margins(y=0.1)
        axis.set_xlabel("variant")
        axis.grid(visible=False, axis="x")
    for axis in axes[len(tables) :]:
        axis.set_axis_off()
    for axis in axes[::columns]:
        axis.set_ylabel("share of the loss's weight (%)")
    _name_what_is_drawn(figure, axes[0])
    return figure


def _draw_bars(axis: Axes, table: pd.DataFrame) -> None:
    """Draw one group of bars per stage, one bar per class, with the number of samples on it."""
    stages = table["stage"].unique().tolist()
    total = table.groupby("stage")["weight"].sum()
    for label, name in enumerate(CLASSES):
        mine = table[table["label"] == label].set_index("stage").reindex(stages)
        bars = axis.bar(
            np.arange(len(stages)) + 0.27 * (label - 1),
            100 * mine["weight"] / total.loc[stages],
            0.27,
            label=name,
            color=CLASS_COLOURS[label],
            hatch=HATCHES[label],
            edgecolor="black",
            linewidth=0.6,
        )
        samples = mine["samples"].astype(int).astype(str).tolist()
        axis.bar_label(bars, samples, fontsize=8, padding=1)
    axis.set_xticks(range(len(stages)), stages)


def draw_learning(
    histories: Mapping[str, Mapping[str, pd.DataFrame]], title: str, standin: bool
) -> Figure:
    """Draw accuracy over epochs, training above and validation below, one column per data set.

    Args:
        histories: data set → variant → columns `epoch, accuracy, val_accuracy`, fractions, means
            over folds.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    figure = new(2.9 * len(histories) + 0.8, 5.6, title, standin)
    axes = figure.subplots(2, len(histories), squeeze=False, sharex=True, sharey=True)
    for (dataset, variants), column in zip(histories.items(), axes.T, strict=True):
        for axis, name, key in zip(
            column, ("training", "validation"), ("accuracy", "val_accuracy"), strict=True
        ):
            known = any(table[key].notna().any() for table in variants.values())
            axis.set_title(f"{dataset}, {name}" if known else f"{dataset}: no {name} clips")
            for place, (variant, table) in enumerate(variants.items()):
                _draw_curve(axis, table["epoch"], 100 * table[key], variant, place)
            axis.xaxis.get_major_locator().set_params(integer=True)
        column[-1].set_xlabel("epoch")
    for axis in axes[:, 0]:
        axis.set_ylabel("accuracy (%)")
    _name_what_is_drawn(figure, axes[0, 0])
    return figure


def _draw_curve(axis: Axes, x: pd.Series, y: pd.Series, variant: str, place: int) -> None:
    """Draw the curve of the variant at a place in the order, with about ten markers."""
    colour = pick(COLOURS, place)
    axis.plot(
        x,
        y,
        label=variant,
        color=colour,
        marker=pick(MARKERS, place),
        markerfacecolor="white" if place % 2 else colour,
        markevery=max(1, len(x) // 10),
        markersize=5,
    )


def _name_what_is_drawn(
    figure: Figure, axis: Axes, others: Mapping[str, Line2D] | None = None
) -> None:
    """Put the legend of one of its axes, and of what else was drawn, below a figure."""
    handles, labels = axis.get_legend_handles_labels()
    found = dict(zip(labels, handles, strict=True)) | dict(others or {})
    figure.legend(
        found.values(),
        found.keys(),
        loc="outside lower center",
        ncols=max(1, len(found)),
        frameon=False,
    )
