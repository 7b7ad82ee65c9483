"""The page metrics/leakage.md: how much of an accuracy is leakage."""

from collections.abc import Sequence

from mer.core.params import Standin
from mer.core.vocabulary import PROTOCOLS, in_order
from mer.evaluation.results import Leakage, LeakageCell, NullJudgement
from mer.reporting import standin_notice
from mer.reporting.markdown import grid, percent


def render(content: Leakage, standin: Standin) -> str:
    """Write metrics/leakage.json as Markdown, for a reader who may see nothing else."""
    parts = [
        "# How much of an accuracy is leakage",
        *standin_notice.warning(content.data, standin_notice.LEAKAGE, standin),
        _grid(content),
        "\n".join(f"- {note}" for note in _notes(content.cells)),
    ]
    return "\n\n".join(parts) + "\n"


def _grid(content: Leakage) -> str:
    standin = standin_notice.is_standin(content.data)
    printed = [] if standin else ["printed %"]
    computed = [standin_notice.marked(content.data, f"{name} %") for name in PROTOCOLS]
    gaps = ["leaky - loso", "windows - loso", "holdout - loso"]
    nulls = [standin_notice.marked(content.data, f"null-{name} %") for name in PROTOCOLS]
    rows = []
    for cell in content.cells:
        own = [
            *(_text(cell.accuracy_percent.get(name)) for name in PROTOCOLS),
            _signed(cell.leaky_minus_loso_points),
            _signed(cell.windows_minus_loso_points),
            _signed(cell.holdout_minus_loso_points),
            *(_null(cell.null.get(name)) for name in PROTOCOLS),
        ]
        known = [_text(cell.printed_accuracy_percent)][: len(printed)]
        rows.append([cell.dataset, cell.variant, *known, *own])
    for variant, pooled in content.pooled.items():
        own = [""] * (len(computed) + len(gaps)) + [_null(pooled.get(name)) for name in PROTOCOLS]
        rows.append(["all", variant, *[""] * len(printed), *own])
    body = computed + gaps + nulls
    headers = ["Data set", "Variant", *printed, *body]
    return grid(headers, rows, numbers=range(2, len(headers)))


def _null(null: NullJudgement | None) -> str:
    if null is None:
        return ""
    low, high = null.chance_percent_interval
    text = f"{null.accuracy_percent:.2f} (chance {low:.1f} to {high:.1f})"
    return text if null.verdict == "within" else f"**{text} {null.verdict}**"


def _text(value: float | None) -> str:
    return "" if value is None else percent(value / 100)


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"


def _notes(cells: Sequence[LeakageCell]) -> list[str]:
    notes = [
        "Accuracy, pooled over folds; gaps in points of accuracy. leaky and holdout test the same "
        "clips (leaky some copies more), windows a random share of the clips' windows, loso all "
        "clips.",
        "null: the same cell with labels shuffled between clips before anything else, so that "
        "there is nothing to learn and an honest protocol reports chance. In brackets: where "
        "chance stays, that is the accuracy of these very predictions dealt out at random, and its "
        "binomial interval for the number of test clips; bold where the control is outside. The "
        "rows `all` take the data sets together.",
    ]
    for protocol in in_order(name for cell in cells for name in cell.null):
        verdicts = [cell.null[protocol].verdict for cell in cells if protocol in cell.null]
        notes.append(
            f"null-{protocol}: of {len(verdicts)} cells {verdicts.count('above')} above chance, "
            f"{verdicts.count('within')} within, {verdicts.count('below')} below."
        )
    if not all(cell.null for cell in cells):
        notes.append(
            "Empty null cells were not run with these parameters and clips: `mer controls` runs "
            "them."
        )
    if not all(cell.accuracy_percent for cell in cells):
        notes.append(
            "Other empty cells were not run: see `datasets` and the profile's `protocols` in "
            "params.yaml."
        )
    elif not all("windows" in cell.accuracy_percent for cell in cells):
        notes.append(
            "Empty cells of windows were not run with these parameters and clips: `mer controls` "
            "runs them where `controls.protocols` names it, the pipeline where the profile's "
            "`protocols` do."
        )
    return notes
