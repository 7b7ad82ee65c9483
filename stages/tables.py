"""Set Tables 1-4, printed rows and our variants, and a table per other data set.

Reads metrics/cells/, metrics/clips.json, metrics/comparisons.json and published/, writes
metrics/tables.json and metrics/tables/: table1.md to table4.md, and d.md for a data set d that the
article lacks.
"""

from mer.core import command, files, params, paths
from mer.evaluation import results
from mer.reporting import table_data, table_page, tables


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    found = table_data.read(settings)
    for table in found:
        files.write_text(paths.table_page(table.number or table.dataset), table_page.render(table))
    results.write(paths.TABLES, tables.summarise(found, settings.protocol, settings.source))


if __name__ == "__main__":
    command.run(main)
