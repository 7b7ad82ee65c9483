"""Set Tables 1-4: printed rows, and our variants under each protocol.

Reads metrics/cells/, metrics/clips/ and published/, writes metrics/tables.json and metrics/table1.md to table4.md.
"""

from mer import published
from mer.command import run, stage_arguments
from mer.evaluation import read_cell
from mer.files import write_json, write_text
from mer.ledger import read_account
from mer.params import Params, load
from mer.tables import Table, render, summarise


def collect(params: Params) -> list[Table]:
    """Gather what the four tables show; a cell that was not computed is None."""
    tables = []
    for paper in published.TABLES:
        chosen = paper.dataset in params.datasets
        cells = {
            variant: read_cell(paper.dataset, variant, params.source) if chosen else None for variant in params.variants
        }
        account = read_account(paper.dataset, params.source) if chosen else None
        tables.append(Table(paper, published.read(paper), cells, params.source, params.profile, chosen, account))
    return tables


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    tables = collect(params)
    for table in tables:
        write_text(f"metrics/table{table.paper.number}.md", render(table))
    write_json("metrics/tables.json", summarise(tables, params.protocol, params.source))


if __name__ == "__main__":
    run(main)
