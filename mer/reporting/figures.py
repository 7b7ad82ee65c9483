"""Figures: drawn with fixed bytes, in colours that differ in gray too, each kind of line with a marker of its own.

Everything is drawn from data that is handed in. matplotlib is imported here and nowhere else.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mer.core.files import replacing
from mer.core.vocabulary import CLASSES

COLOURS = (
    "#000000",
    "#0072B2",
    "#E69F00",
    "#56B4E9",
    "#D55E00",
    "#999999",
)  # Okabe and Ito, dark and light in turn
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....")
CLASS_COLOURS = ("#333333", "#8FC1E3", "#F6E3B4")
_STYLE = {
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "mer",  # otherwise ids in the file are drawn at random
    "svg.fonttype": "none",
}
_DPI = 100


def new(width: float, height: float, title: str, standin: bool) -> Figure:
    """Start a figure of a size in inches; from the stand-in its title says so."""
    matplotlib.rcParams.update(_STYLE)
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.suptitle(
        f"STAND-IN (invented faces): {title}" if standin else title, fontweight="bold", fontsize=12
    )
    return figure


def save(figure: Figure, path: Path, kinds: Sequence[str] = ("png", "svg")) -> None:
    """Write `path`.png and `path`.svg: the same bytes for the same figure, whole or not at all."""
    matplotlib.rcParams.update(_STYLE)
    metadata = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
    for kind in kinds:
        with replacing(path.with_suffix(f".{kind}")) as temporary:
            figure.savefig(temporary, format=kind, dpi=_DPI, metadata=metadata[kind])


def draw_scores(
    panels: dict[str, pd.DataFrame], what: str, unit: str, title: str, standin: bool
) -> Figure:
    """Draw Figure 6 or 7: a score of every variant on every data set.

    Args:
        panels: title of a panel (printed, or a protocol) → columns `dataset, variant, value, low,
            high`; low and high are NaN where there is no interval.
        what: the score.
        unit: of the axis.
        title: of the figure.
        standin: whether the computed numbers are the stand-in's.
    """
    figure = new(3.2 * len(panels) + 0.6, 4.6, title, standin)
    everything = pd.concat(panels.values())
    datasets, variants = (
        list(dict.fromkeys(everything["dataset"])),
        list(dict.fromkeys(everything["variant"])),
    )
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axis, (name, table) in zip(axes, panels.items(), strict=True):
        for place, variant in enumerate(variants):
            mine = table[table["variant"] == variant].set_index("dataset").reindex(datasets)
            x = np.arange(len(datasets)) + 0.17 * (place - (len(variants) - 1) / 2)
            ends = np.nan_to_num(
                np.abs(mine[["low", "high"]].to_numpy(float).T - mine["value"].to_numpy(float))
            )
            look = {
                "color": _pick(COLOURS, place),
                "marker": _pick(MARKERS, place),
                "markersize": 7,
            }
            face = "white" if place % 2 else look["color"]
            axis.errorbar(
                x,
                mine["value"],
                ends,
                label=variant,
                linestyle="none",
                capsize=3,
                markerfacecolor=face,
                **look,
            )
        axis.set_title(name)
        axis.set_xticks(range(len(datasets)), datasets, rotation=25)
        axis.set_xlabel("data set")
        axis.set_xlim(-0.5, len(datasets) - 0.5)
        for place in np.flatnonzero(~np.isin(datasets, table.dropna(subset="value")["dataset"])):
            height = axis.get_xaxis_transform()
            axis.text(
                place,
                0.5,
                "no numbers",
                rotation=90,
                ha="center",
                va="center",
                color="#555555",
                transform=height,
            )
    axes[0].set_ylabel(f"{what} ({unit})")
    handles, labels = axes[-1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(variants), frameon=False)
    return figure


def draw_confusions(
    tables: dict[tuple[str, str], list[list[int]]], title: str, standin: bool
) -> Figure:
    """Draw confusion matrices, a column a data set, a row a variant.

    Args:
        tables: (data set, variant) → counts (K, K), truth in the rows.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    datasets, variants = (list(dict.fromkeys(names)) for names in zip(*tables, strict=True))
    figure = new(2.5 * len(datasets) + 0.6, 2.5 * len(variants) + 0.6, title, standin)
    axes = figure.subplots(len(variants), len(datasets), squeeze=False)
    short = [name[:3] + "." for name in CLASSES]
    for row, variant in enumerate(variants):
        for column, dataset in enumerate(datasets):
            axis = axes[row, column]
            axis.set_title(f"{dataset}, {variant}")
            axis.grid(visible=False)
            axis.set_xticks(range(len(short)), short)
            axis.set_yticks(range(len(short)), short)
            if row == len(variants) - 1:
                axis.set_xlabel("predicted class")
            if column == 0:
                axis.set_ylabel("true class")
            if (dataset, variant) not in tables:
                continue
            counts = np.array(tables[dataset, variant])
            shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
            axis.imshow(shares, cmap="Greys", vmin=0, vmax=1)
            for (true, predicted), count in np.ndenumerate(counts):
                colour = "white" if shares[true, predicted] > 0.5 else "black"
                axis.text(
                    predicted, true, str(count), ha="center", va="center", color=colour, fontsize=12
                )
    return figure


