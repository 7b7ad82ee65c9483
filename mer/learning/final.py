"""The models that are kept: one variant, trained once more on all clips of each data set.

None of their clips is tested; what the recipe is worth on other subjects, loso says.
"""

import contextlib
import functools
from collections.abc import Iterator, Sequence

import pandas as pd

from mer.core import params, paths
from mer.core.progress import track
from mer.evaluation.results.kept import Kept
from mer.learning import campaign, card
from mer.learning.kept_fold import KeptFold
from mer.planning import plans, samples


def models(cells: Sequence[paths.Cell], settings: params.Params) -> Iterator[tuple[Kept, KeptFold]]:
    """Train each cell's variant on all clips of its data set; yield the card and the fold.

    What was trained before comes from the store; with nothing to train Keras is not imported.

    Raises:
        UserError: a file is missing, or files are of different runs.
    """
    profile = _profile(settings.current)
    jobs = [campaign.Job(cell.name, cell, plan(cell, settings), profile) for cell in cells]
    work = campaign.Campaign(jobs, settings, keep_weights=True)
    count = sum(map(len, work.missing.values()))
    with contextlib.closing(work.train()) as finished:
        for _ in track(finished, f"final {settings.keep}", count, "models"):
            pass
    for job in jobs:
        ((_, trained),) = work.kept(job.name)
        yield card.describe(job.cell, settings, profile, job.plan, trained), trained


def plan(cell: paths.Cell, settings: params.Params) -> pd.DataFrame:
    """Plan the training of a cell's variant on all clips, in one fold."""
    known = samples.read(cell.dataset, cell.variant, windows=False)
    balance = settings.recipe(cell.variant).balance
    distances = functools.cache(known.distances)
    inputs = plans.PlanInputs(cell.dataset, balance, settings.split, distances)
    return plans.whole(known.table, settings.current.seeds[0], inputs)


def _profile(current: params.Profile) -> params.Profile:
    """Take the first input of the network alone and, as nobody validates, the last epoch."""
    network = current.network.model_copy(update={"also": []})
    train = current.train.model_copy(update={"select": "last"})
    return current.model_copy(update={"network": network, "train": train})
