"""Run everything up to the predictions of all cells, in less time than `dvc repro` takes.

`dvc repro` runs one stage after the other. This command runs those of several data sets side by
side, each on its share of the cores. Then it trains the folds of all cells in one pool: one stage
`train` per variant would start TensorFlow for each, and leave a core idle while its last fold ends.
It changes no result; `dvc repro` finds everything done, and does the rest.

    mer grid && dvc repro

Where no server may run, as in most array jobs of a cluster, processes that share the folder of
finished folds each train a part of them: `--plans-only` once, `--shard 1/8` to `--shard 8/8` side
by side, then `mer grid` for what is left. docs/scaling.md has the script for Slurm.
"""

import argparse
import contextlib
import re
import time
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from mer.core import params, paths, repro
from mer.learning import campaign

PER_DATASET = ("extract", "mask")
"""The stages before `train` that have an instance per data set; the others do all in one go."""
PLANNING = ("resize", "split", "augment", "balance")
"""Those between them and `train`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument(
        "--plans-only",
        action="store_true",
        help="run the stages before training, and train nothing",
    )
    parts.add_argument(
        "--folds-only",
        action="store_true",
        help="leave DVC's stages alone: train the folds of the plans that are there",
    )
    parts.add_argument(
        "--shard",
        type=shard,
        metavar="I/N",
        help="as --folds-only, but train the I-th of N equal parts of the folds, I from 1",
    )


def shard(text: str) -> campaign.Shard:
    """Read which part of the folds is meant.

    Raises:
        argparse.ArgumentTypeError: it is no part.

    >>> shard("2/8")
    Shard(number=2, parts=8)
    """
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    part = campaign.Shard(*map(int, match.groups())) if match else campaign.Shard(0, 0)
    if not 1 <= part.number <= part.parts:
        raise argparse.ArgumentTypeError(
            f"expected a part such as 1/8, the first of eight, received {text!r}"
        )
    return part


def main(arguments: argparse.Namespace) -> None:
    """Prepare, train what is missing, and let DVC take it over."""
    settings = params.load()
    if arguments.folds_only or arguments.shard:
        train(settings, arguments.shard or campaign.WHOLE)
        return
    repro.side_by_side({"parameters": ["parameters", "standin"]}, "check")
    # where the workers are limited, memory is short: then one data set after the other
    at_once = 1 if settings.execution.workers else None
    repro.side_by_side(
        {name: [f"{stage}@{name}" for stage in PER_DATASET] for name in settings.datasets},
        "prepare",
        at_once,
    )
    repro.side_by_side({"plans": PLANNING}, "plan")
    if arguments.plans_only:
        return
    train(settings)
    repro.side_by_side(
        {variant: [f"train@{variant}"] for variant in settings.variants}, "collect", at_once
    )


def train(settings: params.Params, part: campaign.Shard = campaign.WHOLE) -> None:
    """Train the folds that are missing of all plans that are there, or of a part of them."""
    cells = paths.cells(settings.datasets, settings.variants)
    planned = [campaign.job(cell, settings.current) for cell in cells if Path(cell.plan).is_file()]
    work = campaign.Campaign(planned, settings, shard=part)
    missing = {name: len(folds) for name, folds in work.missing.items()}
    total = sum(missing.values())
    of = f"part {part.number} of {part.parts}, " if part.parts > 1 else ""
    print(f"grid: {of}{total} folds of {len(missing)} cells to train", flush=True)
    start = time.monotonic()
    done: Counter[str] = Counter()
    # closed here: an interrupted process would otherwise train to the end before it goes
    with contextlib.closing(work.train()) as finished:
        bar = tqdm(finished, "grid", total, unit="fold", disable=None)
        for name in bar:
            bar.set_postfix_str(name)
            done[name] += 1
            if bar.disable and done[name] == missing[name]:
                seconds = time.monotonic() - start
                print(f"grid {name}: {done[name]} folds, {seconds:.0f} s so far", flush=True)
