"""The part of metrics/audit.md that puts this benchmark's own accuracies to the same question."""

from collections.abc import Mapping, Sequence

from mer.evaluation.results import OurAccuracy, PrintedAudit
from mer.reporting.markdown import grid
from mer.reporting.one_class import MARK


def render(audit: PrintedAudit, titles: Mapping[str, str]) -> list[str]:
    """Write the section; nothing where no accuracy of ours is at hand.

    Args:
        audit: content of metrics/audit.json.
        titles: data set → its name in print.
    """
    if not audit.ours:
        return []
    said = {True: "yes", False: "NO", None: "mean of seeds"}
    return [
        f"## Our numbers ({audit.data})",
        "The same question is put to this benchmark: can the stated number of test samples, over "
        "all seeds, give the accuracy? The binomial interval takes samples as independent, which "
        "those of one subject are not; the tables use a bootstrap over subjects.",
        grid(
            [
                "Data set",
                "Variant",
                "Protocol",
                f"{audit.data} accuracy %",
                "test samples",
                "possible",
                "95 % interval",
            ],
            [
                [
                    titles.get(record.dataset, record.dataset),
                    record.variant,
                    record.protocol,
                    record.accuracy_percent + (MARK if record.one_class else ""),
                    str(record.samples),
                    said[record.possible],
                    f"{record.percent[0]:.1f} to {record.percent[1]:.1f}" if record.percent else "",
                ]
                for record in audit.ours
            ],
            numbers=(3, 4, 6),
        ),
        *_marked(audit.ours),
    ]


def _marked(ours: Sequence[OurAccuracy]) -> list[str]:
    """Explain the mark, where it stands somewhere."""
    marked = sum(record.one_class is not None for record in ours)
    if not marked:
        return []
    return [
        f"{MARK} {marked} of {len(ours)} cells give nearly all test samples one class: their "
        "accuracy is about the share of that class."
    ]
