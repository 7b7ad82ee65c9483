"""Figures 6 and 7: line graphs over the tuning grid, and points with intervals."""

from collections.abc import Mapping

from mer.evaluation import tuning
from mer.evaluation.results import ProtocolResult, TuningCell
from mer.reporting import one_class
from mer.reporting.figure_data import SCORES, Score
from mer.reporting.report import levels
from mer.reporting.report.blocks import (
    Block,
    Cell,
    Entry,
    Figure,
    Section,
    Table,
    Text,
    number,
    text,
)
from mer.reporting.report.content import Content
from mer.reporting.report.plot import FRACTION, PERCENT, Panel, Plot
from mer.reporting.tables import Table as Numbers


def section(content: Content) -> Section:
    """Show both figures in both ways."""
    lead = (
        "First as the article draws them, a line per variant over batch sizes and epochs, each "
        f"setting tested under `{tuning.PROTOCOL}`; then what the tables report, as points with "
        "intervals. A line shows no interval: differences between its points may be chance."
    )
    blocks: list[Block] = []
    for score in SCORES:
        blocks += [_lines(content, score), _points(content, score)]
    return Section("scores", "Figures 6 and 7", lead, blocks)


def _axis(score: Score) -> tuple[tuple[float, float], list[tuple[float, str]]]:
    return ((0, 100), PERCENT) if score.scale == 100 else ((0, 1), FRACTION)


def _lines(content: Content, score: Score) -> Block:
    """Draw the tuning grid; say how to run it where there is none."""
    cells = content.tuning.cells if content.tuning else []
    title = f"Figure {score.number}. Test {score.title} over the tuning grid"
    if not cells:
        return Text([f"**{title}.** Not run: `make tuning` trains the grid."])
    by_dataset = {
        name: [cell for cell in cells if cell.dataset == key]
        for key, name in content.titles.items()
    }
    variants = list(dict.fromkeys(cell.variant for cell in cells))
    rows = [
        [
            text(name),
            text(cell.variant),
            *(
                number(value := getattr(point.test, score.metric), f"{score.scale * value:.4g}")
                for point in cell.grid
            ),
        ]
        for name, found in by_dataset.items()
        for cell in found
    ]
    headers = ["Data set", "Variant"]
    headers += [f"batch {one.batch_size}, {one.epochs} epochs" for one in cells[0].grid]
    missing = content.tuning.missing if content.tuning else []
    return Figure(
        f"figure{score.number}",
        title,
        f"A panel per data set, a line per variant: test {score.title} at every batch size and "
        "number of epochs of the grid; level lines show two kinds of guessing.",
        [_grid_panel(content, score, name, found) for name, found in by_dataset.items()],
        [*(Entry(f"line {content.look(one)}", one) for one in variants), *levels.LEGEND],
        Table(f"Figure {score.number} as numbers", headers, rows, range(2, len(headers))),
        f"Not tuned with these parameters and clips: {', '.join(missing)}." if missing else "",
    )


def _grid_panel(content: Content, score: Score, name: str, cells: list[TuningCell]) -> Panel:
    places = {
        (point.batch_size, point.epochs): place
        for place, point in enumerate(cells[0].grid if cells else [])
    }
    ticks = [(float(place), [str(b), str(e)]) for (b, e), place in places.items()]
    span, marks = _axis(score)
    label = "batch size above, epochs below" if cells else ""
    empty = "" if cells else "not run"
    x_range = (-0.4, max(1, len(places)) - 0.6)
    plot = Plot(name, x_range, span, ticks, marks, label, score.unit, empty=empty)
    for result in _tested(content, name)[: len(cells)]:
        levels.draw(plot, x_range, result, score.metric, score.scale)
    for cell in cells:
        look = content.look(cell.variant)
        points = [
            (float(place), score.scale * getattr(point.test, score.metric))
            for place, point in enumerate(cell.grid)
        ]
        plot.curve(points, look)
        for point, (x, y) in zip(cell.grid, points, strict=True):
            flag = one_class.MARK if point.test.one_class else ""
            setting = f"batch size {point.batch_size}, {point.epochs} epochs"
            plot.mark((x, y), look, f"{cell.variant}, {name}, {setting}: {y:.4g}", None, flag)
    return plot.panel()


def _tested(content: Content, name: str) -> list[ProtocolResult]:
    """Return a result under the protocol of the grid, which tests every clip of every cell."""
    return [
        result
        for table in content.computed
        for (_, protocol), result in table.found.items()
        if (table.title, protocol) == (name, tuning.PROTOCOL)
    ][:1]


