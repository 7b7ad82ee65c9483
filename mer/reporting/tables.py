"""Tables 1-4: every printed row, and our variants under each protocol, as Markdown and as JSON."""

from dataclasses import dataclass
from typing import Any

from mer.core.errors import UserError
from mer.core.vocabulary import DATA, METHODS, in_order
from mer.evaluation.ledger import sentence
from mer.evaluation.published import PaperTable, Row
from mer.reporting.markdown import fraction, grid, percent

_ALWAYS = (
    "leaky",
    "holdout",
    "loso",
)  # a row even where they were not run; `windows` only where it was
_PROTOCOL_NOTES = {
    "leaky": "copies and mixtures are made first, then all samples are split at random: a test clip's copies train",
    "windows": "each clip is sampled several times, shifted in time; these samples and all copies are split at random",
    "holdout": "clips are split at random, then only the training part is augmented and balanced; subjects overlap",
    "loso": "one subject is left out at a time, predictions are pooled over subjects: the field's standard",
}


@dataclass(frozen=True)
class Table:
    """What one table shows.

    Attributes:
        paper: which of the article's tables it is.
        printed: its printed rows, possibly none.
        cells: variant → content of metrics/cells/d-v.json, None where it was not computed.
        source: `params.source`.
        profile: `params.profile`.
        chosen: whether the data set is in `params.datasets`.
        account: content of metrics/clips/d.json, None where there is none.
        differences: sentences on which differences between variants are larger than chance; none
            where not compared.
    """

    paper: PaperTable
    printed: list[Row]
    cells: dict[str, dict[str, Any] | None]
    source: str
    profile: str
    chosen: bool = True
    account: dict[str, Any] | None = None
    differences: tuple[str, ...] = ()

    @property
    def standin(self) -> bool:
        """Whether the computed numbers come from the stand-in."""
        return self.source == "standin"

    @property
    def protocols(self) -> list[str]:
        """The protocols with a row: the usual ones and whatever else was run."""
        return in_order(
            [
                *_ALWAYS,
                *(name for cell in self.cells.values() if cell for name in cell["protocols"]),
            ]
        )

    def result(self, variant: str, protocol: str) -> dict[str, Any] | None:
        """The metrics of a variant under a protocol; None where they were not computed."""
        cell = self.cells.get(variant)
        return cell["protocols"].get(protocol) if cell else None

    def row(self, variant: str) -> Row | None:
        """The printed row of a variant; None where there is none."""
        return next((row for row in self.printed if row.variant == variant), None)


def headline(cell: dict[str, Any] | None, protocol: str, path: str, profile: str) -> dict[str, Any]:
    """Reduce a cell to the few numbers of metrics/headline/d.json.

    Args:
        cell: content of metrics/cells/d-v.json, None if there is no such file.
        protocol: the protocol to report.
        path: of the cell, for errors.
        profile: the profile in force, for errors.

    Raises:
        UserError: there is no cell, or it does not have the protocol.
    """
    if cell is None:
        raise UserError(
            f"{path}: expected the metrics of the chosen variant, found none; run `dvc repro evaluate`."
        )
    if protocol not in cell["protocols"]:
        raise UserError(
            f"{path}: expected the protocol {protocol!r} that params.yaml asks for, found "
            f"{', '.join(cell['protocols'])}; set `protocol` to one of these or add {protocol!r} to "
            f"profiles.{profile}.protocols."
        )
    result = cell["protocols"][protocol]
    return {
        "data": cell["data"],
        "accuracy_percent": _percent(result["accuracy"]),
        "f1": result["weighted_f1"],
        "uf1": result["macro_f1"],
        "uar": result["uar"],
        "clips": result["clips"],
        "subjects": result["subjects"],
    }


