"""Say with which code, settings, versions and machine results are made here.

The stage `report` writes the same to metrics/environment.json after a run. Paste it where you
report a number, or a mistake.
"""

import argparse
import sys

from mer.core import params, screen
from mer.reporting import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print JSON, with all digits")


def main(arguments: argparse.Namespace) -> None:
    """Print what is found."""
    found = environment.collect(params.load())
    if arguments.json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        return
    lines = environment.describe(found)
    width = max(map(len, lines))
    for name, text in lines.items():
        print(screen.wrapped(text, f"{name:{width}}  "))
