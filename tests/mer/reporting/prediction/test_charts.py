"""A time line that is drawn at the wrong time would be believed."""

import numpy as np

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.recordings import Faces, RecordingResult, Step, Window
from mer.reporting.prediction import charts, text


def recording(steps: int, gap: range = range(0)) -> RecordingResult:
    """A recording whose first class falls from 1 to 0; no window covers `gap`."""
    timeline = []
    for number in range(steps):
        share = 1 - number / (steps - 1)
        row = dict(zip(CLASSES, (share, 1 - share, 0.0), strict=True))
        covered = number not in gap
        timeline.append(
            Step(seconds=number / 10, windows=int(covered), probabilities=row if covered else None)
        )
    return RecordingResult(
        recording="a.mp4",
        frames=steps,
        seconds=(steps - 1) / 10,
        frames_per_second=10.0,
        width=64,
        height=48,
        mode="sliding",
        lengths=[3],
        step=1,
        faces=Faces(looked=steps, none=len(gap), several=0, faceless=[], pixels=90.0),
        remarks=[],
        warnings=[],
        windows=[],
        timeline=timeline,
    )


def points(line: str) -> np.ndarray:
    return np.array([[float(one) for one in point.split(",")] for point in line.split()])


def test_the_first_moment_is_at_the_left_and_a_probability_of_1_at_the_top():
    negative, positive, surprise = charts.graphs(recording(11), [])
    (line,) = map(points, negative.lines)
    assert line[0].tolist() == [charts.LEFT, charts.TOP]
    assert line[-1].tolist() == [charts.RIGHT, charts.BOTTOM]
    assert points(positive.lines[0])[:, 1].tolist() == line[::-1, 1].tolist()
    assert set(points(surprise.lines[0])[:, 1]) == {charts.BOTTOM}
    assert "negative over time: 0.50 on average, highest 1.00 at 0.00 s" in negative.says


def test_a_stretch_without_a_face_is_a_gap_in_the_line():
    negative, *_ = charts.graphs(recording(11, range(4, 7)), [])
    assert [len(points(line)) for line in negative.lines] == [4, 4]


def test_a_long_recording_is_thinned_and_keeps_its_shape():
    negative, *_ = charts.graphs(recording(6001), [])
    (line,) = map(points, negative.lines)
    assert 200 <= len(line) <= 240
    assert (np.diff(line[:, 1]) > 0).all()
    assert negative.ticks[-1] == (charts.RIGHT, "10:00")


def test_only_its_own_windows_are_marked():
    chances = dict.fromkeys(CLASSES, 0.0) | {"positive": 1.0}
    window = Window(
        onset=1, offset=6, start=0.0, end=0.5, probabilities=chances, predicted="positive"
    )
    marks = [graph.marks for graph in charts.graphs(recording(11), [window])]
    assert marks == [[], [(charts.LEFT, (charts.RIGHT - charts.LEFT) / 2)], []]


def test_a_terminal_gets_at_most_twenty_rows_and_says_where_none_was():
    lines = text._timeline(recording(400, range(100))).splitlines()
    assert len(lines) == 22
    assert sum("no window" in line for line in lines) == 5
    assert lines[2].split()[0] == "0.00-2.00"
