"""Set Tables 1-4: printed rows, and our variants under each protocol.

Reads metrics/cells/, metrics/clips/, metrics/comparisons.json and published/, writes metrics/tables.json and
metrics/table1.md to table4.md.
"""

import json
from pathlib import Path

from mer import published
from mer.command import run, stage_arguments
from mer.errors import UserError
from mer.evaluation import DATA, read_cell
from mer.files import write_json, write_text
from mer.ledger import read_account
from mer.params import Params, load
from mer.tables import Table, render, summarise


def collect(params: Params) -> list[Table]:
    """Gather what the four tables show; a cell that was not computed is None."""
    tables = []
    differences = read_differences(params.source)
    for paper in published.TABLES:
        chosen = paper.dataset in params.datasets
        cells = {
            variant: read_cell(paper.dataset, variant, params.source) if chosen else None for variant in params.variants
        }
        account = read_account(paper.dataset, params.source) if chosen else None
        said = tuple(differences.get(paper.dataset, ())) if chosen else ()
        rows = published.read(paper)
        tables.append(Table(paper, rows, cells, params.source, params.profile, chosen, account, said))
    return tables


def read_differences(source: str) -> dict[str, list[str]]:
    """Read what is to be said of the differences between variants: data set → sentences.

    Raises:
        UserError: there is no such file, it is broken, or it comes from other data than `source`.
    """
    path = Path("metrics/comparisons.json")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        data = content["data"]
        sentences = {dataset: result["sentences"] for dataset, result in content["datasets"].items()}
    except FileNotFoundError:
        raise UserError(f"{path}: expected a file, found none; run `dvc repro compare`.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(
            f"{path}: expected comparisons as JSON, received other text; run `dvc repro compare`."
        ) from None
    if data != DATA[source]:
        raise UserError(
            f"{path}: expected comparisons of {DATA[source]} data (source: {source}), received {data}; run `dvc repro`."
        )
    return sentences


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
