"""Train the folds of all cells in one go, before DVC asks for them cell by cell.

`dvc repro` runs one stage `train` per data set and variant. Each of them starts TensorFlow, and in
each a core is idle while the last fold ends; for a grid of small cells that takes as long as the
training itself. This command trains the folds of every plan that is there, and keeps them where
`train` finds them. It changes no result, and may be left out.

    dvc repro balance && mer grid && dvc repro
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from mer.core import params, paths
from mer.learning import campaign


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def main(arguments: argparse.Namespace) -> None:
    """Train what is missing."""
    settings = params.load()
    cells = paths.cells(settings.datasets, settings.variants)
    planned = [campaign.job(cell) for cell in cells if Path(cell.plan).is_file()]
    work = campaign.Campaign(planned, settings)
    missing = {name: len(folds) for name, folds in work.missing.items()}
    total = sum(missing.values())
    print(f"grid: {total} folds of {len(missing)} cells to train", flush=True)
    start = time.monotonic()
    done: Counter[str] = Counter()
    bar = tqdm(work.train(), "grid", total, unit="fold", disable=None)
    for name in bar:
        bar.set_postfix_str(name)
        done[name] += 1
        if bar.disable and done[name] == missing[name]:
            seconds = time.monotonic() - start
            print(f"grid {name}: {done[name]} folds, {seconds:.0f} s so far", flush=True)
