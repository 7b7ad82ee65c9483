"""Print results in short: one table per data set, accuracy with its interval and UF1.

Reads metrics/ alone, so it works in a fresh clone. The long pages are named at the end.

    mer tables             the cells: variants by protocols
    mer tables leakage     where nothing can be learned (`mer controls`)
    mer tables tuning      what validation subjects chose (`mer tune`)
"""

import argparse
import sys

from mer.commands.short import cells, leakage, tuning
from mer.core import params

_RENDER = {"cells": cells.render, "leakage": leakage.render, "tuning": tuning.render}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("what", nargs="?", choices=_RENDER, default="cells", help="which results")


def main(arguments: argparse.Namespace) -> None:
    """Print them."""
    sys.stdout.write(_RENDER[arguments.what](params.load()))
