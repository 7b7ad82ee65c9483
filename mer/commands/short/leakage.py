"""metrics/leakage.md in short: all data sets together."""

from mer.core import params, paths
from mer.core.vocabulary import in_order
from mer.evaluation import results
from mer.reporting import standin_notice
from mer.reporting.estimates import chance, percent, points
from mer.reporting.markdown import grid
from mer.reporting.one_class import MARK, anywhere

_BUDGETS = ("epochs", "steps")


def render(settings: params.Params) -> str:
    """Write what each protocol reports on true and on shuffled labels, then equal training.

    Raises:
        UserError: it is missing, broken, or of other data than `settings` asks for.
    """
    content = results.read_of(paths.LEAKAGE, results.Leakage, settings.source)
    parts = [
        *_legend(content),
        _leaks(content.pooled),
        *_budgets(content.budget),
        f"each data set, how to read it, the picture: {paths.LEAKAGE_PAGE}",
    ]
    return "\n\n".join(parts) + "\n"


def _legend(content: results.Leakage) -> list[str]:
    said = [
        "all data sets together, accuracy in %: on true labels [interval], points above loso, and "
        "on labels",
        "shuffled between clips, where nothing can be learned beyond chance",
    ]
    if standin_notice.is_standin(content.data):
        said.insert(0, f"{standin_notice.WORD}: not real data; the numbers show what protocols do")
    if anywhere(content.pooled):
        said.append(f"{MARK} nearly all test samples are given one class")
    missing = content.wanted - content.found
    if missing:
        said.append(f"{missing} of {content.wanted} controls were not run: `mer controls`")
    return ["\n".join(said)]


def _leaks(rows: list[results.LeakageRow]) -> str:
    lines = []
    for row in rows:
        for protocol in in_order([*row.accuracy, *row.null]):
            null = row.null.get(protocol)
            lines.append(
                [
                    " + ".join(row.variants),
                    protocol,
                    percent(row.accuracy.get(protocol)),
                    points(row.minus_loso.get(protocol)),
                    f"{null.accuracy_percent:.1f}{MARK if null.one_class else ''}" if null else "",
                    chance(null) if null else "",
                    null.verdict if null else "",
                ]
            )
    headers = ["variant", "protocol", "true", "minus loso", "shuffled", "chance", "verdict"]
    return grid(headers, lines, numbers=range(2, 6), style="simple")


def _budgets(rows: list[results.BudgetRow]) -> list[str]:
    """Lay out loso at equal epochs and at equal steps; nothing where it was not run."""
    together = [row for row in rows if row.datasets == rows[0].datasets]
    if not together:
        return []
    lines = [
        [
            row.variant,
            *(
                cell
                for name in _BUDGETS
                for cell in (percent(row.accuracy.get(name)), points(row.minus_first.get(name)))
            ),
        ]
        for row in together
    ]
    first = f"minus {together[0].variant}"
    headers = ["variant", *(cell for name in _BUDGETS for cell in (f"equal {name}", first))]
    said = "under loso, true labels, trained for equal epochs and for equal optimiser steps"
    return [f"{said}\n{grid(headers, lines, numbers=range(1, len(headers)), style='simple')}"]
