"""The figures of a run: its graphs, and pictures of a clip."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from mer.core import params
from mer.evaluation.tuning import PROTOCOL
from mer.reporting import framework_figure, graphs, network_figure, pipeline, tuning_graph
from mer.reporting.canvas import new
from mer.reporting.figure_data import FigureData


def draw_graphs(data: FigureData) -> dict[str, Figure]:
    """Draw the graphs, each under the name of its file.

    Where no cell has the chosen protocol, the three graphs that are of it alone are left out.
    """
    drawn = {}
    for score, panels in data.scores.items():
        title = f"{score.title} with intervals, profile {data.profile}"
        drawn[score.table] = graphs.draw_scores(
            panels, score.title, score.unit, title, data.standin
        )
    for score, panels in data.tuning.items():
        title = f"Figure {score.number}, test {score.title} over the tuning grid, under {PROTOCOL}"
        drawn[f"figure{score.number}"] = tuning_graph.draw(
            panels,
            data.variants,
            f"{score.title} ({score.unit})",
            title,
            data.standin,
            data.chance[score],
        )
    if data.confusions:
        title = f"confusion counts under {data.protocol}, shade: share of the true class"
        drawn["confusion"] = graphs.draw_confusions(data.confusions, title, data.standin)
        title = (
            f"Figure 3, data preprocessing: training parts under {data.protocol}, first fold; "
            "on the bars: samples"
        )
        drawn["figure3"] = graphs.draw_balance(data.balance, title, data.standin)
        title = f"learning under {data.protocol}, mean over folds"
        drawn["learning"] = graphs.draw_learning(data.learning, title, data.standin)
    return drawn


def draw_diagrams(settings: params.Params) -> dict[str, Figure]:
    """Draw what is drawn from no data: Figure 1 from dvc.yaml, Figure 4 from params.yaml."""
    profile = settings.current
    return {
        "figure1": framework_figure.draw(pipeline.read(settings.source)),
        "figure4": network_figure.draw(profile.clip, profile.network, settings.profile),
    }


def draw_images(
    images: Mapping[str, np.ndarray],
    title: str,
    standin: bool,
    points: Mapping[str, np.ndarray] | None = None,
) -> Figure:
    """Draw pictures in a row, each with what it is and its size in pixels.

    Args:
        images: caption → (height, width[, 3]) uint8.
        title: of the figure.
        standin: whether they are the stand-in's.
        points: caption → (N, 2), x and y in pixels, to be marked on that picture.
    """
    figure = new(2.35 * len(images), 3.05, title, standin)
    axes = figure.subplots(1, len(images), squeeze=False)[0]
    for axis, (caption, image) in zip(axes, images.items(), strict=True):
        axis.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axis.set_title(f"{caption}\n{image.shape[1]} x {image.shape[0]} pixels")
        axis.set_axis_off()
        if points and caption in points:
            x, y = points[caption].T
            axis.scatter(x, y, s=5, c="white", edgecolors="black", linewidths=0.5)
    return figure
