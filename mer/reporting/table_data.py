"""What every table shows, read from the results in git."""

from mer.core import params, paths, vocabulary
from mer.evaluation import published, results
from mer.reporting.tables import Table
from mer.reporting.titles import titles


def read(settings: params.Params) -> list[Table]:
    """Gather the article's tables and those of other data sets; a missing cell is None.

    Raises:
        UserError: a result is broken, or of other data than `settings` asks for.
    """
    ledger = results.read_ledger(settings.source)
    comparisons = results.read_comparisons(settings.source)
    keys = dict.fromkeys([*vocabulary.DATASETS, *settings.datasets])
    found = []
    for dataset, title in titles(keys).items():
        chosen = dataset in settings.datasets
        compared = comparisons.datasets.get(dataset) if chosen else None
        found.append(
            Table(
                dataset=dataset,
                title=title,
                printed=published.read(dataset),
                cells={
                    cell.variant: results.read_cell(cell, settings.source) if chosen else None
                    for cell in paths.cells([dataset], settings.variants)
                },
                settings=settings,
                counts=ledger.datasets.get(dataset) if chosen else None,
                differences=compared.sentences if compared else (),
            )
        )
    return found
