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
from pathlib import Path

from mer.core import params, paths, repro
from mer.core.progress import Progress, say
from mer.core.tally import Tally
from mer.learning import campaign

FIRST = ("parameters", "standin")
"""The stages that come before all others."""
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
    trainings = [] if arguments.plans_only else trained(settings)
    with Tally("grid", [*prepared(settings), *trainings]) as tally:
        prepare(settings, tally)
        if trainings:
            train(settings)
            collect(settings, tally)


def prepared(settings: params.Params) -> list[str]:
    """Name the stages before training."""
    per_dataset = [f"{stage}@{name}" for name in settings.datasets for stage in PER_DATASET]
    return [*FIRST, *per_dataset, *PLANNING]


def trained(settings: params.Params) -> list[str]:
    """Name the stages that train."""
    return [f"train@{variant}" for variant in settings.variants]


def prepare(settings: params.Params, tally: Tally) -> None:
    """Run the stages before training, several data sets side by side."""
    repro.side_by_side({"parameters": FIRST}, tally)
    repro.side_by_side(
        {name: [f"{stage}@{name}" for stage in PER_DATASET] for name in settings.datasets},
        tally,
        _at_once(settings),
    )
    repro.side_by_side({"plans": PLANNING}, tally)


def collect(settings: params.Params, tally: Tally) -> None:
    """Run the stages that train, which find their folds finished."""
    chains = {stage: [stage] for stage in trained(settings)}
    repro.side_by_side(chains, tally, _at_once(settings))


def _at_once(settings: params.Params) -> int | None:
    # where the workers are limited, memory is short: then one data set after the other
    return 1 if settings.execution.workers else None


def train(settings: params.Params, part: campaign.Shard = campaign.WHOLE) -> tuple[int, int]:
    """Train the folds that are missing of all plans that are there, or of a part of them.

    Returns:
        How many folds were trained, and how many there are.
    """
    cells = paths.cells(settings.datasets, settings.variants)
    planned = [campaign.job(cell, settings.current) for cell in cells if Path(cell.plan).is_file()]
    work = campaign.Campaign(planned, settings, shard=part)
    missing = work.missing
    total = sum(map(len, missing.values()))
    of = f"part {part.number} of {part.parts}, " if part.parts > 1 else ""
    say(f"grid: {of}{total} folds of {len(missing)} cells to train")
    # closed here: an interrupted process would otherwise train to the end before it goes
    with contextlib.closing(work.train()) as finished, Progress("grid", total, "folds") as shown:
        for name in finished:
            shown.advance(name)
    return total, work.total
