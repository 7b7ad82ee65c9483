"""Open metrics/report.html, the page with all results; without a screen, say where it is.

`make report` makes it anew from the results in git before.
"""

import argparse

from mer.core import files, paths, screen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments."""


def main(arguments: argparse.Namespace) -> None:
    """Open it."""
    files.require(paths.REPORT)
    screen.show(paths.REPORT)
