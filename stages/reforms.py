"""Fill the sheet for reviewers: the questions of the REFORMS checklist that a machine can answer.

Reads data/plans/, data/clips/, metrics/cells/, metrics/clips.json and metrics/comparisons.json,
writes metrics/reforms.md.
"""

from mer.core import command, files, params, paths
from mer.evaluation import results, separation
from mer.reporting import reforms, reforms_page, titles


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    cells = list(paths.cells(settings.datasets, settings.variants))
    study = reforms.Study(
        settings=settings,
        titles=titles.titles(settings.datasets),
        ledger=results.read_ledger(settings.source),
        cells=results.read_cells(settings.datasets, settings.variants, settings.source),
        comparisons=results.read_comparisons(settings.source),
        separations={cell: separation.read(cell) for cell in cells},
    )
    files.write_text(paths.REFORMS_PAGE, reforms_page.render(study))


if __name__ == "__main__":
    command.run(main)
