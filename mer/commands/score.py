"""Compute all metrics of predictions files, whatever model made them.

A file is CSV with the columns clip,label,predicted and, where you have them, subject, dataset,
fold, seed, protocol, sample; data/predictions/*/*.csv are such files. Classes are names or numbers:
negative 0, positive 1, surprise 2. Metrics are pooled over folds, averaged over seeds, and given
for every data set and, with several, for all of them together as in MEGC2019, where a subject is a
(data set, subject) pair. Folds of loso and kfold share no clip; those of other protocols may.
Without subjects there are no confidence intervals.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mer.core import params
from mer.core.errors import UserError
from mer.core.vocabulary import in_order
from mer.evaluation import predictions, scoring
from mer.reporting import score_page

if TYPE_CHECKING:
    import pandas as pd

_RESAMPLES = 100_000
"""As many as the bootstrap may take: the counts of all are in memory at once."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="predictions; several files are compared"
    )
    parser.add_argument(
        "--pool",
        action="store_true",
        help="take the files as one, for instance one file per data set",
    )
    parser.add_argument(
        "--protocol", help="these rows alone, such as loso (default: all protocols of the files)"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument(
        "--json", action="store_true", help="print JSON: fractions, null where not defined"
    )
    output.add_argument("--md", action="store_true", help="print Markdown")
    parser.add_argument(
        "--confidence", type=float, default=0.95, help="of the intervals (default 0.95)"
    )
    parser.add_argument("--bootstrap", type=int, default=1000, help="resamples (default 1000)")
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap (default 0)")


def main(arguments: argparse.Namespace) -> None:
    """Print the metrics of the files."""
    settings = _settings(arguments)
    tables = {file: predictions.read_file(file) for file in arguments.files}
    if arguments.protocol is not None:
        tables = {file: _under(arguments.protocol, table, file) for file, table in tables.items()}
    if arguments.pool:
        tables = _pooled(tables)
    notes = scoring.same_clips(tables) if len(tables) > 1 else []
    scores = {file: scoring.score(table, settings) for file, table in tables.items()}
    if arguments.json:
        sys.stdout.write(_as_json(scores, settings.confidence, notes))
    else:
        style = "pipe" if arguments.md else "simple"
        sys.stdout.write(score_page.render(scores, settings.confidence, notes, style))


def _settings(arguments: argparse.Namespace) -> params.Evaluate:
    """Check the options before any file is read."""
    for name, sound, expected in (
        ("confidence", 0 < arguments.confidence < 1, "a number between 0 and 1"),
        ("bootstrap", 1 <= arguments.bootstrap <= _RESAMPLES, f"1 to {_RESAMPLES}"),
        ("seed", arguments.seed >= 0, "0 or more"),
    ):
        if not sound:
            raise UserError(f"--{name}: expected {expected}, received {getattr(arguments, name)}.")
    seen: dict[str, str] = {}
    for file in arguments.files:
        _require(file)
        first = seen.setdefault(os.path.realpath(file), file)
        if first is not file:
            raise UserError(f"FILE: expected each file once, received {first} again as {file}.")
    return params.Evaluate(
        confidence=arguments.confidence, bootstrap=arguments.bootstrap, seed=arguments.seed
    )


def _require(file: str) -> None:
    """Check that there is a file, before it is waited for.

    Raises:
        UserError: there is none; or it is a folder, a pipe, a device or a link to itself.
    """
    if file == "-":
        raise UserError("FILE: expected the path of a file, received -; write its input to a file.")
    path = Path(file)
    if path.is_symlink() and not path.exists():
        raise UserError(
            f"{file}: expected a file, found a link to {path.readlink()}, which is not there or "
            "leads back to itself; correct the link."
        )
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UserError(f"{file}: expected a file, found a pipe or a device; write it to a file.")


def _under(protocol: str, table: "pd.DataFrame", file: str) -> "pd.DataFrame":
    """Return the rows of one protocol.

    Raises:
        UserError: there are none; it names the protocols that there are.
    """
    chosen = table[table["protocol"] == protocol]
    if chosen.empty:
        there = in_order(table["protocol"].tolist())
        raise UserError(
            f"--protocol: expected one of {', '.join(there)}, which {file} has, received "
            f"{protocol!r}."
            if any(there)
            else f"--protocol: expected {file} to have a column protocol, found none; leave the "
            "option out."
        )
    return chosen


def _pooled(tables: Mapping[str, "pd.DataFrame"]) -> dict[str, "pd.DataFrame"]:
    """Make one table of all, which no sample may be in twice."""
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for which `--help` need not wait

    name = " + ".join(tables)
    table = pd.concat(tables.values(), ignore_index=True)
    predictions.check_unique(table, name)
    return {name: table}


def _as_json(
    scores: Mapping[str, Sequence[scoring.Score]], confidence: float, notes: Sequence[str]
) -> str:
    """Write one object per score: what it is of, then the keys of metrics/cells/."""
    records = [
        {
            "file": file,
            "confidence": confidence,
            "protocol": one.protocol,
            "dataset": one.dataset,
            **one.result.model_dump(mode="json"),
        }
        for file, found in scores.items()
        for one in found
    ]
    return json.dumps({"results": records, "notes": notes}, indent=2) + "\n"