def draw_balance(tables: dict[str, pd.DataFrame], title: str, standin: bool) -> Figure:
    """Draw what each class weighs in training, before and after augmentation and balancing.

    Args:
        tables: data set → columns `stage` (before, then each variant), `label`, `samples`,
            `weight`.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    columns = min(2, len(tables))
    rows = -(-len(tables) // columns)
    figure = new(6.0 * columns, 3.3 * rows + 0.8, title, standin)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axis, (dataset, table) in zip(axes, tables.items(), strict=False):
        stages = list(dict.fromkeys(table["stage"]))
        total = table.groupby("stage")["weight"].sum()
        for label, name in enumerate(CLASSES):
            mine = table[table["label"] == label].set_index("stage").reindex(stages)
            x = np.arange(len(stages)) + 0.27 * (label - 1)
            look = {
                "color": CLASS_COLOURS[label],
                "hatch": HATCHES[label],
                "edgecolor": "black",
                "linewidth": 0.6,
            }
            bars = axis.bar(x, 100 * mine["weight"] / total.loc[stages], 0.27, label=name, **look)
            axis.bar_label(
                bars, mine["samples"].astype(int).astype(str).tolist(), fontsize=8, padding=1
            )
        axis.set_title(dataset)
        axis.margins(y=0.1)
        axis.set_xticks(range(len(stages)), stages)
        axis.set_xlabel("variant")
        axis.grid(visible=False, axis="x")
    for axis in axes[len(tables) :]:
        axis.set_axis_off()
    for axis in axes[::columns]:
        axis.set_ylabel("share of the loss's weight (%)")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(CLASSES), frameon=False)
    return figure


def draw_learning(
    histories: dict[str, dict[str, pd.DataFrame]], title: str, standin: bool
) -> Figure:
    """Draw accuracy over epochs, training above and validation below, a column a data set.

    Args:
        histories: data set → variant → columns `epoch, accuracy, val_accuracy`, fractions, means
            over folds.
        title: of the figure.
        standin: whether they are the stand-in's.
    """
    figure = new(2.9 * len(histories) + 0.8, 5.6, title, standin)
    axes = figure.subplots(2, len(histories), squeeze=False, sharex=True, sharey=True)
    for column, (dataset, variants) in enumerate(histories.items()):
        for row, (name, key) in enumerate(
            (("training", "accuracy"), ("validation", "val_accuracy"))
        ):
            axis = axes[row, column]
            axis.set_title(f"{dataset}, {name}")
            for place, (variant, table) in enumerate(variants.items()):
                face = "white" if place % 2 else _pick(COLOURS, place)
                look = {
                    "color": _pick(COLOURS, place),
                    "marker": _pick(MARKERS, place),
                    "markerfacecolor": face,
                }
                every = max(1, len(table) // 10)
                axis.plot(
                    table["epoch"],
                    100 * table[key],
                    label=variant,
                    markevery=every,
                    markersize=5,
                    **look,
                )
            axis.xaxis.get_major_locator().set_params(integer=True)
        axes[1, column].set_xlabel("epoch")
    for axis in axes[:, 0]:
        axis.set_ylabel("accuracy (%)")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=max(1, len(labels)), frameon=False
    )
    return figure


def draw_images(
    images: Sequence[tuple[str, np.ndarray]], title: str, standin: bool
) -> tuple[Figure, list[Axes]]:
    """Draw pictures in a row, each with what it is and its size in pixels.

    Args:
        images: caption and (height, width[, 3]) uint8.
        title: of the figure.
        standin: whether they are the stand-in's.

    Returns:
        The figure and the axes of its pictures, to be drawn on.
    """
    figure = new(2.35 * len(images), 3.05, title, standin)
    axes = figure.subplots(1, len(images), squeeze=False)[0]
    for axis, (caption, image) in zip(axes, images, strict=True):
        axis.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axis.set_title(f"{caption}\n{image.shape[1]} x {image.shape[0]} pixels")
        axis.set_axis_off()
    return figure, list(axes)


def mark(axis: Axes, points: np.ndarray) -> None:
    """Mark points (N, 2), x and y in pixels, on a picture."""
    axis.scatter(points[:, 0], points[:, 1], s=5, c="white", edgecolors="black", linewidths=0.5)


def _pick(values: Sequence[Any], place: int) -> Any:
    """Take the value at a place, from the start again where there are more variants than values."""
    return values[place % len(values)]
