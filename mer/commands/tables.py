"""Print results in short: one table per data set, accuracy with its interval and UF1.

Reads metrics/ alone, so it works in a fresh clone. The long pages are named at the end.

    mer tables             the cells: variants by protocols
    mer tables leakage     where nothing can be learned (`mer controls`)
    mer tables tuning      what validation subjects chose (`mer tune`)
"""

import argparse
import sys

from mer.commands.short import cells, leakage, tuning
from mer.core import params, paths
from mer.reporting import environment

_RENDER = {"cells": cells.render, "leakage": leakage.render, "tuning": tuning.render}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("what", nargs="?", choices=_RENDER, default="cells", help="which results")


def main(arguments: argparse.Namespace) -> None:
    """Print them."""
    sys.stdout.write(_RENDER[arguments.what](params.load()))
    if arguments.what == "cells" and (changed := environment.recomputed()):
        sys.stdout.write(_next(changed))


def _next(changed: list[str]) -> str:
    """Say how to keep what was computed here, and what to read after it."""
    lock = str(paths.LOCK) if str(paths.LOCK) in changed else ""
    others = len(changed) - bool(lock)
    files = f"{others} file{'s' * (others > 1)} of {paths.METRICS}/" if others else ""
    are = "are" if (lock and files) or others > 1 else "is"
    what = " and ".join(filter(None, (lock, files)))
    return (
        f'\nnext: git commit -a -m "my results" ({what} {are} of this machine now),\n'
        "then docs/tutorial.md\n"
    )
