"""Write a page of a cell's wrong predictions to data/errors/, which git ignores.

Each has its frames as the network saw them, the differences to the onset frame, the probabilities,
what the other variants say, and emotion and action units of the label sheet. Those that all
variants miss come first, then the most confident.

mer errors casme2-DACWB
mer errors casme2-DACWB smic-ST --protocol holdout
"""

import argparse

import numpy as np

from mer import datasets
from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.core.params import Params
from mer.core.vocabulary import DATA, arm, without_arm
from mer.evaluation import misses
from mer.reporting import standin_notice, titles
from mer.reporting.errors import page as errors_page
from mer.reporting.errors.page import ErrorPage, Facts

_TEXT = ("clip", "emotion", "status")
_INTERVAL = ("onset", "apex", "offset")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "cells", nargs="+", metavar="CELL", help="data set and variant, such as casme2-DACWB"
    )
    parser.add_argument(
        "--protocol", default="loso", help="whose test samples, such as loso or holdout"
    )


def main(arguments: argparse.Namespace) -> None:
    """Write the pages of all named cells."""
    settings = params.load()
    for cell in paths.cells(settings.datasets, settings.variants, arguments.cells):
        content = read(cell, settings, arguments.protocol)
        files.write_text(cell.errors, errors_page.render(content))
        print(
            f"{cell.name}: {len(content.misses.found)} of {content.misses.tested} wrong under "
            f"{arguments.protocol}, in {cell.errors}"
        )


def read(cell: paths.Cell, settings: Params, protocol: str) -> ErrorPage:
    """Gather what the page of a cell shows.

    Raises:
        UserError: predictions, clips or tables are missing, or of different runs.
    """
    found = misses.read(cell, settings.variants, protocol)
    clips = _clips(cell, found)
    missing = [one for one in found.found if (one.clip, one.sample) not in clips]
    copies = [one for one in missing if one.sample.startswith(("copy", "smote"))]
    if len(copies) < len(missing):
        odd = next(one.clip for one in missing if one not in copies)
        raise paths.damaged(paths.clips(cell.dataset), "the clips of the predictions", f"no {odd}")
    units, notes = _units(cell.dataset, settings)
    if settings.source == "standin" and settings.standin.mismatched:
        notes.append(standin_notice.mismatch(settings.standin))
    if copies:
        notes.append(
            f"{len(copies)} wrong copies and mixtures are counted and not shown: their frames are "
            "made when they are needed."
        )
    return ErrorPage(
        data=DATA[settings.source],
        title=titles.title(cell.dataset),
        variant=cell.variant,
        protocol=protocol,
        inputs=_input(protocol, settings),
        misses=found,
        clips=clips,
        facts=_facts(cell.dataset, units),
        notes=notes,
    )


def _clips(cell: paths.Cell, found: misses.Misses) -> dict[tuple[str, str], np.ndarray]:
    """Read the frames of the wrong clips and windows."""
    wanted = {(one.clip, one.sample) for one in found.found}
    stacks = [(paths.clips(cell.dataset), "")]
    if any(sample.startswith("window") for _, sample in wanted):
        stacks.append((paths.windows(cell.dataset), "window"))
    read = {}
    for stack, kind in stacks:
        rows = files.stack_rows(stack, ("clip",), ("clip", *filter(None, [kind])))
        x = files.map_stack(stack)
        names = [f"window{number}" for number in rows[kind]] if kind else ["original"] * len(rows)
        for place, key in enumerate(zip(rows["clip"], names, strict=True)):
            if key in wanted:
                read[key] = np.array(x[place])
    return read


def _input(protocol: str, settings: Params) -> str:
    """Return the network's input under a protocol, or an arm of it."""
    network = settings.current.network
    plain = without_arm(protocol)
    return next((one for one in network.also if arm(plain, one) == protocol), network.input)


def _facts(dataset: str, units: dict[str, str]) -> dict[str, Facts]:
    """Read what the label tables say of each clip."""
    table = files.read_table(paths.frames_table(dataset), _TEXT, (*_TEXT, *_INTERVAL))
    return {
        row["clip"]: Facts(
            emotion=row["emotion"],
            units=units.get(row["clip"], ""),
            interval=", ".join(
                f"{name} {int(row[name])}"
                for name in _INTERVAL
                if row[name] == row[name]  # not where the sheet has none
            ),
        )
        for row in table[table["status"] == "kept"].to_dict("records")
    }


def _units(dataset: str, settings: Params) -> tuple[dict[str, str], list[str]]:
    """Read the action units from the label sheet itself; say so where it is not at hand."""
    try:
        reading = datasets.dataset(dataset).read(
            paths.source(settings.source, dataset), settings.rules(dataset)
        )
    except UserError as error:
        return {}, [f"No action units: {error}"]
    return {clip.clip: clip.units for clip in reading.clips if clip.units}, []
