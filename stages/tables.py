"""Set Tables 1-4: printed rows, and our variants under each protocol.

Reads metrics/cells/, metrics/clips/, metrics/comparisons.json and published/, writes
metrics/tables.json and metrics/table1.md to table4.md.
"""

from pathlib import Path

from mer.core.command import run, stage_arguments
from mer.core.files import write_json, write_text
from mer.core.params import Params, load
from mer.evaluation import published
from mer.evaluation.ledger import account_path
from mer.evaluation.results import read_cell, read_result
from mer.reporting.tables import Table, render, summarise


def collect(params: Params) -> list[Table]:
    """Gather what the four tables show; a cell that was not computed is None."""
    tables = []
    comparisons = read_result(
        Path("metrics/comparisons.json"), params.source, "datasets", "compare"
    )["datasets"]
    for paper in published.TABLES:
        chosen = paper.dataset in params.datasets
        cells = {
            variant: read_cell(paper.dataset, variant, params.source) if chosen else None
            for variant in params.variants
        }
        path = account_path(paper.dataset)
        counted = chosen and path.is_file()
        account = (
            read_result(path, params.source, "clips", f"account@{paper.dataset}")
            if counted
            else None
        )
        said = (
            tuple(comparisons[paper.dataset]["sentences"])
            if chosen and paper.dataset in comparisons
            else ()
        )
        rows = published.read(paper)
        tables.append(
            Table(paper, rows, cells, params.source, params.profile, chosen, account, said)
        )
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
