"""Check params.yaml and the folders that it names; change keys of it first, if any are given.

What is not sound, or names a folder that is not there, leaves the file as it is. Comments and
layout stay (`dvc exp run -S` writes the file anew in DVC's own layout).

mer params
mer params source=licensed profile=paper
"""

import argparse

from mer import datasets
from mer.core import origin, params


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "settings", nargs="*", metavar="key=value", help="a key to change first: profile=paper"
    )


def main(arguments: argparse.Namespace) -> None:
    """Check, after changing what is asked for."""
    settings = params.change(arguments.settings, approve=_approve)
    print(
        f"params.yaml is sound: source {settings.source}, profile {settings.profile}, "
        f"{len(settings.datasets)} data sets x {len(settings.variants)} variants."
    )


def _approve(settings: params.Params) -> None:
    """Check that what params.yaml names is there.

    Raises:
        UserError: a data set has no adapter, or its folder is missing.
    """
    for dataset in settings.datasets:
        datasets.require(dataset)
    if settings.source == "licensed":
        origin.link_licensed(settings.datasets)  # as the stage `parameters` does, then finds them
    params.check_folders(settings)
