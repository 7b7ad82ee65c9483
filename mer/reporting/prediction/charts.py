"""A time line of probabilities as small graphs, one for each class."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.recordings import RecordingResult, Step, Window
from mer.reporting.prediction.text import mean, merged

LEFT, RIGHT, TOP, BOTTOM = 34, 352, 14, 104
"""The edges of a graph in its own units, which are pixels on a telephone."""
_POINTS = 240
_TICKS = 5
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600)


class Graph(NamedTuple):
    """The graph of one class, in units of the page's drawing.

    Attributes:
        name: the class.
        lines: points `x,y` of each stretch that windows cover.
        ticks: place and text of the marks on the axis of time.
        marks: where its windows that are shown as pictures lie: left edge and width.
        says: the graph in words.
    """

    name: str
    lines: list[str]
    ticks: list[tuple[float, str]]
    marks: list[tuple[float, float]]
    says: str


def height(probability: float) -> float:
    """Return how far down a probability is drawn."""
    return round(BOTTOM - probability * (BOTTOM - TOP), 1)


def graphs(one: RecordingResult, shown: Sequence[Window]) -> list[Graph]:
    """Draw the time line of a recording.

    Args:
        one: the recording.
        shown: the windows that are shown as pictures.
    """
    length = max(one.seconds, one.timeline[-1].seconds) or 1.0

    def across(seconds: float) -> float:
        return round(LEFT + min(1.0, seconds / length) * (RIGHT - LEFT), 1)

    stretches = [(steps, mean(steps)) for steps in merged(one.timeline, _POINTS)]
    axis = [(across(at), text) for at, text in ticks(length)]
    made = []
    for name in CLASSES:
        lines: list[list[str]] = [[]]
        for steps, means in stretches:
            if means is None:
                lines.append([])
            else:
                lines[-1].append(f"{across(_middle(steps))},{height(means[name])}")
        joined = [" ".join(line if len(line) > 1 else line * 2) for line in lines if line]
        marks = [
            (across(window.start), max(2.0, round(across(window.end) - across(window.start), 1)))
            for window in shown
            if window.predicted == name
        ]
        made.append(Graph(name, joined, axis, marks, _says(one, name)))
    return made


def _middle(steps: Sequence[Step]) -> float:
    return (steps[0].seconds + steps[-1].seconds) / 2


def ticks(length: float) -> list[tuple[float, str]]:
    """Return round times for the axis of a recording, in seconds, and how they are written.

    >>> ticks(2.4)
    [(0.0, '0.0 s'), (0.5, '0.5 s'), (1.0, '1.0 s'), (1.5, '1.5 s'), (2.0, '2.0 s')]
    >>> ticks(600)[-2:]
    [(480, '8:00'), (600, '10:00')]
    """
    step = next((one for one in _STEPS if length / one <= _TICKS), 10 * _STEPS[-1])
    times = [number * step for number in range(int(length / step) + 1)]
    if length >= 120:
        return [(at, f"{int(at) // 60}:{int(at) % 60:02d}") for at in times]
    digits = max(0, -math.floor(math.log10(step)))
    return [(at, f"{at:.{digits}f} s") for at in times]


def _says(one: RecordingResult, name: str) -> str:
    covered = [step for step in one.timeline if step.probabilities is not None]
    highest = max(covered, key=lambda step: (step.probabilities or {})[name])
    whole = mean(covered) or {}
    return (
        f"Probability of {name} over time: {whole[name]:.2f} on average, highest "
        f"{(highest.probabilities or {})[name]:.2f} at {highest.seconds:.2f} s."
    )
