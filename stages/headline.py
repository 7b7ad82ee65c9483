"""Report the chosen variant under the chosen protocol, for `dvc metrics show` and `dvc exp show`.

Reads metrics/cells/v/ of `variant` in params.yaml, writes metrics/headline/, one file per data set.
"""

from mer.core import command, files, params, paths
from mer.evaluation import results
from mer.reporting import headline


def main() -> None:
    """Report every data set."""
    command.stage_arguments(__doc__)
    settings = params.load()
    found = {}
    for dataset in settings.datasets:
        cell = paths.Cell(dataset, settings.variant)
        result = results.read_cell(cell, settings.source)
        shown = headline.headline(cell, result, settings.protocol, settings.profile)
        found[paths.headline(dataset).path.name] = shown
    with files.replacing(paths.HEADLINES) as folder:
        folder.mkdir()
        for name, shown in found.items():
            results.write(folder / name, shown)


if __name__ == "__main__":
    command.run(main)
