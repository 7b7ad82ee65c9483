"""Predictions for a terminal of 80 columns, and as CSV."""

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.recordings import Predictions, RecordingResult, Step
from mer.reporting.markdown import grid

WIDTH = 80
_ROWS = 20
"""Rows of a time line on the terminal; CSV and JSON have every window."""
_BAR = 12
"""Letters of a bar for a probability of 1."""


def render(said: Predictions, model: str = "") -> str:
    """Write everything for a reader; of the model only where it has predicted anything.

    Args:
        said: everything.
        model: a sentence about how the model was chosen.
    """
    head = [_wrapped(f"Model: {said.worth} {model}".rstrip()), _wrapped(said.caution)]
    parts = [*(head if said.recordings else []), *(_recording(one) for one in said.recordings)]
    parts += [_wrapped(f"{one.recording}: {one.problem}.") for one in said.refused]
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _recording(one: RecordingResult) -> str:
    facts = (
        f"{one.recording}: {one.frames} frames of {one.width}x{one.height} pixels, "
        f"{one.frames_per_second:.4g} per second, {one.seconds:.2f} s"
    )
    lines = [_wrapped(facts)]
    if one.timeline:
        lengths, count = ", ".join(map(str, one.lengths)), len(one.windows)
        lines.append(
            _wrapped(
                f"{count} window{'s' if count > 1 else ''} of {lengths} frames, one every "
                f"{one.step}; the mean "
                "of those that cover a stretch of time:"
            )
        )
        table = _timeline(one)
    else:
        table = _given(one)
    notes = [_wrapped(f"- {text}", "  ") for text in (*one.remarks, *one.warnings)]
    return "\n".join([*lines, "", table, *([""] if notes else []), *notes])


def _given(one: RecordingResult) -> str:
    window = one.windows[0]
    header = ["onset", "offset", "seconds", *CLASSES, "predicted"]
    row = [
        str(window.onset),
        str(window.offset),
        f"{window.start:.2f}-{window.end:.2f}",
        *(f"{window.probabilities[name]:.3f}" for name in CLASSES),
        window.predicted,
    ]
    return grid(header, [row], numbers=(0, 1, 3, 4, 5), style="simple")


def _timeline(one: RecordingResult) -> str:
    rows: list[list[str]] = []
    for steps in merged(one.timeline, _ROWS):
        start, end = steps[0].seconds, steps[-1].seconds + one.step / one.frames_per_second
        end = min(end, max(one.seconds, start))
        if rows and f"{start:.2f}" == f"{end:.2f}":  # the moment at which the recording ends
            continue
        place = f"{start:.2f}-{end:.2f}"
        means = mean(steps)
        if means is None:
            rows.append([place, "", "", "", "no window"])
            continue
        best = max(CLASSES, key=lambda name: means[name])
        cells = [f"{means[name]:.3f}" for name in CLASSES]
        rows.append([place, *cells, f"{best:9} {'#' * round(_BAR * means[best])}"])
    header = ["seconds", *CLASSES, "most probable"]
    return grid(header, rows, numbers=(1, 2, 3), style="simple")


def merged(timeline: Sequence[Step], most: int) -> Iterator[Sequence[Step]]:
    """Cut a time line into at most that many stretches of equal length, the last one apart."""
    size = -(-len(timeline) // most)
    for start in range(0, len(timeline), size):
        yield timeline[start : start + size]


def mean(steps: Sequence[Step]) -> dict[str, float] | None:
    """Average the steps that windows cover; None if there are none."""
    covered = [step.probabilities for step in steps if step.probabilities is not None]
    if not covered:
        return None
    return {name: sum(one[name] for one in covered) / len(covered) for name in CLASSES}


def as_csv(said: Predictions) -> str:
    """Write one row per window, with whose model says so; probabilities with all their digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    model = {"dataset": said.dataset, "variant": said.variant, "data": said.data}
    columns = ["recording", "onset", "offset", "start_seconds", "end_seconds"]
    writer.writerow([*columns, *(f"p_{name}" for name in CLASSES), "predicted", *model])
    for one in said.recordings:
        for window in one.windows:
            chances = [window.probabilities[name] for name in CLASSES]
            place = [window.onset, window.offset, window.start, window.end]
            writer.writerow([one.recording, *place, *chances, window.predicted, *model.values()])
    return text.getvalue()
