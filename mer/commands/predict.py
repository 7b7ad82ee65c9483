"""Predict the class of micro-expressions in your own recordings, with a kept model.

PATH is a video or a folder of frames (JPEG, PNG, BMP). Name the onset and the offset if you know
them; else windows as long as the model's training clips slide over the whole recording, which gives
a time line. It does not spot: it takes for granted that there is a micro-expression. The page with
faces, which --report writes, goes where you say and nowhere else. Exit status 2 only if nothing
could be predicted from any PATH.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mer.core.errors import UserError

if TYPE_CHECKING:  # what predicts needs OpenCV, dlib and Keras; `--help` does not wait for them
    from mer.commands.predicting.run import Asked, Predicted
    from mer.evaluation.results.kept import Kept
    from mer.evaluation.results.recordings import Predictions, Refusal
    from mer.learning.predictor import Predictor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a video or a folder of frames")
    parser.add_argument(
        "--model",
        metavar="MODEL",
        help="a data set of params.yaml, a file, or REVISION:DATASET (default: the first data set)",
    )
    parser.add_argument(
        "--onset",
        metavar="FRAME",
        help="first frame: its number (from 1; in a folder as the files are numbered), or 1.2s",
    )
    parser.add_argument("--offset", metavar="FRAME", help="last frame, likewise")
    parser.add_argument(
        "--whole", action="store_true", help="each PATH is one clip, cut from onset to offset"
    )
    parser.add_argument(
        "--fps",
        type=float,
        help="frames per second (default: the video's own; of a folder, the model's data set's)",
    )
    parser.add_argument(
        "--step",
        type=float,
        metavar="SECONDS",
        help="from one window to the next (default: half the shortest window)",
    )
    parser.add_argument("--json", action="store_true", help="print everything, for programs")
    parser.add_argument("--csv", metavar="FILE", help="write one row per window")
    parser.add_argument(
        "--report", metavar="FILE", help="write a page with pictures, one HTML file"
    )


def main(arguments: argparse.Namespace) -> None:
    """Predict every recording, and say what came of it."""
    _check(arguments)
    from mer.commands.predicting import models, run  # noqa: PLC0415 - see above
    from mer.evaluation.results.recordings import Predictions  # noqa: PLC0415
    from mer.learning.predictor import Predictor  # noqa: PLC0415
    from mer.reporting.prediction import sentences, text  # noqa: PLC0415

    place, kept, weights = models.load(arguments.model)
    predictor = Predictor(kept, weights)
    asked = run.Asked(
        arguments.onset, arguments.offset, arguments.whole, arguments.fps, arguments.step
    )
    predicted, refused = _predict_each(arguments.paths, asked, kept, predictor)
    said = Predictions(
        data=kept.data,
        dataset=kept.dataset,
        title=kept.title,
        variant=kept.variant,
        model=place,
        worth=sentences.worth(kept),
        caution=sentences.CAUTION,
        recordings=[one.result for one in predicted],
        refused=refused,
    )
    _write(arguments, said, lambda: _page(said, kept, predicted, predictor))
    if arguments.json:
        content = said.model_dump(mode="json")
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        unnamed = "" if arguments.model else sentences.unnamed(models.others())
        sys.stdout.write(text.render(said, unnamed))
    if not predicted:
        sys.stdout.flush()
        sys.exit(2)


def _check(arguments: argparse.Namespace) -> None:
    """Check the options before a model is loaded.

    Raises:
        UserError: one of them cannot be what is meant.
    """
    from mer.preprocessing.recordings import is_place  # noqa: PLC0415 - see above

    if not any(os.path.lexists(path) for path in arguments.paths):
        count = len(arguments.paths) - 1
        more = f" (and of {count} more)" if count else ""
        raise UserError(
            f"{arguments.paths[0]}: expected a video or a folder of frames, found nothing "
            f"there{more}; check the path."
        )
    for name in ("onset", "offset"):
        value = getattr(arguments, name)
        if value is not None and not is_place(value):
            raise UserError(
                f"--{name}: expected the number of a frame such as 120, or a time such as 1.2s, "
                f"received {value}."
            )
    if arguments.whole and (arguments.onset or arguments.offset):
        raise UserError("--whole: expected it alone, received --onset or --offset beside it.")
    for name in ("fps", "step"):
        value = getattr(arguments, name)
        if value is not None and not 0 < value < 1e6:
            raise UserError(f"--{name}: expected a number above 0, received {value:g}.")
    for name in ("csv", "report"):
        value = getattr(arguments, name)
        if value is not None and (Path(value).is_dir() or not Path(value).parent.is_dir()):
            raise UserError(
                f"--{name} {value}: expected the name of a file in a folder that is there, found "
                "none; make the folder, or name a file in it."
            )


def _write(
    arguments: argparse.Namespace,
    said: "Predictions",
    page: Callable[[], str],
) -> None:
    """Write the files that were asked for."""
    from mer.core import files  # noqa: PLC0415 - see above
    from mer.reporting.prediction import text  # noqa: PLC0415

    if arguments.csv:
        files.write_text(arguments.csv, text.as_csv(said))
    if arguments.report:
        files.write_text(arguments.report, page())
        if said.recordings and _git_would_add(Path(arguments.report)):
            sys.stderr.write(
                f"--report {arguments.report}: the page shows faces, and git would add it; move it "
                "to data/, which git ignores, or out of the repository.\n"
            )


def _git_would_add(path: Path) -> bool:
    """Tell whether a file lies in a git repository that does not ignore it."""
    place = path.resolve()
    command = ["git", "-C", str(place.parent), "check-ignore", "--quiet", "--", place.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 1
    except OSError:  # no git
        return False


def _page(
    said: "Predictions", kept: "Kept", predicted: "Sequence[Predicted]", predictor: "Predictor"
) -> str:
    """Draw the page, with a map of where the network looks for every window that is shown."""
    import numpy as np  # noqa: PLC0415 - see above

    from mer.learning import maps  # noqa: PLC0415
    from mer.reporting.prediction import page  # noqa: PLC0415

    views = []
    for one in predicted:
        heat = maps.grad_cam(predictor, np.stack([shown.clip for shown in one.shown]))
        views.append(page.View(one.result, list(zip(one.shown, heat, strict=True))))
    return page.render(said, kept, views)


def _predict_each(
    names: Sequence[str], asked: "Asked", kept: "Kept", predictor: "Predictor"
) -> "tuple[list[Predicted], list[Refusal]]":
    """Predict one recording after the other; one that fails does not stop the others."""
    from mer.commands.predicting import run  # noqa: PLC0415 - see above
    from mer.evaluation.results.recordings import Refusal  # noqa: PLC0415
    from mer.preprocessing.recordings import UnusableRecordingError  # noqa: PLC0415

    predicted, refused = [], []
    for name in names:
        try:
            predicted.append(run.predict(name, asked, kept, predictor))
        except UnusableRecordingError as error:
            refused.append(Refusal(recording=name, problem=str(error)))
        except OSError as error:  # a disk or a share that goes away while it is read
            problem = f"it cannot be read to its end ({error.strerror or error})"
            refused.append(Refusal(recording=name, problem=problem))
    return predicted, refused
