"""What this is, and the headline: the chosen variant with its interval, beside guessing."""

from mer.core.vocabulary import DATA
from mer.evaluation.results import ProtocolResult
from mer.reporting import one_class, standin_notice
from mer.reporting.markdown import fraction, percent
from mer.reporting.report import levels, tested
from mer.reporting.report.blocks import Block, Entry, Figure, Section, Table, Text, number, text
from mer.reporting.report.content import Content
from mer.reporting.report.plot import PERCENT, Plot

_STANDARD = "loso"


def what(content: Content) -> Section:
    """Say what the page is, and which data its numbers are of."""
    settings = content.settings
    if content.standin:
        data = (
            "The licensed data sets cannot be passed on. These numbers come from clips in their "
            "layouts and **reproduce nothing**: they show what the pipeline and its protocols do. "
            + standin_notice.origin(settings.standin)
        )
    else:
        data = (
            "All computed numbers are of the licensed data sets that are named below, as their "
            "owners distribute them."
        )
    names = ", ".join(content.titles.values())
    says = (
        "A micro-expression is a face's movement of less than half a second. This benchmark "
        "implements one published system that sorts clips of them into *negative*, *positive* and "
        "*surprise* with a 3D convolutional network: Irawan, Munir, Utama and Purwarianti (2024), "
        "[doi 10.28945/5386](https://doi.org/10.28945/5386). It trains the variants "
        f"{', '.join(settings.variants)} on {names} (profile `{settings.profile}`) and tests them "
        "under several ways to split the data, the protocols: the split alone can change an "
        "accuracy by much ([leakage](#leakage)). Under `loso`, the field's standard, nobody who is "
        "tested was trained on."
    )
    title = f"{DATA['standin']}: not real data" if content.standin else "Licensed data"
    return Section("what", "What this is", "", [Text([f"**{title}.** {data}"]), Text([says])])


def headline(content: Content) -> Section:
    """Show the chosen variant under the chosen protocol, and under loso."""
    settings = content.settings
    variant = settings.variant
    protocols = list(dict.fromkeys([settings.protocol, _STANDARD]))
    found = {
        protocol: {
            table.title: result
            for table in content.computed
            if (result := table.result(variant, protocol))
        }
        for protocol in protocols
    }
    known = {protocol: results for protocol, results in found.items() if results}
    lead = (
        f"Accuracy of the variant {variant}, with its {100 * settings.evaluate.confidence:g} % "
        "interval over the test subjects, beside what two kinds of guessing score on the same test "
        "samples: `majority` always names the most frequent class, `stratified random` draws each "
        "class with its share. Where an interval reaches a line, guessing may do as well."
    )
    if not known:
        missing = f"{variant} was not run under {' or '.join(protocols)}."
        return Section("headline", "Headline", lead, [Text([missing])])
    several = [said for protocol in known if (said := tested.several(protocol, known[protocol]))]
    blocks: list[Block] = [
        _figure(content, known),
        Text([_above(protocol, known[protocol]) for protocol in known]),
        *([Text(several)] if several else []),
    ]
    return Section("headline", "Headline", lead, blocks)


def _figure(content: Content, known: dict[str, dict[str, ProtocolResult]]) -> Figure:
    variant = content.settings.variant
    panels = []
    names = list(content.titles.values())
    for protocol, results in known.items():
        ticks = [(float(place), [name]) for place, name in enumerate(names)]
        plot = Plot(protocol, (-0.5, len(names) - 0.5), (0, 100), ticks, PERCENT, "", "%")
        for place, name in enumerate(names):
            result = results.get(name)
            if result:
                levels.draw(plot, (place - 0.46, place + 0.46), result, "accuracy", 100)
                _mark(plot, place, result, content.look(variant), f"{variant}, {name}, {protocol}")
        panels.append(plot.panel())
    return Figure(
        "headline-figure",
        f"Accuracy of {variant}",
        f"Points with intervals: accuracy of {variant} on {', '.join(names)}, one panel each for "
        f"{' and '.join(known)}; short lines show two kinds of guessing.",
        panels,
        [Entry(content.look(variant), f"{variant}, with interval"), *levels.LEGEND],
        _table(known),
    )


def _mark(plot: Plot, place: float, result: ProtocolResult, look: str, who: str) -> None:
    interval = result.intervals.accuracy if result.intervals else None
    ends = (100 * interval[0], 100 * interval[1]) if interval else None
    says = f"{who}: {percent(result.accuracy, interval)} %"
    plot.mark((place, 100 * result.accuracy), look, says, ends, one_class.mark(result))


def _table(known: dict[str, dict[str, ProtocolResult]]) -> Table:
    several = tested.apart(result for results in known.values() for result in results.values())
    rows = [
        [
            text(name),
            text(protocol),
            number(result.accuracy, _percent(result)),
            number(result.weighted_f1, fraction(result.weighted_f1)),
            number(
                result.macro_f1,
                fraction(result.macro_f1, result.intervals.macro_f1 if result.intervals else None),
            ),
            number(
                result.uar, fraction(result.uar, result.intervals.uar if result.intervals else None)
            ),
            *levels.cells(result),
            *tested.cells(result, several),
        ]
        for protocol, results in known.items()
        for name, result in results.items()
    ]
    headers = ["Data set", "Protocol", "Accuracy %", "F1", "UF1", "UAR"]
    headers += [*(f"{name} %" for name in levels.HEADERS), *tested.headers(several)]
    return Table("The headline as numbers", headers, rows, range(2, len(headers)))


def _percent(result: ProtocolResult) -> str:
    interval = result.intervals.accuracy if result.intervals else None
    return percent(result.accuracy, interval, one_class.mark(result))


def _above(protocol: str, results: dict[str, ProtocolResult]) -> str:
    """Count the data sets on which guessing is below the interval."""
    judged = [
        (result.intervals.accuracy, max(value for _, value in found))
        for result in results.values()
        if result.intervals and (found := levels.of(result, "accuracy"))
    ]
    values = [100 * result.accuracy for result in results.values()]
    span = f"{min(values):.1f} to {max(values):.1f} %" if len(values) > 1 else f"{values[0]:.1f} %"
    said = f"Under `{protocol}`: {span}"
    if not judged:
        return f"{said}; what guessing scores there is not recorded."
    above = sum(interval[0] > level for interval, level in judged)
    return (
        f"{said}; the interval lies above what guessing scores on {above} of {len(judged)} data "
        f"set{'s' * (len(judged) > 1)}."
    )