def summarise(tables: list[Table], protocol: str, source: str) -> dict[str, Any]:
    """Make the content of metrics/tables.json.

    Args:
        tables: the four tables.
        protocol: the protocol whose accuracy and F1 stand in `cells`, which is what `dvc metrics
            diff` shows.
        source: `params.source`.

    Returns:
        `data`, `protocol`, `cells` (title → variant → accuracy_percent and weighted f1 as the
        article prints them; what was not computed is absent), `rows` (every printed row and every
        variant; DVC shows no lists).
    """
    cells = {}
    for table in tables:
        results = {variant: table.result(variant, protocol) for variant in table.cells}
        cells[table.paper.key] = {
            variant: {
                "accuracy_percent": _percent(result["accuracy"], 2),
                "f1": round(result["weighted_f1"], 4),
            }
            for variant, result in results.items()
            if result
        }
    return {
        "data": DATA[source],
        "protocol": protocol,
        "cells": {key: values for key, values in cells.items() if values},
        "rows": [row for table in tables for row in _json_rows(table)],
    }


def _json_rows(table: Table) -> list[dict[str, Any]]:
    place = {"table": table.paper.number, "dataset": table.paper.dataset}
    rows = [
        {
            **place,
            "kind": "printed",
            "year": row.year,
            "method": row.method,
            "reference": row.reference,
            **_printed(row),
        }
        for row in table.printed
        if row.variant not in table.cells
    ]
    for variant in table.cells:
        row = table.row(variant)
        results = {protocol: table.result(variant, protocol) for protocol in table.protocols}
        rows.append(
            {
                **place,
                "kind": "ours",
                "year": row.year if row else None,
                "method": METHODS.get(variant),
                "variant": variant,
                **_printed(row),
                "data": DATA[table.source],
                "reproduced": {
                    protocol: _json_result(result) for protocol, result in results.items() if result
                },
            }
        )
    return rows


def _printed(row: Row | None) -> dict[str, float | None]:
    numbers = row.numbers if row else {}
    return {
        "printed_accuracy_percent": numbers.get("accuracy_percent"),
        "printed_f1": numbers.get("f1"),
    }


def _json_result(result: dict[str, Any]) -> dict[str, Any]:
    intervals = result["intervals"] or {}
    accuracy = intervals.get("accuracy")
    return {
        "accuracy_percent": _percent(result["accuracy"]),
        "accuracy_percent_interval": accuracy and [_percent(end) for end in accuracy],
        "weighted_f1": result["weighted_f1"],
        "weighted_f1_interval": intervals.get("weighted_f1"),
        "macro_f1": result["macro_f1"],
        "macro_f1_interval": intervals.get("macro_f1"),
        "uar": result["uar"],
        "uar_interval": intervals.get("uar"),
        **{name: result[name] for name in ("clips", "samples", "subjects", "folds", "seeds")},
    }


def _percent(value: float, digits: int = 4) -> float:
    return round(100 * value, digits)


def render(table: Table) -> str:
    """Write a table as Markdown, for a reader who may see nothing else."""
    parts = [
        f"# Table {table.paper.number}. {table.paper.title}",
        *_warnings(table),
        "## Printed in the article",
        _printed_grid(table),
        *_printed_notes(table),
        f"## {'STAND-IN: computed from invented faces' if table.standin else 'Reproduced'}",
        _computed_grid(table),
        "\n".join(f"- {note}" for note in _notes(table)),
    ]
    return "\n\n".join(parts) + "\n"


def _warnings(table: Table) -> list[str]:
    if table.standin:
        return [
            f"> **STAND-IN.** The computed numbers below come from an invented data set in the layout of "
            f"{table.paper.title}, not from {table.paper.title}. They show that the pipeline works. They are no "
            "reproduction of the printed numbers, and no comparison of the two means anything."
        ]
    return []


def _printed_grid(table: Table) -> str:
    """Every printed row; our variants also where nothing is printed, so that the gap is seen."""
    rows = [
        [
            str(row.year),
            row.method,
            row.variant or "",
            row.reference,
            _text(row.accuracy_percent),
            _text(row.f1),
        ]
        for row in table.printed
    ]
    printed = {row.variant for row in table.printed}
    rows += [
        ["", METHODS[variant], variant, "", "", ""] for variant in METHODS if variant not in printed
    ]
    return grid(
        ["Year", "Method", "Variant", "Reference", "Accuracy %", "F1"], rows, numbers=(4, 5)
    )


