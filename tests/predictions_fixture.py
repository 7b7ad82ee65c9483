"""Predictions of an invented model, and a project folder that holds them."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from mer.core import paths

ROOT = Path(__file__).parents[1]
DATASETS = ("casme_sq", "smic", "samm", "casme2")
VARIANTS = ("ST", "DA", "SCB", "DACWB")


def predictions(
    dataset: str = "casme2",
    protocols=("leaky", "holdout", "loso"),
    seeds=(0,),
    subjects: int = 5,
    clips: int = 6,
) -> pd.DataFrame:
    """Make one row per test clip, right in about two of three.

    The last clip of a subject has a copy under `leaky`.
    """
    random = np.random.default_rng(7)
    rows = []
    for protocol in protocols:
        for seed in seeds:
            for subject in range(subjects):
                for clip in range(clips):
                    label = (subject + clip) % 3
                    for sample in (
                        ("original", "copy1")
                        if protocol == "leaky" and clip == clips - 1
                        else ("original",)
                    ):
                        predicted = label if random.random() < 0.6 else int(random.integers(3))
                        fold = subject if protocol == "loso" else 0
                        name = f"{subject:02d}/clip{clip}"
                        rows.append(
                            (
                                protocol,
                                seed,
                                fold,
                                dataset,
                                f"{subject:02d}",
                                name,
                                label,
                                predicted,
                                sample,
                            )
                        )
    names = [
        "protocol",
        "seed",
        "fold",
        "dataset",
        "subject",
        "clip",
        "label",
        "predicted",
        "sample",
    ]
    table = pd.DataFrame(rows, columns=names)
    chances = np.eye(3)[table["predicted"]]
    for place, name in enumerate(("p_negative", "p_positive", "p_surprise")):
        table.insert(8 + place, name, chances[:, place])
    return table


def project(folder: Path, **changes) -> Path:
    """Make a project: params.yaml with `changes` of top-level keys, and the printed tables."""
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    content["profiles"]["demo"]["repeats"] = 1  # as `predictions` makes them
    content |= changes
    (folder / "params.yaml").write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8"
    )
    shutil.copytree(ROOT / "published", folder / "published")
    return folder


def held_out(table: pd.DataFrame) -> pd.DataFrame:
    """Make the predictions of validation clips: those of a subject, none under `loso`."""
    return table[(table["subject"] == "01") & (table["protocol"] != "loso")]


def write_predictions(folder: Path, datasets=DATASETS, variants=VARIANTS, **shape) -> None:
    """Write data/predictions/v/d.csv and data/validation/v/d.csv for data sets and variants."""
    for cell in paths.cells(datasets, variants):
        table = predictions(cell.dataset, **shape)
        for output, part in ((cell.predictions, table), (cell.validation, held_out(table))):
            path = folder / output.path
            path.parent.mkdir(parents=True, exist_ok=True)
            part.to_csv(path, index=False)
