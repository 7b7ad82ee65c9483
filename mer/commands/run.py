"""Run whatever is stale, in less time than `dvc repro` takes, and say how much of it is done.

The stages before training run for several data sets side by side, the folds of all cells are
trained in one pool (as `mer grid` does), then DVC runs the rest. The files are those of plain
`dvc repro`; what it says on the way is left out, but for what the stages themselves say and errors.
Interrupted, it goes on where it was when it is started again.

    mer run                everything
    mer run leakage        that stage and what it depends on
"""

import argparse
import time
from collections.abc import Sequence

from mer.commands import grid
from mer.core import files, params, paths, repro, stopwatch
from mer.core.errors import UserError
from mer.core.tally import Tally
from mer.evaluation import results
from mer.reporting import pipeline

FOLDS = "folds"
"""What training in one pool is called among the seconds of stages."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="a stage of dvc.yaml")


def main(arguments: argparse.Namespace) -> None:
    """Run it."""
    settings = params.load()
    stages = names(settings, arguments.stages)
    if arguments.stages:
        # a stage that found its folds trained when the time was taken may have to train them now
        seconds = {
            name: took for name, took in known().items() if name not in grid.trained(settings)
        }
        with Tally("run", stages, seconds) as tally:
            repro.stale(arguments.stages, tally)
        return
    with Tally("run", stages, known(), also=[FOLDS]) as tally:
        if repro.is_up_to_date():  # a run of DVC per step would take several times as long
            for stage in stages:
                tally.found(stage)
            return
        grid.prepare(settings, tally)
        train(settings, tally)
        grid.collect(settings, tally)
        repro.stale([], tally)


def train(settings: params.Params, tally: Tally) -> None:
    """Train the missing folds; keep what it took where that were all of them."""
    start = time.monotonic()
    tally.started(FOLDS)
    trained, total = grid.train(settings)
    if trained == total:
        tally.finished(FOLDS)
        stopwatch.write(FOLDS, time.monotonic() - start)
    else:  # says nothing about how fast this machine is
        tally.found(FOLDS)


def known() -> dict[str, float]:
    """Return what each stage took in the run whose results are in metrics/.

    Empty where that run is not known, or had other parameters: then it says nothing.
    """
    try:
        past = results.read(paths.ENVIRONMENT, results.Environment, "")
        same = past.params_sha256 == files.digest(paths.PARAMS)
    except (UserError, OSError):
        return {}
    return past.seconds if same else {}


def names(settings: params.Params, targets: Sequence[str] = ()) -> list[str]:
    """Name the instances of some stages and of what they depend on; without a target, of all.

    Raises:
        UserError: there is no such stage.
    """
    found = {one.name: one for one in pipeline.read(settings.source)}
    before: dict[str, set[str]] = {name: set() for name in found}
    for edge in pipeline.edges([*found.values()]):
        before[edge.after].add(edge.before)
    wanted, waiting = set(), [target.partition("@")[0] for target in targets] or [*found]
    while waiting:
        name = waiting.pop()
        if name not in found:
            raise UserError(
                f"{paths.PIPELINE}: expected a stage of {', '.join(found)}, received {name!r}."
            )
        if name not in wanted:
            wanted.add(name)
            waiting += before[name]
    items = {"dataset": settings.datasets, "variant": settings.variants}
    instances = {
        name: [f"{name}@{item}" for key in stage.per for item in items[key]] or [name]
        for name, stage in found.items()
        if name in wanted
    }
    # of a stage that is named with its instance the others are not run
    instances |= {name: [one] for one in targets for name, at, _ in [one.partition("@")] if at}
    return [one for group in instances.values() for one in group]