def _printed_notes(table: Table) -> list[str]:
    if table.printed:
        return []
    return [f"No printed numbers: fill `{table.paper.path}` (see published/README.md)."]


def _computed_grid(table: Table) -> str:
    """One row a variant and protocol. Printed numbers stand beside reproduced ones, but far from the stand-in's."""
    word = "STAND-IN" if table.standin else "reproduced"
    computed = [f"{word} {name}" for name in ("accuracy %", "F1", "UF1", "UAR")] + [
        "test clips",
        "samples",
        "subjects",
    ]
    printed = (
        ["printed % and F1: NOT COMPARABLE"]
        if table.standin
        else ["printed accuracy %", "printed F1"]
    )
    headers = [
        "Variant",
        "Protocol",
        *(computed + printed if table.standin else printed + computed),
    ]
    rows = []
    for variant in table.cells:
        row = table.row(variant)
        known = [_text(row and row.accuracy_percent), _text(row and row.f1)]
        known = [" / ".join(filter(None, known))] if table.standin else known
        for protocol in table.protocols:
            values = _computed(table.result(variant, protocol))
            rows.append([variant, protocol, *(values + known if table.standin else known + values)])
    return grid(headers, rows, numbers=range(2, len(headers)))


def _computed(result: dict[str, Any] | None) -> list[str]:
    if result is None:
        return [""] * 7
    intervals = result["intervals"] or {}
    return [
        percent(result["accuracy"], intervals.get("accuracy")),
        fraction(result["weighted_f1"]),
        fraction(result["macro_f1"], intervals.get("macro_f1")),
        fraction(result["uar"]),
        str(result["clips"]),
        str(result["samples"]) if result["samples"] != result["clips"] else "",
        str(result["subjects"]),
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _confidence(table: Table) -> str:
    values = {cell["confidence"] for cell in table.cells.values() if cell}
    return f"{100 * values.pop():g} % intervals" if len(values) == 1 else "intervals"


def _notes(table: Table) -> list[str]:
    """The foot: what the columns and rows mean, and what is missing."""
    results = {
        (variant, protocol): table.result(variant, protocol)
        for variant in table.cells
        for protocol in table.protocols
    }
    seeds = sorted({seed for result in results.values() if result for seed in result["seeds"]})
    notes = [
        f"Profile {table.profile}; seeds {', '.join(map(str, seeds)) or 'none'}"
        + (
            "; metrics are means over the seeds, test clips and samples are counted over all of them."
            if len(seeds) > 1
            else "."
        ),
        *(
            f"{name}: {_PROTOCOL_NOTES[name]}."
            for name in table.protocols
            if name in _PROTOCOL_NOTES
        ),
        "Pooled over folds. F1 is weighted by class, as the article's F1 behaves; UF1 is the macro F1, UAR the mean "
        f"recall of the classes. In brackets: {_confidence(table)} from a bootstrap over the test subjects, too narrow "
        "where these or their clips are few.",
        *table.differences,
        "Samples: the test samples, where they are not the test clips themselves (copies and mixtures, several seeds).",
    ]
    if table.account:
        notes.append(sentence(table.account))
    if not table.chosen:
        notes.append(
            f"{table.paper.dataset} is not among `datasets` in params.yaml: nothing was computed."
        )
    elif not all(results.values()):
        notes.append(
            "Empty computed cells were not run: see `protocols` of the profile, then `dvc repro`."
        )
    alone = sorted(
        {
            protocol
            for (_, protocol), result in results.items()
            if result and result["intervals"] is None
        }
    )
    if alone:
        notes.append(
            f"No intervals under {', '.join(alone)}: a bootstrap over subjects needs at least two."
        )
    for (variant, protocol), result in results.items():
        if result and result["absent_classes"]:
            notes.append(
                f"{variant} under {protocol}: no F1 for {', '.join(result['absent_classes'])}, absent from truth and "
                "predictions; UF1 is the mean over the other classes."
            )
    return notes
