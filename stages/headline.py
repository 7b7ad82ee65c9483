"""Report the chosen variant under the chosen protocol, for `dvc metrics show` and `dvc exp show`.

Reads metrics/cells/v/d.json of `variant` in params.yaml, writes metrics/headline/d.json.
"""

from mer.core import command, params, paths
from mer.evaluation import results
from mer.reporting import headline


def main() -> None:
    """Run the stage."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset)
    cell = paths.Cell(dataset, settings.variant)
    result = results.read_cell(cell, settings.source)
    results.write(
        paths.headline(dataset),
        headline.headline(cell, result, settings.protocol, settings.profile),
    )


if __name__ == "__main__":
    command.run(main)
