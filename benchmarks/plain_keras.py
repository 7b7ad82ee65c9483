"""Leave one subject out as it is usually written: a new network is built and fitted per fold.

Reads the same clips and the same plan as the stage `train`, makes the same batches and epochs, and
knows none of its tricks. Run in a project's folder:

    python -m benchmarks.plain_keras smic-ST
"""

import argparse

import keras
import numpy as np
import pandas as pd

from mer.core import params, paths
from mer.learning.batches import SCALE
from mer.models import cnn3d


def main() -> None:
    """Train every fold of the plan and print the accuracy over all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "cell", help="smic-ST; no copies, no SMOTE samples: this script knows original clips only"
    )
    cell = paths.Cell(*parser.parse_args().cell.split("-"))
    profile = params.load().current
    stack = paths.clips(cell.dataset).path
    x = np.load(stack / "x.npy").astype("float32")[..., None]
    clips = pd.read_csv(stack / "rows.csv", dtype={"clip": str})["clip"]
    number = {clip: row for row, clip in enumerate(clips)}
    if profile.network.input == "difference":
        x = x - x[:, :1]
    x /= SCALE[profile.network.input]
    plan = pd.read_csv(cell.plan, dtype={"clip": str})
    right = []
    for _, rows in plan.groupby(["protocol", "seed", "fold"], sort=False):
        data = {}
        for role in ("train", "val", "test"):
            part = rows[rows["role"] == role]
            data[role] = (x[[number[clip] for clip in part["clip"]]], np.eye(3)[part["label"]])
        model = cnn3d.build(x.shape[1:4], profile.network)
        model.compile(
            keras.optimizers.Adam(profile.train.learning_rate),
            "categorical_crossentropy",
            metrics=["accuracy"],
        )
        model.fit(
            *data["train"],
            batch_size=profile.train.batch_size,
            epochs=profile.train.epochs,
            validation_data=data["val"],
            verbose=0,
        )
        answers = model.predict(
            data["test"][0], batch_size=profile.train.batch_size, verbose=0
        ).argmax(axis=1)
        right.extend(answers == data["test"][1].argmax(axis=1))
    print(f"{cell.name}: {len(right)} clips, accuracy {np.mean(right):.3f}")


if __name__ == "__main__":
    main()
