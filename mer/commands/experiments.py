"""List the experiments of DVC, the best by validation accuracy first.

Choose between them by the validation columns: the best of several test accuracies is no estimate of
anything. Each number is the mean over the data sets, or that of the data set that is named; * marks
the highest validation accuracy. `dvc exp show --csv` has all metrics and parameters.

    mer experiments            means over all data sets
    mer experiments smic       numbers of one
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tabulate import tabulate

from mer.core import paths, processes
from mer.core.errors import UserError
from mer.reporting import standin_notice
from mer.reporting.headline import MEAN

SCORES = ("val_acc", "val_uf1", "test_acc", "test_uf1")
WIDTH = 120
"""Columns that the table takes at most."""
_LEAST = 20
"""Columns that are left for what an experiment changed, however long its name."""
_NAME = 24


@dataclass(frozen=True)
class Row:
    """An experiment, or the commit that experiments start from.

    Attributes:
        name: what DVC calls it.
        state: what keeps it from having numbers, such as `queued`; else empty.
        of: variant and protocol.
        data: which data its numbers come from.
        scores: in the order of `SCORES`; None where not known.
        changes: the parameters that it changed: key → new value.
    """

    name: str
    state: str
    of: str
    data: str
    scores: tuple[float | None, ...]
    changes: Mapping[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "dataset", nargs="?", default=MEAN, help="a data set (default: the mean of all)"
    )


def main(arguments: argparse.Namespace) -> None:
    """Print them."""
    shown = [*rows(_ask(), arguments.dataset)]
    known = [row for row in shown if any(score is not None for score in row.scores)]
    if arguments.dataset != MEAN and not known:
        raise UserError(
            f"{paths.HEADLINE}: expected numbers of {arguments.dataset!r} in some experiment, "
            "found none; `mer experiments` shows the means of all data sets."
        )
    print(as_text(shown, arguments.dataset))


def _ask() -> list[dict]:
    """Let DVC say what it knows."""
    done = subprocess.run(
        [sys.executable, "-m", "dvc", "exp", "show", "--json"],
        env=processes.environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise UserError(
            f"expected a list of experiments, but `dvc exp show` said {done.stderr.strip()!r}; it "
            "needs a git repository with a commit."
        )
    return json.loads(done.stdout)


def rows(shown: list[dict], dataset: str) -> Iterator[Row]:
    """Read what `dvc exp show --json` says: each commit but the workspace, then its experiments."""
    for commit in shown:
        if commit["rev"] == "workspace":
            continue
        before = _params(commit.get("data"))
        yield _row(commit.get("name") or commit["rev"][:7], "", commit.get("data"), dataset, {})
        for experiment in commit.get("experiments") or []:
            last = experiment["revs"][-1]
            after = _params(last.get("data"))
            changes = {key: value for key, value in after.items() if before.get(key) != value}
            state = (experiment.get("executor") or {}).get("state") or ""
            state = "failed" if last.get("error") else state
            name = experiment.get("name") or last["rev"][:7]
            yield _row(
                name, "" if state == "success" else state, last.get("data"), dataset, changes
            )


def _row(
    name: str, state: str, data: Mapping | None, dataset: str, changes: Mapping[str, Any]
) -> Row:
    found = ((data or {}).get("metrics") or {}).get(str(paths.HEADLINE)) or {}
    numbers = found.get("data") or {}
    if state:  # DVC shows the numbers of the commit that it starts from
        numbers = {}
    scores = numbers.get(dataset) or {}
    return Row(
        name,
        state.lower(),
        numbers.get("of", ""),
        numbers.get("data", ""),
        tuple(scores.get(score) for score in SCORES),
        changes,
    )


def _params(data: Mapping | None) -> dict[str, Any]:
    content = ((data or {}).get("params") or {}).get(str(paths.PARAMS)) or {}
    return dict(_flat(content.get("data") or {}))


def _flat(content: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield `a.b` and the value of each key.

    >>> list(_flat({"a": {"b": 1}, "c": [2]}))
    [('a.b', 1), ('c', [2])]
    """
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", value


def as_text(shown: list[Row], dataset: str) -> str:
    """Lay them out, at most `WIDTH` columns wide."""
    shown = sorted(shown, key=lambda row: (row.scores[0] is None, -(row.scores[0] or 0)))
    best = max((row.scores[0] for row in shown if row.scores[0] is not None), default=None)
    lines = [
        [
            row.name if len(row.name) <= _NAME else row.name[: _NAME - 3] + "...",
            row.of or row.state,
            *(_number(row.scores, place, best) for place in range(len(SCORES))),
            ", ".join(f"{_short(key)}={_value(value)}" for key, value in row.changes.items()),
        ]
        for row in shown
    ]
    headers = ["experiment", "of", "val acc", "val UF1", "test acc", "test UF1", "changed"]
    # tabulate leaves two columns between two cells and around a title
    taken = [
        2 + max([len(title) + 2, *(len(line[place]) for line in lines)])
        for place, title in enumerate(headers[:-1])
    ]
    table = tabulate(
        lines,
        headers,
        "simple",
        colalign=["left", "left", *["right"] * len(SCORES), "left"] if lines else None,
        disable_numparse=True,
        maxcolwidths=[*[None] * len(taken), max(_LEAST, WIDTH - sum(taken))] if lines else None,
    )
    what = "mean over the data sets" if dataset == MEAN else dataset
    notes = [
        f"{what}; accuracy in %. Choose by val, not by test; * best val acc. All columns: dvc exp "
        "show --csv"
    ]
    if any(standin_notice.is_standin(row.data) for row in shown):
        notes.insert(0, f"{standin_notice.WORD}: not real data")
    return "\n".join([*notes, "", table])


def _number(scores: tuple[float | None, ...], place: int, best: float | None) -> str:
    value = scores[place]
    if value is None:
        return ""
    if SCORES[place].endswith("uf1"):
        return f"{value:.3f}"
    return f"{value:.1f}" + ("*" if place == 0 and value == best else " " if place == 0 else "")


def _short(key: str) -> str:
    """Leave out the profile of a key.

    >>> _short("profiles.demo.train.epochs"), _short("mask.region")
    ('train.epochs', 'mask.region')
    """
    return re.sub(r"^profiles\.[^.]+\.", "", key)


def _value(value: Any) -> str:
    return json.dumps(value) if isinstance(value, (list, bool)) or value is None else str(value)
