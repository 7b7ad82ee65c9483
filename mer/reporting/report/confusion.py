"""Which class is taken for which: confusion counts of every cell."""

from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ProtocolResult
from mer.reporting.report.blocks import (
    Block,
    Entry,
    Figure,
    Hidden,
    Section,
    Table,
    Text,
    number,
    text,
)
from mer.reporting.report.content import Content
from mer.reporting.report.plot import Panel, Plot


def section(content: Content) -> Section:
    """Show the chosen protocol, and the others behind a line."""
    lead = (
        "Truth in the rows, prediction in the columns, counts pooled over folds and seeds; the "
        "stronger the shade, the larger the share of the true class. The diagonal is right; a "
        "shaded column means that one class is given to nearly everything."
    )
    chosen = content.settings.protocol
    blocks: list[Block] = []
    if chosen in content.protocols:
        blocks.append(_figure(content, chosen))
    else:
        blocks.append(Text([f"No cell was run under `{chosen}`."]))
    blocks += [
        Hidden(f"Confusion under {protocol}", [_figure(content, protocol)])
        for protocol in content.protocols
        if protocol != chosen
    ]
    return Section("confusion", "Confusion", lead, blocks)


def _figure(content: Content, protocol: str) -> Figure:
    found = {
        f"{table.title}, {variant}": result
        for table in content.computed
        for variant in table.cells
        if (result := table.result(variant, protocol))
    }
    rows = [
        [text(name), text(true), *(number(count, str(count)) for count in counts)]
        for name, result in found.items()
        for true, counts in zip(CLASSES, result.confusion, strict=True)
    ]
    headers = ["Cell", "True class", *(f"as {name}" for name in CLASSES)]
    return Figure(
        f"confusion-{protocol}",
        f"Confusion under {protocol}",
        "A square of counts per data set and variant: true classes in the rows, predicted ones in "
        "the columns.",
        [_panel(name, result) for name, result in found.items()],
        [Entry("shade", "share of the true class, from none to all")],
        Table(f"Confusion under {protocol} as numbers", headers, rows, range(2, len(headers))),
        columns=(len(content.settings.variants),) * 2,  # a row per data set, where there is room
    )


def _panel(name: str, result: ProtocolResult) -> Panel:
    size = len(CLASSES)
    short = [f"{one[:3]}." for one in CLASSES]
    plot = Plot(
        name,
        (0, size),
        (0, size),
        [(place + 0.5, [one]) for place, one in enumerate(short)],
        [(size - place - 0.5, one) for place, one in enumerate(short)],
        "predicted",
        "true",
        width=206,
        area=120,
        left=56,
    )
    for row, counts in enumerate(result.confusion):
        for column, count in enumerate(counts):
            share = count / max(1, sum(counts))
            says = f"{name}: {CLASSES[row]} taken for {CLASSES[column]}: {count} of {sum(counts)}"
            plot.box(
                (column, column + 1),
                (size - row - 1, size - row),
                "square",
                says,
                str(count),
                round(share, 3),
            )
    return plot.panel()
