"""Draw the figures.

Reads metrics/cells/, published/, data/plans/, data/history/ and the files of one clip; writes
metrics/figures/, data/figures/ and, for `dvc plots`, metrics/plots/. Pictures of faces go to
data/figures/, which git ignores, and from the stand-in also to metrics/figures/.
"""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mer.core.command import run, stage_arguments
from mer.core.files import read_arrays, read_table, replacing, write_table
from mer.core.params import Params, load
from mer.core.vocabulary import DATA
from mer.evaluation import published
from mer.evaluation.results import read_cell
from mer.planning import augmentation
from mer.preprocessing.decoding import decode
from mer.preprocessing.masking import Box, black_region
from mer.reporting import figures, plots

TRACKED, PRIVATE, PLOTS = Path("metrics/figures"), Path("data/figures"), Path("metrics/plots")
TITLES = {paper.dataset: paper.title for paper in published.TABLES}
Cells = dict[tuple[str, str], dict[str, Any]]


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    standin = params.source == "standin"
    found = {
        (dataset, variant): read_cell(dataset, variant, params.source)
        for dataset in params.datasets
        for variant in params.variants
    }
    cells = {names: cell["protocols"] for names, cell in found.items() if cell}
    for number, key, scale, what, unit, name in (
        (6, "accuracy", 100, "accuracy", "%", "accuracy"),
        (7, "weighted_f1", 1, "weighted F1", "fraction", "f1"),
    ):
        panels = {
            "printed" + ": NOT COMPARABLE" * standin: printed(
                params, "f1" if number == 7 else "accuracy_percent"
            )
        }
        for protocol in params.current.protocols:
            panels["STAND-IN, " * standin + protocol] = computed(cells, protocol, key, scale)
        title = f"Figure {number}, {what} with intervals, profile {params.profile}"
        figures.save(
            figures.draw_scores(panels, what, unit, title, standin), TRACKED / f"figure{number}"
        )
        write_table(PLOTS / f"{name}.csv", plots.scores(panels))
    draw_protocol(params, cells, standin)
    for name, figure in (
        ("figure2", draw_preprocessing(params)),
        ("figure5", draw_augmentation(params)),
    ):
        figures.save(figure, PRIVATE / name, kinds=["png"])
        if standin:
            with replacing(TRACKED / f"{name}.png") as temporary:
                shutil.copyfile(PRIVATE / f"{name}.png", temporary)
    where = (
        f"{TRACKED} and {PRIVATE}"
        if standin
        else f"{PRIVATE} alone, out of git: they show licensed faces"
    )
    print(f"figures: in {TRACKED}; Figures 2 and 5 are in {where}.")


def printed(params: Params, column: str) -> pd.DataFrame:
    """Give the printed numbers of our variants, empty where nothing is printed."""
    rows = []
    for paper in published.TABLES:
        if paper.dataset in params.datasets:
            known = {
                row.variant: row.numbers.get(column) for row in published.read(paper) if row.variant
            }
            rows += [
                (paper.title, variant, known.get(variant), np.nan, np.nan)
                for variant in params.variants
            ]
    return _scores(rows)


def computed(cells: Cells, protocol: str, key: str, scale: int) -> pd.DataFrame:
    """Give a metric of every cell under a protocol, with its interval."""
    rows = []
    for (dataset, variant), protocols in cells.items():
        result = protocols.get(protocol)
        if result:
            low, high = (result["intervals"] or {}).get(key) or (np.nan, np.nan)
            rows.append((TITLES[dataset], variant, scale * result[key], scale * low, scale * high))
    return _scores(rows)


def _scores(rows: list[tuple]) -> pd.DataFrame:
    numbers = dict.fromkeys(("value", "low", "high"), float)
    return pd.DataFrame(rows, columns=["dataset", "variant", "value", "low", "high"]).astype(
        numbers
    )


def draw_protocol(params: Params, cells: Cells, standin: bool) -> None:
    """Draw confusion, class balance and learning curves under the chosen protocol."""
    protocol = params.protocol
    confusions = {
        (TITLES[dataset], variant): protocols[protocol]["confusion"]
        for (dataset, variant), protocols in cells.items()
        if protocol in protocols
    }
    if not confusions:
        print(
            f"figures: no cell has the protocol {protocol}; no confusion, balance and learning curves."
        )
        return
    title = f"confusion counts under {protocol}, shade: share of the true class"
    figures.save(figures.draw_confusions(confusions, title, standin), TRACKED / "confusion")
    write_table(
        PLOTS / "confusion.csv", plots.confusions(confusions, DATA[params.source], protocol)
    )
    datasets = list(dict.fromkeys(dataset for dataset, _ in cells))
    balance = {TITLES[dataset]: balance_of(dataset, params) for dataset in datasets}
    title = f"training parts under {protocol}, first fold; on the bars: samples"
    figures.save(figures.draw_balance(balance, title, standin), TRACKED / "balance")
    curves = {TITLES[dataset]: curves_of(dataset, params) for dataset in datasets}
    title = f"learning under {protocol}, mean over folds"
    figures.save(figures.draw_learning(curves, title, standin), TRACKED / "learning")
    write_table(PLOTS / "learning.csv", plots.learning(curves, DATA[params.source], protocol))


