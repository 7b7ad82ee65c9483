"""All metrics of predictions files, anyone's model.

A file is CSV with the columns clip,label,predicted and, where you have them, subject, dataset,
fold, seed, protocol, sample; data/predictions/*.csv are such files. Classes are names or numbers:
negative 0, positive 1, surprise 2. Metrics are pooled over folds, averaged over seeds, and given
for every data set and, with several, for all of them together as in MEGC2019, where a subject is a
(data set, subject) pair. Without subjects there are no confidence intervals.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mer.core.errors import UserError
from mer.core.rows import read_rows
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES, in_order
from mer.evaluation.protocols import evaluate
from mer.reporting.markdown import fraction, grid, percent

REQUIRED = ("clip", "label", "predicted")
OPTIONAL = ("subject", "dataset", "fold", "seed", "protocol", "sample")
COMPOSITE = "composite"
_KEY = ["protocol", "seed", "dataset", "subject", "clip", "sample"]


def read(path: str) -> pd.DataFrame:
    """Read a predictions file.

    Returns:
        `clip, label, predicted` and all of `OPTIONAL`, empty texts where the file has no such
        column; `label` and `predicted` as 0, 1, 2; `seed` as an integer, 0 by default; `line` the
        line in the file.

    Raises:
        UserError: naming file and line, what was expected and what was received.
    """
    rows = []
    for line, cells in read_rows(path, REQUIRED, OPTIONAL):
        where = f"{path}: line {line}"
        for name in ("clip", "subject", "dataset", "protocol"):
            if cells.get(name) == "":
                raise UserError(
                    f"{where}: {name}: expected a name, received an empty cell; fill it or drop it."
                )
        rows.append(
            {
                **dict.fromkeys(OPTIONAL, ""),
                **cells,
                "label": _class(cells["label"], f"{where}: label"),
                "predicted": _class(cells["predicted"], f"{where}: predicted"),
                "seed": _seed(cells.get("seed", "0"), where),
                "line": line,
            }
        )
    if not rows:
        raise UserError(f"{path}: expected at least one row under the header, found none.")
    table = pd.DataFrame(rows)
    _check_unique(table, path)
    return table


def _class(text: str, where: str) -> int:
    if text in ("0", "1", "2"):
        return int(text)
    if text.lower() in CLASSES:
        return CLASSES.index(text.lower())
    raise UserError(f"{where}: expected {', '.join(CLASSES)} or 0, 1, 2, received {text!r}.")


def _seed(text: str, where: str) -> int:
    if not text.isdecimal():
        raise UserError(f"{where}: seed: expected a whole number, received {text!r}.")
    return int(text)


def _check_unique(table: pd.DataFrame, path: str) -> None:
    """Refuse a sample that stands twice: it would count twice in every metric."""
    twice = table.duplicated(_KEY)
    if twice.any():
        row = table[twice].iloc[0]
        first = table[(table[_KEY] == row[_KEY]).all(axis=1)].iloc[0]
        raise UserError(
            f"{path}: line {row['line']}: expected each clip once, received {row['clip']!r} again after line "
            f"{first['line']}; tell them apart in a column seed (repetitions), subject, dataset or sample (copies)."
        )


def score(
    table: pd.DataFrame, resamples: int = 1000, confidence: float = 0.95, seed: int = 0
) -> list[dict[str, Any]]:
    """Compute the metrics of a predictions table.

    Args:
        table: as from `read`.
        resamples: bootstrap resamples.
        confidence: of the intervals.
        seed: of the bootstrap.

    Returns:
        One record for every protocol and data set, and a composite one where a protocol has several
        data sets: `protocol` and `dataset` (None where the file has no such column), then what
        `mer.evaluation.protocols.evaluate` returns.
    """
    records = []
    for protocol in in_order(table["protocol"].tolist()):
        for dataset, part in _parts(table[table["protocol"] == protocol]):
            # named as in the stage `evaluate`: its files give the same intervals here
            result = evaluate(
                part, generator("bootstrap", seed, dataset, protocol), resamples, confidence
            )
            if not part[
                "subject"
            ].all():  # then all clips of a data set would look like one person's
                result |= {"intervals": None, "subjects": None}
            records.append({"protocol": protocol or None, "dataset": dataset or None, **result})
    return records


def _parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The data sets of one protocol, then all together if there are several."""
    names = sorted(table["dataset"].unique())
    for name in names:
        yield name, table[table["dataset"] == name]
    if len(names) > 1:
        yield COMPOSITE, table


