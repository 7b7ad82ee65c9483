"""How much of an accuracy is leakage: gaps between protocols, and what each reports where there is nothing to learn."""

from typing import Any

import numpy as np
from scipy.stats import binom

from mer.core.vocabulary import PROTOCOLS, in_order
from mer.evaluation.published import PaperTable
from mer.reporting.markdown import grid, percent

GAPS = (("leaky", "loso"), ("windows", "loso"), ("holdout", "loso"))


def chance(confusion: list[list[int]]) -> float:
    """Give the accuracy that predictions would have had, had they been dealt out to the test samples at random.

    Args:
        confusion: (K, K) counts, truth in the rows. Its margins, how often each class occurs and is
            predicted, stay.

    Returns:
        A fraction, 0 to 1; the "expected agreement" of Cohen's kappa.
    """
    counts = np.asarray(confusion, np.float64)
    return float((counts.sum(0) * counts.sum(1)).sum() / counts.sum() ** 2)


def chance_interval(expected: float, clips: int, confidence: float) -> tuple[float, float]:
    """Give the accuracies between which chance stays with probability `confidence`.

    Args:
        expected: the accuracy of chance.
        clips: the number of test clips; copies of a clip are no further evidence.
        confidence: for instance 0.95.
    """
    low, high = binom.interval(confidence, clips, expected)
    return float(low / clips), float(high / clips)


def examine_null(results: list[dict[str, Any]], confidence: float) -> dict[str, Any]:
    """Judge null controls under one protocol.

    Args:
        results: for each shuffle of each cell what `mer.evaluation.protocols.evaluate` gave.
        confidence: of the interval of chance.

    Returns:
        `accuracy_percent` and `chance_percent`, means over the shuffles; `chance_percent_interval`
        for that chance; `verdict`: `above`, `within` or `below`.
    """
    accuracy = float(np.mean([result["accuracy"] for result in results]))
    expected = float(np.mean([chance(result["confusion"]) for result in results]))
    # shuffles deal the labels of the same clips anew: each is a test of its own
    low, high = chance_interval(expected, sum(result["clips"] for result in results), confidence)
    # a hair of tolerance: an accuracy of k / n and an end of k / n are the same number
    verdict = "above" if accuracy > high + 1e-5 else "below" if accuracy < low - 1e-5 else "within"
    return {
        "accuracy_percent": _points(accuracy),
        "chance_percent": _points(expected),
        "chance_percent_interval": [_points(low), _points(high)],
        "verdict": verdict,
        "shuffles": len(results),
    }


def examine(
    paper: PaperTable,
    variant: str,
    printed: float | None,
    cells: list[dict[str, Any] | None],
    nulls: list[dict[str, Any]],
) -> dict[str, Any]:
    """Make the record of a cell in metrics/leakage.json.

    Args:
        paper: the table that the cell belongs to.
        variant: its variant.
        printed: the printed accuracy in percent; None where there is none.
        cells: content of metrics/cells/d-v.json, and of controls/d-v-true.json for the protocols
            that only the audit runs; None where they were not computed.
        nulls: content of controls/d-v-seed.json, one a shuffle; possibly none.
    """
    results = {
        name: result
        for cell in reversed(cells)
        if cell
        for name, result in cell["protocols"].items()
    }
    gaps = {
        f"{more}_minus_{less}_points": _points(
            results[more]["accuracy"] - results[less]["accuracy"]
        )
        if more in results and less in results
        else None
        for more, less in GAPS
    }
    return {
        "table": paper.number,
        "dataset": paper.dataset,
        "variant": variant,
        "printed_accuracy_percent": printed,
        "accuracy_percent": {
            name: _points(results[name]["accuracy"]) for name in in_order(list(results))
        },
        **gaps,
        "null": pool(nulls),
    }


def pool(nulls: list[dict[str, Any]]) -> dict[str, Any]:
    """Judge null controls together: the shuffles of one cell, or those of a variant on all data sets.

    Args:
        nulls: content of controls/d-v-seed.json, one a shuffle; possibly none.

    Returns:
        protocol → what `examine_null` gives.
    """
    found = {}
    for name in in_order([name for null in nulls for name in null["protocols"]]):
        results = [null["protocols"][name] for null in nulls if name in null["protocols"]]
        found[name] = examine_null(results, nulls[0]["confidence"])
    return found


