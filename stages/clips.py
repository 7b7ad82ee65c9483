"""Set the accounts of all data sets side by side.

Reads metrics/clips/, writes metrics/clips.json and metrics/clips.md.
"""

from mer.core.command import run, stage_arguments
from mer.core.files import write_json, write_text
from mer.core.params import load
from mer.core.vocabulary import DATA
from mer.evaluation.ledger import account_path
from mer.evaluation.published import TABLES
from mer.evaluation.results import read_result
from mer.reporting.ledger_page import render


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    accounts = {
        dataset: read_result(account_path(dataset), params.source, "clips", f"account@{dataset}")
        for dataset in params.datasets
    }
    write_json("metrics/clips.json", {"data": DATA[params.source], "datasets": accounts})
    write_text(
        "metrics/clips.md", render(accounts, {paper.dataset: paper.title for paper in TABLES})
    )


if __name__ == "__main__":
    run(main)
