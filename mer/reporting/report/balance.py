"""Class balance: what each class weighs in training, before and after each variant's recipe."""

from typing import TYPE_CHECKING

from mer.core.vocabulary import CLASSES
from mer.reporting.report.blocks import Block, Entry, Figure, Section, Table, Text, number, text
from mer.reporting.report.content import Content
from mer.reporting.report.plot import PERCENT, Panel, Plot

if TYPE_CHECKING:
    import pandas as pd


def section(content: Content) -> Section:
    """Show the first fold's training part under the chosen protocol."""
    lead = (
        "How much of the loss each class decides in the first fold's training part; the numbers on "
        "the bars are samples. `before` is the clips alone; equal bars mean that no class is "
        "favoured."
    )
    table = content.balance
    blocks: list[Block] = []
    if table is None or table.empty:
        blocks.append(Text(["Not run: no `metrics/plots/balance.csv`; `dvc repro figures`."]))
    else:
        blocks.append(_figure(table))
    return Section("balance", "Class balance", lead, blocks)


def _figure(table: "pd.DataFrame") -> Figure:
    protocol = table["protocol"].iloc[0]
    total = table.groupby(["dataset", "variant"])["weight"].transform("sum")
    table = table.assign(share=100 * table["weight"] / total)
    rows = [
        [
            text(row.dataset),
            text(row.variant),
            text(row.label),
            number(row.samples, str(row.samples)),
            number(row.share, f"{row.share:.1f}"),
        ]
        for row in table.rename(columns={"class": "label"}).itertuples()
    ]
    return Figure(
        "balance-figure",
        f"Class balance of the training part under {protocol}, first fold",
        "A panel per data set, a group of bars per variant, a bar per class: its share of the "
        "loss's weight.",
        [_panel(str(dataset), one) for dataset, one in table.groupby("dataset", sort=False)],
        [Entry(f"class {place}", name) for place, name in enumerate(CLASSES)],
        Table(
            "Class balance as numbers",
            ["Data set", "Variant", "Class", "Samples", "Share of the loss %"],
            rows,
            (3, 4),
        ),
        columns=(2, 2),  # wide panels: two and two, as four never fit
    )


def _panel(dataset: str, table: "pd.DataFrame") -> Panel:
    variants = table["variant"].unique().tolist()
    ticks = [(float(place), [name]) for place, name in enumerate(variants)]
    plot = Plot(dataset, (-0.5, len(variants) - 0.5), (0, 100), ticks, PERCENT, "", "%", width=400)
    for row in table.rename(columns={"class": "label"}).itertuples():
        place, label = variants.index(row.variant), CLASSES.index(str(row.label))
        left = place + 0.28 * (label - 1.5)
        says = (
            f"{dataset}, {row.variant}, {row.label}: {row.share:.1f} % of the loss, "
            f"{row.samples} samples"
        )
        plot.box(
            (left, left + 0.28), (0, float(row.share)), f"class{label}", says, str(row.samples)
        )
    return plot.panel()
