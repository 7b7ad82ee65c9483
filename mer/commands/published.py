"""Make the git tag `published`, a commit beside HEAD that holds the article's printed numbers.

With it `dvc metrics diff published` shows printed against reproduced accuracies of the chosen
variant, and with `--targets metrics/tables.json` accuracy and F1 of every variant. Work tree,
index, HEAD and branches stay as they are.
"""

import argparse

from mer.core import params, paths, vocabulary
from mer.evaluation import published
from mer.reporting import git_tag

Numbers = dict[str, float]
"""Metric → what was printed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments."""


def main(arguments: argparse.Namespace) -> None:
    """Make the tag."""
    variant = params.load().variant
    commit = git_tag.make_tag(contents(variant))
    print(
        f"tag published -> {commit[:12]}, headline {variant} (made anew after a change of it).\n"
        "Printed, reproduced, difference:\n"
        "  dvc metrics diff published                                  the chosen variant\n"
        "  dvc metrics diff published --targets metrics/tables.json    every variant"
    )


def contents(variant: str) -> dict[str, object]:
    """Make the metrics files that the tagged commit holds.

    Args:
        variant: `variant` of params.yaml, whose printed accuracies take the place of those in
            metrics/headline.json.

    Returns:
        Path in the project → content, with the same keys as the stages `tables` and `headline`
        write.
    """
    cells: dict[str, dict[str, Numbers]] = {}
    # with the name, a comparison with another variant says that it is one
    headline: dict[str, object] = {"data": "printed", "of": f"{variant} printed"}
    for dataset, article in vocabulary.DATASETS.items():
        rows = published.read(dataset)
        printed = {row.variant: row.numbers for row in rows if row.variant and row.numbers}
        if printed:
            cells[article.ascii] = printed
        if "accuracy_percent" in printed.get(variant, {}):
            headline[dataset] = {"test_acc": printed[variant]["accuracy_percent"]}
    return {
        str(paths.TABLES): {"data": "printed", "protocol": "printed", "cells": cells, "rows": []},
        str(paths.HEADLINE): headline,
    }