def balance_of(dataset: str, params: Params) -> pd.DataFrame:
    """Count samples and weights of the classes in the first fold's training part, before and for each variant."""
    parts = []
    for variant in params.variants:
        path = Path(f"data/plans/{dataset}-{variant}.csv")
        if not path.is_file():
            continue
        plan = read_table(path, ("protocol", "role", "kind", "clip", "neighbour", "sample"))
        plan = plan[
            (plan["protocol"] == params.protocol) & (plan["seed"] == params.current.seeds[0])
        ]
        train = plan[(plan["fold"] == 0) & (plan["role"] == "train")]
        if not parts:
            parts.append(
                train[train["kind"].isin(["original", "window"])].assign(stage="before", weight=1.0)
            )
        parts.append(train.assign(stage=variant))
    groups = pd.concat(parts).groupby(["stage", "label"], sort=False)["weight"]
    return groups.agg(samples="size", weight="sum").reset_index()


def curves_of(dataset: str, params: Params) -> dict[str, pd.DataFrame]:
    """Average the history of each variant over folds and seeds."""
    curves = {}
    for variant in params.variants:
        path = Path(f"data/history/{dataset}-{variant}.csv")
        if path.is_file():
            history = read_table(path, ("protocol",))
            chosen = history[history["protocol"] == params.protocol]
            curves[variant] = (
                chosen.groupby("epoch")[["accuracy", "val_accuracy"]].mean().reset_index()
            )
    return curves


def draw_preprocessing(params: Params) -> figures.Figure:
    """Draw Figure 2: what becomes of the onset frame of one clip."""
    dataset = params.datasets[0]
    text = ("clip", "landmarks", "status", "frames")
    masked = read_table(f"data/masked/{dataset}.csv", text, f"mask@{dataset}")
    row = masked[masked["status"] == "kept"].sort_values("clip").iloc[0]
    clip, frame = row["clip"], onset_frame(dataset, row["clip"])
    sets = row["landmarks"].split(";")
    points = np.array([[int(value) for value in point.split(",")] for point in sets[0].split()])
    whole = Box(0, 0, frame.shape[1], frame.shape[0])
    black = frame.copy()
    black[black_region(points, whole, params.mask.region, params.mask.dilate)] = 0
    with (
        read_arrays(f"data/masked/{dataset}.npz") as crops,
        read_arrays(f"data/clips/{dataset}.npz") as clips,
    ):
        crop = crops[clip][0]
        gray = clips["x"][clips["clip"].tolist().index(clip), 0]
    pictures = [
        ("frame", frame),
        ("68 landmarks", frame),
        ("mask", black),
        ("crop", crop),
        ("gray", gray),
    ]
    figure, axes = figures.draw_images(
        pictures, "Figure 2, image preprocessing of one clip", params.source == "standin"
    )
    figures.mark(axes[1], points)
    return figure


def onset_frame(dataset: str, clip: str) -> np.ndarray:
    """Decode the first stored frame of a clip."""
    with zipfile.ZipFile(f"data/frames/{dataset}.zip") as archive:
        name = min(name for name in archive.namelist() if name.startswith(f"{clip}/"))
        return decode(archive.read(name))


def draw_augmentation(params: Params) -> figures.Figure:
    """Draw Figure 5: the onset frame of one clip, and the furthest that a copy goes in each way."""
    recipes = [recipe.augment for recipe in params.variants.values()]
    recipe = max(recipes, key=lambda one: one.copies)
    with read_arrays(f"data/clips/{params.datasets[0]}.npz") as clips:
        frame = clips["x"][:1, 0]
    still = dict.fromkeys(augmentation.COLUMNS, 0.0) | {"contrast": 1.0, "brightness": 1.0}
    sides = {name: recipe.crop for name in augmentation.COLUMNS if name.startswith("crop")}
    ways = {
        "original": {},
        f"rotate {recipe.rotate:g}°": {"rotation": recipe.rotate},
        f"crop {100 * recipe.crop:g} % a side": sides,
        f"contrast x {1 + recipe.contrast:g}": {"contrast": 1 + recipe.contrast},
    }
    pictures = [
        (name, augmentation.apply(frame, np.array([list((still | change).values())]))[0])
        for name, change in ways.items()
    ]
    return figures.draw_images(
        pictures, "Figure 5, augmentation of one clip", params.source == "standin"
    )[0]


if __name__ == "__main__":
    run(main)
