"""Check params.yaml and the folders that it names; change keys of it first, if any are given.

mer params
mer params source=licensed profile=paper
"""

import argparse

from mer.core import params


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "settings", nargs="*", metavar="key=value", help="a key to change first: profile=paper"
    )


def main(arguments: argparse.Namespace) -> None:
    """Check, after changing what is asked for."""
    if arguments.settings:
        params.change(arguments.settings)
    settings = params.load()
    params.check_folders(settings)
    print(
        f"params.yaml is sound: source {settings.source}, profile {settings.profile}, "
        f"{len(settings.datasets)} data sets x {len(settings.variants)} variants."
    )