def _points(value: float) -> float:
    return round(100 * value, 4)


def render(content: dict[str, Any]) -> str:
    """Write the content of metrics/leakage.json as Markdown, for a reader who may see nothing else."""
    standin = content["data"] == "STAND-IN"
    parts = ["# How much of an accuracy is leakage", *_warning(standin), _grid(content, standin)]
    parts.append("\n".join(f"- {note}" for note in _notes(content["cells"])))
    return "\n\n".join(parts) + "\n"


def _warning(standin: bool) -> list[str]:
    if not standin:
        return []
    return [
        "> **STAND-IN.** All numbers but the printed ones come from invented faces. They show what the protocols do, "
        "and say nothing about the printed numbers."
    ]


def _grid(content: dict[str, Any], standin: bool) -> str:
    word = "STAND-IN " if standin else ""
    printed = "printed %: NOT COMPARABLE" if standin else "printed %"
    computed = [f"{word}{name} %" for name in PROTOCOLS]
    gaps = [f"{more} - {less}" for more, less in GAPS]
    nulls = [f"{word}null-{name} %" for name in PROTOCOLS]
    rows = []
    for cell in content["cells"]:
        own = [_text(cell["accuracy_percent"].get(name)) for name in PROTOCOLS]
        own += [_signed(cell[f"{more}_minus_{less}_points"]) for more, less in GAPS]
        own += [_null(cell["null"].get(name)) for name in PROTOCOLS]
        known = [_text(cell["printed_accuracy_percent"])]
        rows.append([cell["dataset"], cell["variant"], *(own + known if standin else known + own)])
    for variant, pooled in content["pooled"].items():
        own = [""] * (len(computed) + len(gaps)) + [_null(pooled.get(name)) for name in PROTOCOLS]
        rows.append(["all", variant, *([*own, ""] if standin else ["", *own])])
    body = computed + gaps + nulls
    headers = ["Data set", "Variant", *([*body, printed] if standin else [printed, *body])]
    return grid(headers, rows, numbers=range(2, len(headers)))


def _null(null: dict[str, Any] | None) -> str:
    if null is None:
        return ""
    low, high = null["chance_percent_interval"]
    text = f"{null['accuracy_percent']:.2f} (chance {low:.1f} to {high:.1f})"
    return text if null["verdict"] == "within" else f"**{text} {null['verdict']}**"


def _text(value: float | None) -> str:
    return "" if value is None else percent(value / 100)


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"


def _notes(cells: list[dict[str, Any]]) -> list[str]:
    notes = [
        "Accuracy, pooled over folds; gaps in points of accuracy. leaky and holdout test the same clips (leaky some "
        "copies more), windows a random share of the clips' windows, loso all clips.",
        "null: the same cell with labels shuffled between clips before anything else, so that there is nothing to "
        "learn and an honest protocol reports chance. In brackets: where chance stays, that is the accuracy of these "
        "very predictions dealt out at random, and its binomial interval for the number of test clips; bold where the "
        "control is outside. The rows `all` take the data sets together.",
    ]
    nulls = [(cell, name, null) for cell in cells for name, null in cell["null"].items()]
    for protocol in in_order([name for _, name, _ in nulls]):
        mine = [null for _, name, null in nulls if name == protocol]
        count = {
            verdict: sum(null["verdict"] == verdict for null in mine)
            for verdict in ("above", "within", "below")
        }
        notes.append(
            f"null-{protocol}: of {len(mine)} cells {count['above']} above chance, {count['within']} within, "
            f"{count['below']} below."
        )
    if not all(cell["null"] for cell in cells):
        notes.append(
            "Empty null cells were not run with these parameters and clips: `make audit` runs them."
        )
    if not all(cell["accuracy_percent"] for cell in cells):
        notes.append(
            "Other empty cells were not run: see `datasets` and the profile's `protocols` in params.yaml."
        )
    elif not all("windows" in cell["accuracy_percent"] for cell in cells):
        notes.append(
            "Empty cells of windows were not run with these parameters and clips: `make audit` runs them where "
            "`audit.protocols` names it, the pipeline where the profile's `protocols` do."
        )
    return notes
