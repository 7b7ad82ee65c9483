"""Write the stand-ins: altered portraits in the licensed layouts, as `standin` says.

Writes the folder data/standin/d/ for each data set d. Nothing in it comes from the licensed data;
its STAND-IN.txt says so. With `source: licensed` no stand-in is made, and those that were made go:
DVC runs the stage whatever the source is, and data/standin/ then holds a note alone.
"""

import functools

from mer import standin
from mer.core import command, execution, params


def main() -> None:
    """Write every stand-in, one per core at once."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    datasets = params.chosen(settings, named)
    if settings.source == "licensed":
        print(standin.make_none())
        return
    make = functools.partial(standin.make, settings=settings.standin)
    local = settings.execution.model_copy(update={"address": ""})
    count = min(execution.workers(local), len(datasets))
    with execution.executor(local, count, preload="mer.standin") as pool:
        for sentence in execution.ordered_map(pool, make, datasets):
            print(sentence)


if __name__ == "__main__":
    command.run(main)
