"""What became of every label row: clips kept, and dropped by reason."""

from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ClipCounts
from mer.reporting.report.blocks import Block, Entry, Figure, Section, Table, number, text
from mer.reporting.report.content import Content
from mer.reporting.report.plot import Panel, Plot

_STEPS = {
    "labelled": "labelled",
    "mapped": "of a class",
    "with_frames": "with frames",
    "with_face": "with a face",
    "used": "used",
}


def section(content: Content) -> Section:
    """Show every step from the label sheet to training."""
    lead = (
        "From the rows of the label sheets to the clips that are trained and tested on. What is "
        "lost on the way is lost for a reason that is counted below; `metrics/clips.md` explains "
        "each step."
    )
    found = {title: content.ledger.datasets.get(key) for key, title in content.titles.items()}
    known = {title: counts for title, counts in found.items() if counts}
    blocks: list[Block] = [_figure(known), _dropped(known)]
    return Section("clips", "Clips kept and dropped", lead, blocks)


def _dropped(known: dict[str, ClipCounts]) -> Table:
    """List the reasons for which a stage dropped clips, a column per data set."""
    reasons = dict.fromkeys(
        (reason, stage)
        for counts in known.values()
        for stage, found in counts.dropped.items()
        for reason in found
    )
    rows = [
        [
            text(reason),
            text(stage),
            *(
                number(clips := counts.dropped.get(stage, {}).get(reason, 0), str(clips))
                for counts in known.values()
            ),
        ]
        for reason, stage in reasons
    ]
    headers = ["Reason", "Stage", *known]
    return Table("Clips dropped, by reason", headers, rows, range(2, len(headers)))


def _figure(known: dict[str, ClipCounts]) -> Figure:
    most = max((max(counts.clips.values()) for counts in known.values()), default=1)
    rows = [
        [
            text(title),
            *(number(counts.clips[step], str(counts.clips[step])) for step in _STEPS),
            *(
                number(counts.classes[name]["used"], str(counts.classes[name]["used"]))
                for name in CLASSES
            ),
            number(counts.subjects["used"], str(counts.subjects["used"])),
        ]
        for title, counts in known.items()
    ]
    headers = ["Data set", *_STEPS.values(), *(f"used: {name}" for name in CLASSES), "Subjects"]
    return Figure(
        "clips-figure",
        "Clips at each step",
        "A panel per data set, a bar per step: how many clips are left.",
        [_panel(title, counts, most) for title, counts in known.items()],
        [Entry("class1", "clips")],
        Table("Clips at each step as numbers", headers, rows, range(1, len(headers))),
    )


def _panel(title: str, counts: ClipCounts, most: int) -> Panel:
    ticks = [(float(place), name.split(" ", 1)) for place, name in enumerate(_STEPS.values())]
    step = _step(most)
    top = step * -(-most // step)
    marks = [(float(value), str(value)) for value in range(0, top + 1, step)]
    plot = Plot(
        title, (-0.5, len(_STEPS) - 0.5), (0, top * 1.1), ticks, marks, "", "clips", area=130
    )
    for place, (key, name) in enumerate(_STEPS.items()):
        clips = counts.clips[key]
        says = f"{title}: {clips} clips {name}"
        plot.box((place - 0.35, place + 0.35), (0, clips), "class1", says, str(clips))
    return plot.panel()


def _step(most: int) -> int:
    """Return the distance of the ticks: about four up to `most`.

    >>> _step(55), _step(357), _step(3)
    (20, 100, 1)
    """
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if most <= 4 * step:
            return step
    return most
