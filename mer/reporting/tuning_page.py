"""The page metrics/tuning.md: the whole tuning grid, what was chosen, and what that is worth."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from mer.core.params import Standin
from mer.evaluation.results import Tuning, TuningCell, TuningScores
from mer.reporting import standin_notice
from mer.reporting.markdown import fraction, grid, percent
from mer.reporting.one_class import MARK

_NOTES = (
    "chosen by validation: each fold is tested at the setting whose weights have the lowest "
    "cross-entropy on its validation clips (of equal ones the first in the grid, epochs after "
    "epochs). Their subjects are not trained on, and not tested in that fold.",
    "mean of the grid: the average over all settings, chosen by nobody.",
    "best by test: the setting with the highest accuracy on the very clips that it is reported "
    "on. The article does not say by which part it chose; if it was the test part, its numbers "
    "are of this kind. In each fold: every fold chooses so on its own test clips.",
    "Validation columns take the validation clips of all folds together: some subjects are in the "
    "validation part of several folds, others of none, so their level is not that of the test "
    "columns. Their best row is nobody's choice: it holds subjects who are tested elsewhere.",
    "One training of the longest serves every number of epochs: its weights are looked at after "
    "the shorter ones. Seeds, first weights and folds are the same at every setting.",
)


def render(content: Tuning, titles: Mapping[str, str], standin: Standin) -> str:
    """Write the page, for a reader who may see nothing else.

    Args:
        content: of metrics/tuning.json.
        titles: data set → its name in print.
        standin: the section `standin` of params.yaml.
    """
    parts = [
        "# Tuning of batch size and epochs",
        *standin_notice.warning(content.data, standin_notice.TUNING, standin),
        _scope(content),
    ]
    if content.cells:
        parts += [_finding(content.cells), _summary(content, titles)]
        parts.append("\n".join(f"- {note}" for note in _notes(content)))
    for dataset in dict.fromkeys(cell.dataset for cell in content.cells):
        cells = [cell for cell in content.cells if cell.dataset == dataset]
        parts += [f"## {titles[dataset]}: every setting", _table(content, cells)]
    return "\n\n".join(parts) + "\n"


def _scope(content: Tuning) -> str:
    """Say what the grid is, and which cells lack it."""
    sizes, epochs = _listed(content.batch_size), _listed(content.epochs)
    text = (
        f"The grid: batches of {sizes} clips, {epochs} epochs, under {content.protocol}, "
        f"input of the network: {content.input}, seeds {', '.join(map(str, content.seeds))}. "
        "`make tuning` (`mer tune`) trains it."
    )
    if not content.cells:
        return f"{text} No cell was tuned with these parameters and clips yet."
    if content.missing:
        return f"{text} Not tuned with these parameters and clips: {', '.join(content.missing)}."
    return text


def _listed(numbers: Sequence[int]) -> str:
    """List numbers as words do: `16, 24 or 32`."""
    *others, last = map(str, numbers)
    return f"{', '.join(others)} or {last}" if others else last


def _finding(cells: Sequence[TuningCell]) -> str:
    """Say in one paragraph what choosing was worth, on average over the cells."""
    mean = fmean(cell.mean_accuracy_percent for cell in cells)
    tuned = fmean(cell.tuned_accuracy_percent for cell in cells)
    best = fmean(cell.best_accuracy_percent for cell in cells)
    per_fold = fmean(cell.best_per_fold_accuracy_percent for cell in cells)
    return (
        f"On average over {_count(len(cells))}, a setting of the grid reports {mean:.1f} % "
        f"accuracy, the settings that validation subjects chose {tuned:.1f} %, and the setting "
        f"that looks best on the test clips {best:.1f} %: {best - tuned:+.1f} points that choosing "
        f"by the test clips would have claimed ({per_fold - tuned:+.1f} where each fold chooses "
        "so)."
    )


def _count(cells: int) -> str:
    return "1 cell" if cells == 1 else f"{cells} cells"


def _summary(content: Tuning, titles: Mapping[str, str]) -> str:
    rows = [
        [
            titles[cell.dataset],
            cell.variant,
            f"{cell.mean_accuracy_percent:.2f}",
            _percent_of(cell),
            fraction(cell.tuned_weighted_f1, cell.tuned_weighted_f1_interval),
            f"{cell.best_accuracy_percent:.2f}{_mark(_best(cell))} ({_setting(*cell.best)})",
            f"{cell.best_accuracy_percent - cell.tuned_accuracy_percent:+.2f}",
            f"{cell.best_per_fold_accuracy_percent:.2f}"
            + (MARK if cell.best_per_fold_one_class else ""),
        ]
        for cell in content.cells
    ]
    headers = [
        "Data set",
        "Variant",
        "mean of the grid %",
        "chosen by validation %",
        "weighted F1 of these",
        "best by test %",
        "best by test - chosen",
        "best by test in each fold %",
    ]
    marked = [*headers[:2], *(standin_notice.marked(content.data, name) for name in headers[2:])]
    return grid(marked, rows, numbers=range(2, len(headers)))


def _notes(content: Tuning) -> list[str]:
    few = min(cell.validation_clips[0] for cell in content.cells)
    many = max(cell.validation_clips[1] for cell in content.cells)
    clips = f"{few}" if few == many else f"{few} to {many}"
    return [
        *_NOTES,
        f"A fold has {clips} validation clips. In brackets: {100 * content.confidence:g} % "
        "intervals over the test subjects (docs/statistics.md).",
        *_one_class(content.cells),
    ]


def _mark(scores: TuningScores) -> str:
    return MARK if scores.one_class else ""


def _best(cell: TuningCell) -> TuningScores:
    """Return the test scores of the setting that looks best on the test clips."""
    found = (point.test for point in cell.grid if (point.batch_size, point.epochs) == cell.best)
    return next(found)


def _one_class(cells: Sequence[TuningCell]) -> list[str]:
    """Explain the mark, where it stands somewhere."""
    points = [point for cell in cells for point in cell.grid]
    marked = sum(_mark(point.test) == MARK for point in points)
    settings = any(_mark(scores) for point in points for scores in (point.validation, point.test))
    choices = any(cell.tuned_one_class or cell.best_per_fold_one_class for cell in cells)
    if not settings and not choices:
        return []
    return [
        f"{MARK} nearly all samples are given one class, so that the accuracy is about the share "
        f"of that class: the test clips of {marked} of {len(points)} settings."
    ]


def _percent_of(cell: TuningCell) -> str:
    """Write the tuned accuracy with its mark and its interval."""
    interval = cell.tuned_accuracy_percent_interval
    ends = interval and [end / 100 for end in interval]
    mark = MARK if cell.tuned_one_class else ""
    return percent(cell.tuned_accuracy_percent / 100, ends, mark)


def _setting(batch_size: int, epochs: int) -> str:
    return f"{batch_size} clips, {epochs} epochs"


def _table(content: Tuning, cells: Sequence[TuningCell]) -> str:
    """Lay out every setting of the cells of a data set."""
    rows = [
        [
            cell.variant,
            str(point.epochs),
            str(point.batch_size),
            f"{point.validation.cross_entropy:.3f}",
            percent(point.validation.accuracy, mark=_mark(point.validation)),
            fraction(point.validation.weighted_f1),
            percent(point.test.accuracy, mark=_mark(point.test)),
            fraction(point.test.weighted_f1),
            f"{point.folds} of {cell.folds}",
        ]
        for cell in cells
        for point in cell.grid
    ]
    computed = [
        "validation cross-entropy",
        "validation %",
        "validation weighted F1",
        "test %",
        "test weighted F1",
    ]
    headers = [
        "Variant",
        "Epochs",
        "Batch",
        *(standin_notice.marked(content.data, name) for name in computed),
        "chosen by folds",
    ]
    return grid(headers, rows, numbers=range(1, len(headers)))
