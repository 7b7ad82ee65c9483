"""Report the chosen variant under the chosen protocol, for `dvc metrics show` and `dvc exp show`.

Reads metrics/cells/v/ of `variant` in params.yaml, writes metrics/headline.json.
"""

from mer.core import command, params, paths
from mer.core.vocabulary import DATA
from mer.evaluation import results
from mer.reporting import headline


def main() -> None:
    """Report every data set."""
    command.stage_arguments(__doc__)
    settings = params.load()
    variant, protocol = settings.variant, settings.protocol
    found = {}
    for dataset in settings.datasets:
        cell = paths.Cell(dataset, variant)
        result = results.read_cell(cell, settings.source)
        found[dataset] = headline.scores(cell, result, protocol, settings.profile)
    shown = headline.headline(DATA[settings.source], variant, protocol, found)
    results.write(paths.HEADLINE, shown)


if __name__ == "__main__":
    command.run(main)
