"""What a split alone is worth: true and shuffled labels under each protocol, for a newcomer."""

from mer.core.vocabulary import in_order, without_arm
from mer.evaluation.results import Estimate, LeakageRow, NullJudgement
from mer.reporting import budget_section, leakage_notes, one_class
from mer.reporting.estimates import chance, percent, points
from mer.reporting.report.blocks import (
    Block,
    Cell,
    Deal,
    Deals,
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
from mer.reporting.report.plot import PERCENT, Panel, Plot
from mer.reporting.titles import together

_TRUE, _SHUFFLED, _PRINTED = "1", "x", "0"
_DEALS = {
    "leaky": Deal(
        "leaky",
        "Copies (*) are made first, then everything is dealt out: the network has trained on "
        "copies of what it is tested on.",
        ("A1*", "A2", "A2*", "B1", "C1", "C1*"),
        ("A1", "B1*"),
        ("A1", "B1*"),
    ),
    "windows": Deal(
        "windows",
        "A clip is sampled several times, shifted by a few frames (a, b, c): the network has "
        "trained on nearly the same frames.",
        ("A1a", "A1c", "B1a", "B1b", "C1b", "C1c"),
        ("A1b", "B1c", "C1a"),
        ("A1b", "B1c", "C1a"),
    ),
    "holdout": Deal(
        "holdout",
        "Clips are dealt out first, and only then copied: the tested clips are new, but their "
        "subjects' other clips have trained.",
        ("A1", "A1*", "B1", "B1*", "C1", "C1*"),
        ("A2", "C2"),
        ("A2", "C2"),
    ),
    "kfold": Deal(
        "kfold",
        "As holdout, in turn: each clip is tested once, and its subject's other clips have "
        "trained.",
        ("A1", "A1*", "B1", "B1*", "C1", "C1*"),
        ("A2", "C2"),
        ("A2", "C2"),
    ),
    "loso": Deal(
        "loso",
        "A whole subject is left out, each in turn: neither the tested clips nor the subject have "
        "trained.",
        ("A1", "A1*", "A2", "A2*", "B1", "B1*"),
        ("C1", "C2"),
        (),
    ),
}


def section(content: Content) -> Section:
    """Show how protocols deal out samples, and what they report on labels without sense."""
    found = content.leakage
    lead = (
        f"{_trained(content)} After a shuffle there is nothing to learn: a cross above the band of "
        "chance is what the split makes up."
    )
    run = in_order({name for row in found.cells for name in (*row.accuracy, *row.null)})
    shown = in_order({without_arm(name) for name in (*run, *content.protocols)} & set(_DEALS))
    blocks: list[Block] = [
        Deals("How each protocol deals out samples", [_DEALS[name] for name in shown])
    ]
    if content.standin:
        said = (
            "The article does not say how it split. Its numbers stand in [a section of their own]"
        )
        blocks.append(Text([f"{said}(#audit), because they come from other clips than ours."]))
    if found.copied:
        blocks.append(Text([leakage_notes.finding(found.copied, content.titles)]))
    if run:
        blocks.append(_figure(content, run))
        notes = leakage_notes.notes(found, content.titles)
        blocks.append(_cells(content))
        blocks.append(Hidden("Leakage: how to read it", [Text(notes, listed=True)]))
    if found.budget:
        _, *sentences = budget_section.section(found, content.titles)
        blocks.append(Hidden("Equal epochs are not equal training", [Text(sentences)]))
    missing = found.wanted - found.found
    if missing:
        said = f"{missing} of {found.wanted} controls were not run: `make controls` runs them."
        blocks.append(Text([f"**Not run.** {said}" if not run else said]))
    return Section("leakage", "Leakage: what a split alone is worth", lead, blocks)


def _trained(content: Content) -> str:
    """Say how the controls were trained, and why accuracies are not those of the tables."""
    found = content.leakage
    shuffles = {null.shuffles for row in found.cells for null in row.null.values()}
    if not shuffles:
        return "For this section every network is trained again, on true and on shuffled labels."
    until = (
        f"until {100 * found.fitted:g} % of its training samples are right"
        if found.fitted
        else f"for {found.epochs} epochs"
    )
    usual = content.settings.current.train.fitted
    tables = f" (for the tables: {100 * usual:g} %)" if found.fitted and usual else ""
    most = max(shuffles)
    return (
        f"For this section every network was trained again, {until}{tables}: on the true labels, "
        f"and on {most} shuffle{'s' * (most > 1)} of each data set's labels between its clips. "
        "Accuracies on true labels therefore differ from those in the tables."
    )


def _figure(content: Content, protocols: list[str]) -> Figure:
    """Draw the variants with copies together, then each alone, all data sets together."""
    rows = [row for row in content.leakage.pooled if row.accuracy or row.null]
    copied = content.leakage.copied
    if copied and copied.variants not in [row.variants for row in rows]:
        rows = [copied, *rows]
    printed = not content.standin and any(
        row.printed_accuracy_percent for row in content.leakage.cells
    )
    legend = [
        Entry(_TRUE, "true labels, with interval"),
        Entry(_SHUFFLED, "shuffled labels: nothing to learn"),
        Entry("band", "chance"),
        *([Entry(_PRINTED, "printed in the article, one mark per data set")] if printed else []),
    ]
    return Figure(
        "leakage-figure",
        "What is reported on true and on shuffled labels, all data sets together",
        "A panel per variant, a place per protocol: accuracy on true labels with its interval, "
        "accuracy on shuffled labels, and the band in which chance stays.",
        [_panel(content, row, protocols, printed) for row in rows],
        legend,
        _table("What is reported on true and on shuffled labels", content, rows),
        f"{one_class.MARK} nearly all test samples are given one class."
        if one_class.anywhere(rows)
        else "",
    )


def _panel(content: Content, row: LeakageRow, protocols: list[str], printed: bool) -> Panel:
    names = [*(["printed"] if printed else []), *protocols]
    ticks = [(float(place), name.replace("+", " +").split()) for place, name in enumerate(names)]
    title = " + ".join(row.variants)
    plot = Plot(title, (-0.5, len(names) - 0.5), (0, 100), ticks, PERCENT, "", "%")
    for place, name in enumerate(names):
        if name == "printed":
            _draw_printed(plot, place, content, row.variants)
        else:
            _draw(plot, place, row.accuracy.get(name), row.null.get(name), f"{title}, {name}")
    return plot.panel()


def _draw_printed(plot: Plot, place: float, content: Content, variants: list[str]) -> None:
    for cell in content.leakage.cells:
        value = cell.printed_accuracy_percent
        if value is not None and cell.variants[0] in variants:
            where = together(cell.datasets, content.titles)
            plot.mark((place, value), _PRINTED, f"{cell.variants[0]}, {where}, printed: {value} %")


def _draw(
    plot: Plot, place: float, true: Estimate | None, null: NullJudgement | None, who: str
) -> None:
    if null:
        says = f"{who}: chance stays within {chance(null)} %"
        plot.rule((place - 0.4, place + 0.4), null.chance_percent_interval, says, "band")
        flag = one_class.MARK if null.one_class else ""
        says = f"{who}, shuffled labels: {null.accuracy_percent:.1f} %, {null.verdict} chance"
        plot.mark((place - 0.16, null.accuracy_percent), _SHUFFLED, says, None, flag)
    if true:
        flag = one_class.MARK if true.one_class else ""
        says = f"{who}, true labels: {percent(true)} %"
        plot.mark((place + 0.16, true.value), _TRUE, says, true.interval, flag)


def _cells(content: Content) -> Block:
    rows = [row for row in content.leakage.cells if row.accuracy or row.null]
    title = "Each data set and variant on true and on shuffled labels"
    return Hidden(title, [_table(title, content, rows)])


def _table(title: str, content: Content, rows: list[LeakageRow]) -> Table:
    headers = ["Data set", "Variant", "Protocol", "True labels %", "minus loso, points"]
    headers += ["Shuffled labels %", "Chance %", "Verdict"]
    lines, groups = [], []
    for row in rows:
        for name in in_order([*row.accuracy, *row.null]):
            lines.append(_line(content, row, name))
            groups.append(name)
    return Table(title, headers, lines, range(3, 7), groups)


def _line(content: Content, row: LeakageRow, name: str) -> list[Cell]:
    true, gap, null = row.accuracy.get(name), row.minus_loso.get(name), row.null.get(name)
    shuffled = [Cell(""), Cell(""), Cell("")]
    if null:
        flag = one_class.MARK if null.one_class else ""
        shuffled = [
            number(null.accuracy_percent, f"{null.accuracy_percent:.1f}{flag}"),
            number(null.chance_percent, chance(null)),
            text(null.verdict),
        ]
    return [
        text(together(row.datasets, content.titles)),
        text(" + ".join(row.variants)),
        text(name),
        number(true.value if true else None, percent(true)),
        number(gap.value if gap else None, points(gap)),
        *shuffled,
    ]
