"""Show where the networks of a cell look: Grad-CAM, and occlusion as a check.

Trains the folds of one protocol again to have their weights, which .folds/ keeps, and maps every
test clip, asked about its own class. Needs what `dvc repro` makes up to the predictions. Writes
metrics/maps/d-v-protocol.png and .json, the means per class on the mean outline of a face, and
data/maps/d-v-protocol/, every clip with its maps on the face, which git ignores.

    mer maps                           which cells have maps, old or current
    mer maps smic-DACWB samm-DACWB     of these two cells, unless they are there
    mer maps smic-ST --protocol kfold  under another protocol than loso
"""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from mer.core import execution, files, leftovers, params, paths
from mer.core.errors import UserError
from mer.core.progress import track
from mer.core.vocabulary import CLASSES
from mer.evaluation import ledger, maps, results
from mer.evaluation.results.maps import read_maps
from mer.learning import campaign, devices, looking
from mer.learning.folds import Fold
from mer.learning.kept_fold import KeptFold
from mer.learning.progress import Overall
from mer.preprocessing import outline
from mer.reporting import canvas, map_faces, maps_figure, titles

_PROBABILITIES = [f"p_{name}" for name in CLASSES]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "cells", nargs="*", metavar="dataset-variant", help="without any, what is there is listed"
    )
    parser.add_argument("--protocol", choices=maps.PROTOCOLS, default="loso", help="default: loso")


def main(arguments: argparse.Namespace) -> None:
    """Make the maps that are missing, or list what there is."""
    settings = params.load()
    protocol = arguments.protocol
    wanted = list(paths.cells(settings.datasets, settings.variants, arguments.cells))
    if not arguments.cells:
        for cell in wanted:
            print(f"{cell.name}: {_state(cell, protocol, settings)}")
        return
    if protocol not in settings.current.protocols:
        raise UserError(
            f"--protocol: expected one that the profile {settings.profile} runs, one of "
            f"{', '.join(settings.current.protocols)}, received {protocol}; add it to "
            f"profiles.{settings.profile}.protocols and run `dvc repro`."
        )
    missing = [cell for cell in wanted if _state(cell, protocol, settings) != "there"]
    print(f"maps: {len(wanted) - len(missing)} of {len(wanted)} cells have theirs", flush=True)
    if missing:
        _make(missing, protocol, settings)


def _state(cell: paths.Cell, protocol: str, settings: params.Params) -> str:
    found = read_maps(cell.maps(protocol))
    if found is None:
        return "none"
    current = maps.read(settings, cell, protocol, ledger.fingerprint(cell.dataset))
    if current is None or current.copies != ledger.copies_fingerprint(cell):
        return "of other parameters or clips"
    return "there" if _picture(cell, protocol).is_file() else "without its picture"


def _picture(cell: paths.Cell, protocol: str) -> Path:
    return cell.maps(protocol).with_suffix(".png")


def _make(missing: list[paths.Cell], protocol: str, settings: params.Params) -> None:
    """Train the folds of some cells, and map each cell as soon as its folds are there."""
    jobs = [_job(cell, protocol, settings) for cell in missing]
    work = campaign.Campaign(jobs, settings, keep_weights=True)
    untrained = [fold for tasks in work.missing.values() for _, fold in tasks]
    print(f"maps: {len(untrained)} folds to train, the others are there", flush=True)
    with (
        contextlib.closing(Overall("maps", untrained)) as progress,
        contextlib.closing(work.run(progress=progress.job)) as finished,
    ):
        for job, made in finished:
            _require_equal(job.cell, protocol, made.predictions)
            _map(job.cell, protocol, work.kept(job.name), settings)
            print(f"maps: {_picture(job.cell, protocol)}", flush=True)


def _job(cell: paths.Cell, protocol: str, settings: params.Params) -> campaign.Job:
    plan = campaign.job(cell, settings.current).plan
    rows = plan[plan["protocol"] == protocol]
    if rows.empty:
        raise UserError(
            f"{cell.plan}: expected folds of {protocol}, found none; run `dvc repro "
            f"{cell.plan.stage}`."
        )
    return campaign.Job(cell.name, cell, rows, maps.profile(settings))


def _require_equal(cell: paths.Cell, protocol: str, made: pd.DataFrame) -> None:
    """Check that the networks that are looked at are those whose metrics are reported."""
    known = files.read_table(cell.predictions, ("protocol", "clip", "subject", "sample"))
    known = known[known["protocol"] == protocol]
    same = known["clip"].tolist() == made["clip"].tolist() and np.array_equal(
        known[_PROBABILITIES].to_numpy(float), made[_PROBABILITIES].to_numpy(float)
    )
    if not same:
        raise UserError(
            f"{cell.predictions}: expected the probabilities that training the same folds again "
            f"gives, received others; run `dvc repro {cell.predictions.stage}`, and if it runs "
            "nothing, `dvc repro --force` of it: another machine may have made them."
        )


def _map(
    cell: paths.Cell, protocol: str, trained: list[tuple[Fold, KeptFold]], settings: params.Params
) -> None:
    """Map the test clips of a cell; write the record, the figure and the pictures of faces."""
    clip = settings.current.clip
    means: dict[int, maps.Means] = {}
    leftovers.remove(cell.map_faces(protocol))
    names = files.stack_rows(paths.clips(cell.dataset), ("clip", "subject"))["clip"].tolist()
    for (fold, one), looked in _looked(cell, trained, settings):
        part = fold.parts["test"]
        clips = files.map_stack(paths.clips(cell.dataset))
        for place, (row, label) in enumerate(zip(part.base, part.label, strict=True)):
            both = looked.grad_cam[place], looked.occlusion[place]
            given = int(one.probabilities[place].argmax())
            own = float(one.probabilities[place, label])
            mean = means.setdefault(int(label), maps.Means(clip.frames, clip.size))
            mean.add(*both, own, given == label)
            text = f"{names[row]}: {CLASSES[label]} {own:.3f}"
            text += "" if given == label else f", given {CLASSES[given]}"
            file = f"{CLASSES[label]}-{names[row].replace('/', '-')}-seed{fold.seed}.png"
            map_faces.write(cell.map_faces(protocol) / file, clips[row], both, text)
    points = outline.mean_outline(cell.dataset)
    face = maps_figure.Face(points, outline.black(points, settings.mask))
    digests = ledger.fingerprint(cell.dataset), ledger.copies_fingerprint(cell)
    result = maps.summarise(settings, cell, protocol, digests, face, means)
    pictures = {CLASSES[number]: one.pictures for number, one in means.items()}
    figure = maps_figure.draw(result, pictures, face, titles.title(cell.dataset))
    canvas.save(figure, cell.maps(protocol).with_suffix(""), ("png",))
    results.write(cell.maps(protocol), result)


def _looked(
    cell: paths.Cell, trained: list[tuple[Fold, KeptFold]], settings: params.Params
) -> Iterator[tuple[tuple[Fold, KeptFold], looking.Looked]]:
    """Yield each fold with the maps of its test clips."""
    profile = maps.profile(settings)
    tasks = [
        looking.Task(
            profile, one.weights, fold.clips, fold.parts["test"].base, fold.parts["test"].label
        )
        for fold, one in trained
    ]
    count = devices.training_workers(settings.execution, len(tasks))
    with execution.executor(settings.execution, count, preload="mer.learning.maps") as pool:
        made = execution.ordered_map(pool, looking.look, tasks)
        bar = track(made, f"maps {cell.name}", len(tasks), "folds")
        yield from zip(trained, bar, strict=True)
