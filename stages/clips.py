"""Set the accounts of all data sets side by side.

Reads metrics/clips/, writes metrics/clips.json and metrics/clips.md.
"""

from mer.command import run, stage_arguments
from mer.errors import UserError
from mer.evaluation import DATA
from mer.files import write_json, write_text
from mer.ledger import account_path, read_account
from mer.ledger_page import render
from mer.params import load
from mer.published import TABLES


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    accounts = {dataset: read_account(dataset, params.source) for dataset in params.datasets}
    for dataset, content in accounts.items():
        if content is None:
            path = account_path(dataset)
            raise UserError(f"{path}: expected a file, found none; run `dvc repro account@{dataset}`.")
    write_json("metrics/clips.json", {"data": DATA[params.source], "datasets": accounts})
    write_text("metrics/clips.md", render(accounts, {paper.dataset: paper.title for paper in TABLES}))


if __name__ == "__main__":
    run(main)
