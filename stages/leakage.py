"""Set the protocols and their null controls side by side.

Reads metrics/cells/, metrics/clips/, controls/ and published/, writes metrics/leakage.json and
metrics/leakage.md.
"""

import functools

from mer.core.command import run, stage_arguments
from mer.core.files import write_json, write_text
from mer.core.params import Params, load
from mer.core.vocabulary import DATA
from mer.evaluation import controls, published
from mer.evaluation.leakage import examine, pool, render
from mer.evaluation.ledger import account_path
from mer.evaluation.results import read_cell, read_result


def collect(params: Params) -> dict:
    """Examine every cell of the data sets in params.yaml, and the controls of each variant together."""
    cells, controlled = [], {variant: [] for variant in params.variants}
    for paper in published.TABLES:
        if paper.dataset not in params.datasets:
            continue
        printed = {
            row.variant: row.numbers.get("accuracy_percent")
            for row in published.read(paper)
            if row.variant
        }
        # a control of other clips is no control of these cells
        path = account_path(paper.dataset)
        account = (
            read_result(path, params.source, "clips", f"account@{paper.dataset}")
            if path.is_file()
            else {}
        )
        clips = account.get("digest")
        for variant in params.variants:
            known = functools.partial(controls.read, params, paper.dataset, variant, clips=clips)
            both = [read_cell(paper.dataset, variant, params.source), known(None)]
            nulls = list(filter(None, map(known, params.audit.null_seeds)))
            cells.append(examine(paper, variant, printed.get(variant), both, nulls))
            controlled[variant] += nulls
    pooled = {variant: pool(nulls) for variant, nulls in controlled.items() if nulls}
    return {"data": DATA[params.source], "cells": cells, "pooled": pooled}


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    content = collect(params)
    write_json("metrics/leakage.json", content)
    write_text("metrics/leakage.md", render(content))


if __name__ == "__main__":
    run(main)