def _points(content: Content, score: Score) -> Figure:
    """Draw every cell with its interval and what guessing scores, one panel per protocol."""
    panels = [_point_panel(content, score, protocol) for protocol in content.protocols]
    if not content.standin and any(table.printed for table in content.computed):
        panels.insert(0, _printed_panel(content, score))
    rows = [
        [
            text(table.title),
            text(variant),
            text(protocol),
            number(getattr(result, score.metric), _said(result, score)),
            *_levels(result, score),
        ]
        for table in content.computed
        for (variant, protocol), result in table.found.items()
    ]
    headers = ["Data set", "Variant", "Protocol", f"{score.title} ({score.unit})"]
    headers += levels.HEADERS
    flagged = any(one.one_class for table in content.computed for one in table.found.values())
    return Figure(
        f"{score.table}-points",
        f"{score.title[0].upper()}{score.title[1:]} with intervals",
        f"A panel per protocol, a point with its interval per data set and variant: {score.title}; "
        "short lines show two kinds of guessing.",
        panels,
        [
            *(Entry(content.look(name), name) for name in content.settings.variants),
            *levels.LEGEND,
        ],
        Table(f"{score.title} with intervals, as numbers", headers, rows, (3, 4, 5)),
        f"{one_class.MARK} nearly all test samples are given one class." if flagged else "",
    )


def _said(result: ProtocolResult, score: Score) -> str:
    value = f"{score.scale * getattr(result, score.metric):.4g}"
    if not result.intervals:
        return value
    low, high = (score.scale * end for end in getattr(result.intervals, score.metric))
    return f"{value} [{low:.3g}, {high:.3g}]"


def _levels(result: ProtocolResult, score: Score) -> list[Cell]:
    found = dict(levels.of(result, score.metric))
    return [
        number(found.get(look), f"{score.scale * found.get(look, 0):.4g}")
        for look in ("chance", "drawn")
    ]


def _empty_plot(content: Content, score: Score, title: str) -> Plot:
    names = list(content.titles.values())
    ticks = [(float(place), [name]) for place, name in enumerate(names)]
    span, marks = _axis(score)
    return Plot(title, (-0.5, len(names) - 0.5), span, ticks, marks, "", score.unit)


def _shift(content: Content, variant: str) -> float:
    """Return how far from the middle of its data set a variant is drawn."""
    variants = content.settings.variants
    return _apart(content) * (variants.index(variant) - (len(variants) - 1) / 2)


def _apart(content: Content) -> float:
    """Return the distance between two variants of a data set."""
    return min(0.2, 0.8 / len(content.settings.variants))


def _point_panel(content: Content, score: Score, protocol: str) -> Panel:
    plot = _empty_plot(content, score, protocol)
    for place, table in enumerate(content.computed):
        found: Mapping[str, ProtocolResult | None] = {
            variant: table.result(variant, protocol) for variant in table.cells
        }
        known = {variant: result for variant, result in found.items() if result}
        _draw_levels(content, plot, place, known, score)
        for variant, result in known.items():
            ends = getattr(result.intervals, score.metric, None)
            plot.mark(
                (place + _shift(content, variant), score.scale * getattr(result, score.metric)),
                content.look(variant),
                f"{variant}, {table.title}, {protocol}: {_said(result, score)}",
                (score.scale * ends[0], score.scale * ends[1]) if ends else None,
                one_class.mark(result),
            )
    return plot.panel()


def _draw_levels(
    content: Content,
    plot: Plot,
    place: float,
    known: Mapping[str, ProtocolResult],
    score: Score,
) -> None:
    """Draw the guesses of a data set, once where all variants are tested on the same labels."""
    found = {tuple(levels.of(result, score.metric)): result for result in known.values()}
    for variant, result in known.items() if len(found) > 1 else ():
        middle = place + _shift(content, variant)
        half = _apart(content) / 2
        levels.draw(plot, (middle - half, middle + half), result, score.metric, score.scale)
    for result in found.values() if len(found) == 1 else ():
        levels.draw(plot, (place - 0.46, place + 0.46), result, score.metric, score.scale)


def _printed_panel(content: Content, score: Score) -> Panel:
    plot = _empty_plot(content, score, "printed")
    for place, table in enumerate(content.computed):
        for variant in table.cells:
            value = _printed(table, variant, score)
            if value is not None:
                at = (place + _shift(content, variant), value)
                plot.mark(at, content.look(variant), f"{variant}, {table.title}, printed: {value}")
    return plot.panel()


def _printed(table: Numbers, variant: str, score: Score) -> float | None:
    row = table.row(variant)
    return row.numbers.get(score.printed) if row else None
