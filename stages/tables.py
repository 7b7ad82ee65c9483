"""Set Tables 1-4, printed rows and our variants, and a table per other data set.

Reads metrics/cells/, metrics/clips.json, metrics/comparisons.json and published/, writes
metrics/tables.json and metrics/tables/: table1.md to table4.md, and d.md for a data set d that the
article lacks.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import published, results
from mer.reporting import table_page, tables, titles


def collect(settings: params.Params) -> list[tables.Table]:
    """Gather what the tables show; a cell that was not computed is None."""
    ledger = results.read_ledger(settings.source)
    comparisons = results.read_comparisons(settings.source)
    keys = dict.fromkeys([*vocabulary.DATASETS, *settings.datasets])
    found = []
    for dataset, title in titles.titles(keys).items():
        chosen = dataset in settings.datasets
        compared = comparisons.datasets.get(dataset) if chosen else None
        found.append(
            tables.Table(
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


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    found = collect(settings)
    for table in found:
        files.write_text(paths.table_page(table.number or table.dataset), table_page.render(table))
    results.write(paths.TABLES, tables.summarise(found, settings.protocol, settings.source))


if __name__ == "__main__":
    command.run(main)
