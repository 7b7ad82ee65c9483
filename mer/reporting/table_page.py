"""A table as a page, for a reader who may see nothing else."""

from mer.core import paths
from mer.core.vocabulary import METHODS
from mer.evaluation.ledger import sentence
from mer.evaluation.results import ProtocolResult
from mer.reporting import standin_notice
from mer.reporting.markdown import fraction, grid, percent
from mer.reporting.tables import Table

_PROTOCOL_NOTES = {
    "leaky": "copies and mixtures are made first, then all samples are split at random: a test "
    "clip's copies train",
    "windows": "each clip is sampled several times, shifted in time; these samples and all copies "
    "are split at random",
    "holdout": "clips are split at random, then only the training part is augmented and balanced; "
    "subjects overlap",
    "kfold": "clips are dealt out to folds and each is tested once, otherwise as holdout",
    "loso": "one subject is left out at a time, predictions are pooled over subjects: the field's "
    "standard",
}
Results = dict[tuple[str, str], ProtocolResult]
"""(variant, protocol) → what was computed."""


def render(table: Table) -> str:
    """Write a table as Markdown."""
    parts = [
        _title(table),
        *standin_notice.warning(table.data, _warning(table)),
        *_printed(table),
        f"## {standin_notice.heading(table.data)}",
        _computed_grid(table),
        "\n".join(f"- {note}" for note in _notes(table)),
    ]
    return "\n\n".join(parts) + "\n"


def _title(table: Table) -> str:
    if table.number is None:
        return f"# {table.title} (not in the article)"
    return f"# Table {table.number}. {table.title}"


def _warning(table: Table) -> str:
    text = standin_notice.TABLE.format(title=table.title)
    return text + standin_notice.PRINTED if table.article else text


def _printed(table: Table) -> list[str]:
    """Write what the article prints; nothing for a data set that it lacks."""
    if table.number is None:
        return []
    parts = ["## Printed in the article", _printed_grid(table)]
    if not table.printed:
        file = paths.published(table.number, table.dataset)
        parts.append(f"No printed numbers: fill `{file}` (see published/README.md).")
    return parts


def _printed_grid(table: Table) -> str:
    """List every printed row; our variants also where nothing is printed: the gap is seen."""
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


def _computed_grid(table: Table) -> str:
    """List a row per variant and protocol; only real numbers are close to printed ones."""
    standin = standin_notice.is_standin(table.data)
    computed = [
        *(
            standin_notice.marked(table.data, name, "reproduced")
            for name in ("accuracy %", "F1", "UF1", "UAR")
        ),
        "test clips",
        "samples",
        "subjects",
    ]
    printed = _printed_headers(table)
    headers = ["Variant", "Protocol", *(computed + printed if standin else printed + computed)]
    rows = []
    for variant in table.cells:
        known = _printed_cells(table, variant)
        for protocol in table.protocols:
            values = _computed(table.result(variant, protocol))
            rows.append([variant, protocol, *(values + known if standin else known + values)])
    return grid(headers, rows, numbers=range(2, len(headers)))


def _printed_headers(table: Table) -> list[str]:
    if not table.article:
        return []
    if standin_notice.is_standin(table.data):
        return [standin_notice.apart(table.data, "printed % and F1")]
    return ["printed accuracy %", "printed F1"]


def _printed_cells(table: Table, variant: str) -> list[str]:
    if not table.article:
        return []
    row = table.row(variant)
    known = [_text(row.accuracy_percent), _text(row.f1)] if row else ["", ""]
    return [" / ".join(filter(None, known))] if standin_notice.is_standin(table.data) else known


def _computed(result: ProtocolResult | None) -> list[str]:
    if result is None:
        return [""] * 7
    intervals = result.intervals
    return [
        percent(result.accuracy, intervals.accuracy if intervals else None),
        fraction(result.weighted_f1),
        fraction(result.macro_f1, intervals.macro_f1 if intervals else None),
        fraction(result.uar),
        str(result.clips),
        str(result.samples) if result.samples != result.clips else "",
        str(result.subjects),
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _confidence(table: Table) -> str:
    values = {cell.confidence for cell in table.cells.values() if cell}
    return f"{100 * values.pop():g} % intervals" if len(values) == 1 else "intervals"


def _notes(table: Table) -> list[str]:
    """Write the foot: what the columns and rows mean, and what is missing."""
    wanted = [(variant, protocol) for variant in table.cells for protocol in table.protocols]
    found: Results = {
        names: result for names in wanted if (result := table.result(*names)) is not None
    }
    notes = [
        _seeds(table, found),
        *(
            f"{name}: {_PROTOCOL_NOTES[name]}."
            for name in table.protocols
            if name in _PROTOCOL_NOTES
        ),
        "Pooled over folds. F1 is weighted by class, as the article's F1 behaves; UF1 is the macro "
        f"F1, UAR the mean recall of the classes. In brackets: {_confidence(table)} from a "
        "bootstrap over the test subjects, too narrow where these or their clips are few.",
        *table.differences,
        "Samples: the test samples, where they are not the test clips themselves (copies and "
        "mixtures, several seeds).",
    ]
    if table.counts:
        notes.append(sentence(table.counts))
    if not table.chosen:
        notes.append(
            f"{table.dataset} is not among `datasets` in params.yaml: nothing was computed."
        )
    elif len(found) < len(wanted):
        notes.append(
            "Empty computed cells were not run: see `protocols` of the profile, then `dvc repro`."
        )
    return notes + _undefined(found)


def _seeds(table: Table, found: Results) -> str:
    seeds = sorted({seed for result in found.values() for seed in result.seeds})
    several = (
        "; metrics are means over the seeds, test clips and samples are counted over all of them."
    )
    said = several if len(seeds) > 1 else "."
    return f"Profile {table.profile}; seeds {', '.join(map(str, seeds)) or 'none'}{said}"


def _undefined(found: Results) -> list[str]:
    """Write which intervals and F1 are missing, and why."""
    notes = []
    alone = sorted({protocol for (_, protocol), one in found.items() if one.intervals is None})
    if alone:
        notes.append(
            f"No intervals under {', '.join(alone)}: a bootstrap over subjects needs at least two."
        )
    for (variant, protocol), result in found.items():
        if result.absent_classes:
            notes.append(
                f"{variant} under {protocol}: no F1 for {', '.join(result.absent_classes)}, absent "
                "from truth and predictions; UF1 is the mean over the other classes."
            )
    return notes
