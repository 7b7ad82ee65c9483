"""Compare what two machines, or two runs, have made of the same parameters.

FOLDER is another copy of the project after `make tables`, or what was taken from one: its
params.yaml and, under the same paths, files of data/ and metrics/. What comes before the training
must have the same bytes, except the pixels of augmented copies; these and the predictions may
differ within the bounds of docs/reproducibility.md. Exit status: 0 all is the same or within its
bounds, 1 something differs or is missing.
"""

import argparse
import sys
from pathlib import Path

from mer.core import params, paths
from mer.core.errors import UserError
from mer.reporting import same


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="of the other run")


def main(arguments: argparse.Namespace) -> None:
    """Print what is the same and what is not."""
    settings, there = params.load(), arguments.folder
    _require_equal(settings, there / paths.PARAMS)
    found = same.compare(Path(), there, settings)
    print(same.render(found))
    if any(one.verdict not in same.FINE for one in found):
        sys.exit(1)


def _require_equal(settings: params.Params, file: Path) -> None:
    """Check that the other run had these parameters; how work was spread changes nothing."""
    if not file.is_file():
        raise UserError(
            f"{file}: expected the params.yaml of the other run, found none; name the folder in "
            "which it lies."
        )
    here, there = (one.model_dump() for one in (settings, params.load(file)))
    keys = [key for key in here if key != "execution" and here[key] != there[key]]
    if keys:
        raise UserError(
            f"{file}: expected the parameters of params.yaml here, received others under "
            f"{', '.join(keys)}; compare runs of the same parameters."
        )
