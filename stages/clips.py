"""Set the accounts of all data sets side by side.

Reads metrics/clips/, writes metrics/clips.json and metrics/clips.md.
"""

from mer.command import run, stage_arguments
from mer.evaluation import DATA
from mer.files import write_json, write_text
from mer.ledger import account_path
from mer.ledger_page import render
from mer.params import load
from mer.published import TABLES
from mer.results import read_result


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    accounts = {
        dataset: read_result(account_path(dataset), params.source, "clips", f"account@{dataset}")
        for dataset in params.datasets
    }
    write_json("metrics/clips.json", {"data": DATA[params.source], "datasets": accounts})
    write_text("metrics/clips.md", render(accounts, {paper.dataset: paper.title for paper in TABLES}))


if __name__ == "__main__":
    run(main)