def compare(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Check that files can be compared.

    Args:
        tables: file → table as from `read`.

    Returns:
        A sentence for every file whose clips are not those of the first.

    Raises:
        UserError: two files give a clip different labels.
    """
    names = [
        name
        for name in ("protocol", "dataset", "subject")
        if all(table[name].all() for table in tables.values())
    ]
    labels = {
        file: table.groupby([*names, "clip"])["label"].agg(frozenset).to_dict()
        for file, table in tables.items()
    }
    (first, reference), *others = labels.items()
    notes = []
    for file, found in others:
        common = reference.keys() & found.keys()
        for key in sorted(key for key in common if reference[key] != found[key]):
            one, other = (
                " and ".join(CLASSES[label] for label in sorted(side[key]))
                for side in (reference, found)
            )
            clip = key if isinstance(key, str) else " ".join(key)
            raise UserError(
                f"{file}: clip {clip!r}: expected the label {one} as in {first}, received {other}."
            )
        if len(common) < max(len(reference), len(found)):
            notes.append(
                f"{file} and {first} are not tested on the same clips: {len(found)} and {len(reference)}, "
                f"{len(common)} in common."
            )
    return notes


def report(records: list[dict[str, Any]], notes: list[str], style: str) -> str:
    """Write records as two grids, the metrics and the classes, with notes.

    Args:
        records: as from `score`, each with `file` and `confidence`.
        notes: sentences below the grids.
        style: `simple` or `pipe` (Markdown).
    """
    several = len({record["file"] for record in records}) > 1
    keys = [
        name
        for name in ("file", "protocol", "dataset")
        if records[0][name] and (name != "file" or several)
    ]
    notes = [*notes, *_notes(records)]
    level = f"{100 * records[0]['confidence']:g} %"
    metrics = [f"accuracy % [{level}]", "weighted F1", f"UF1 [{level}]", f"UAR [{level}]"]
    metrics += ["samples", "clips", "subjects"]
    classes = ["class", "precision", "recall", "F1", *(f"predicted {name}" for name in CLASSES)]
    first = grid(
        [*keys, *metrics],
        [[*_names(record, keys), *_metric_cells(record)] for record in records],
        numbers=range(len(keys), len(keys) + len(metrics)),
        style=style,
    )
    second = grid(
        [*keys, *classes],
        [[*_names(record, keys), *cells] for record in records for cells in _class_cells(record)],
        numbers=range(len(keys) + 1, len(keys) + len(classes)),
        style=style,
    )
    bullet = "- " if style == "pipe" else ""
    return (
        "\n\n".join(filter(None, [first, second, "\n".join(bullet + note for note in notes)]))
        + "\n"
    )


def _names(record: dict[str, Any], keys: list[str]) -> list[str]:
    return [record[name] or "" for name in keys]


def _metric_cells(record: dict[str, Any]) -> list[str]:
    intervals = record["intervals"] or {}
    return [
        percent(record["accuracy"], intervals.get("accuracy")),
        fraction(record["weighted_f1"]),
        fraction(record["macro_f1"], intervals.get("macro_f1")),
        fraction(record["uar"], intervals.get("uar")),
        *(
            "" if record[name] is None else str(record[name])
            for name in ("samples", "clips", "subjects")
        ),
    ]


def _class_cells(record: dict[str, Any]) -> Iterator[list[str]]:
    """One row a class: precision, recall, F1, and the class's row of the confusion table."""
    for name, counts in zip(CLASSES, record["confusion"], strict=True):
        yield [
            name,
            *(fraction(record[key][name]) for key in ("precision", "recall", "f1")),
            *map(str, counts),
        ]


def _notes(records: list[dict[str, Any]]) -> list[str]:
    notes = []
    for record in records:
        if record["absent_classes"]:
            place = " ".join(filter(None, (record["file"], record["protocol"], record["dataset"])))
            notes.append(
                f"{place}: no F1 for {', '.join(record['absent_classes'])}, absent from truth and predictions; "
                "UF1 is the mean over the other classes."
            )
    if any(record["subjects"] is None for record in records):
        notes.append(
            "No intervals without a column subject: they come from a bootstrap over subjects."
        )
    elif any(record["intervals"] is None for record in records):
        notes.append("No intervals from one subject: a bootstrap over subjects needs at least two.")
    return notes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mer.commands.score",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="predictions; several files are compared"
    )
    parser.add_argument(
        "--pool",
        action="store_true",
        help="take the files as one, for instance one file a data set",
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
    return parser


def main() -> None:
    """Print the metrics of the files on the command line."""
    parser = _parser()
    arguments = parser.parse_args()
    if not 0 < arguments.confidence < 1 or arguments.bootstrap < 1 or arguments.seed < 0:
        parser.error("expected 0 < --confidence < 1, --bootstrap at least 1 and --seed at least 0")
    if len(set(arguments.files)) < len(arguments.files):
        parser.error("expected each FILE once")
    tables = {file: read(file) for file in arguments.files}
    notes = []
    if arguments.pool:
        name = " + ".join(tables)
        tables = {name: pd.concat(tables.values(), ignore_index=True)}
        _check_unique(tables[name], name)
    elif len(tables) > 1:
        notes = compare(tables)
    records = [
        {"file": file, "confidence": arguments.confidence, **record}
        for file, table in tables.items()
        for record in score(table, arguments.bootstrap, arguments.confidence, arguments.seed)
    ]
    if arguments.json:
        sys.stdout.write(
            json.dumps({"results": records, "notes": notes}, indent=2, ensure_ascii=False) + "\n"
        )
    else:
        sys.stdout.write(report(records, notes, "pipe" if arguments.md else "simple"))


if __name__ == "__main__":
    from mer.core.command import run

    run(main)
