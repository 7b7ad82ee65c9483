"""Write the stand-ins: altered portraits in the licensed layouts, as `standin` says.

Writes the folder data/standin/d/ for each data set d. Nothing in it comes from the licensed data;
its STAND-IN.txt says so. A data set without a stand-in gets a folder with a note: with licensed
data nothing else is needed.
"""

import functools

from mer import standin
from mer.core import command, execution, params


def main() -> None:
    """Write every stand-in, one per core at once."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    datasets = params.chosen(settings, named)
    make = functools.partial(standin.make, settings=settings.standin)
    local = settings.execution.model_copy(update={"address": ""})
    count = min(execution.workers(local), len(datasets))
    with execution.executor(local, count, preload="mer.standin") as pool:
        for sentence in execution.ordered_map(pool, make, datasets):
            print(sentence)


if __name__ == "__main__":
    command.run(main)
