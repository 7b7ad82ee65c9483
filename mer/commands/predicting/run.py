"""From a recording to the probabilities of its windows."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple, Protocol

import numpy as np

from mer.core import origin, paths
from mer.core.progress import track
from mer.core.vocabulary import CLASSES
from mer.evaluation.results import recordings as results
from mer.evaluation.results.kept import Kept
from mer.preprocessing import recordings
from mer.preprocessing.recordings import windows
from mer.reporting.prediction import sentences
from mer.reporting.prediction.pictures import Shown

_NEAR = 1e-3
"""Share of a step by which times that were rounded to microseconds may miss it."""
GIVEN, WHOLE, SLIDING = "given", "whole", "sliding"
"""Where the windows of a recording come from; see `results.RecordingResult.mode`."""
BATCH = 64
"""Windows that are held until they are predicted together; changes no digit."""


class Predicts(Protocol):
    """What `mer.learning.predictor.Predictor` does, as far as it is needed here."""

    def predict(self, clips: np.ndarray) -> np.ndarray:
        """Return probabilities `(n, 3)` of clips `(n, T, S, S)` uint8."""


class Asked(NamedTuple):
    """What the user asks for: options of the command, None where nothing is said.

    `step` is in seconds.
    """

    onset: str | None = None
    offset: str | None = None
    whole: bool = False
    rate: float | None = None
    step: float | None = None

    @property
    def given(self) -> bool:
        """Whether the recording has one window, which the user names."""
        return self.whole or self.onset is not None or self.offset is not None


@dataclass(frozen=True)
class Predicted:
    """A recording's result, and the windows to be shown: for each class the surest."""

    result: results.RecordingResult
    shown: list[Shown]


def predict(path: str, asked: Asked, kept: Kept, predictor: Predicts) -> Predicted:
    """Predict one recording.

    Args:
        path: a video or a folder of frames, as the user named it.
        asked: the options.
        kept: the card of the model.
        predictor: the model.

    Raises:
        UnusableRecordingError: nothing can be predicted from it.
    """
    usual = asked.rate or kept.frames_per_second or 25.0
    recording = recordings.opened(Path(path), asked.rate, usual)
    settings, seen = windows.Settings(kept.mask, kept.clip), windows.Seen()
    lengths, step = _sizes(kept, recording.rate, asked.step)
    if asked.given:
        found: Iterable[windows.Window] = [
            windows.given(recording, asked.onset, asked.offset, settings, seen)
        ]
    else:
        found = windows.sliding(recording, lengths, step, settings, seen)
    made, shown = _predict_all(_with_progress(found, path), predictor)
    if not made:
        raise recordings.UnusableRecordingError(_nothing(seen))
    made.sort(key=lambda window: (window.start, window.end))
    mode = GIVEN if asked.given else WHOLE if seen.short else SLIDING
    length = None if mode == SLIDING else made[0].end - made[0].start
    frames, seconds = recording.end
    faces = _faces(seen, step / recording.rate, seconds)
    remarks = recording.remarks()
    if asked.rate is None and Path(path).is_dir():
        remarks.append(
            f"A folder does not say its frame rate: {usual:g} per second is assumed; name it by "
            "--fps."
        )
    if seen.short:
        remarks.append(
            f"It is shorter than the shortest window ({lengths[0]} frames) and is one window."
        )
    return Predicted(
        results.RecordingResult(
            recording=path,
            frames=frames,
            seconds=round(seconds, 3),
            frames_per_second=recording.rate,
            width=recording.shape.width,
            height=recording.shape.height,
            mode=mode,
            lengths=_used(lengths, made, recording.rate) if mode == SLIDING else [],
            step=step if mode == SLIDING else 0,
            faces=faces,
            remarks=remarks,
            warnings=[
                *_trained(path, kept),
                *sentences.differences(kept, recording.rate, faces, length),
            ],
            windows=made,
            timeline=_timeline(made, step / recording.rate, seconds) if mode == SLIDING else [],
        ),
        shown,
    )


def _nothing(seen: windows.Seen) -> str:
    """Say why no window is left."""
    if len(seen.faceless) < seen.looked:
        return (
            f"no face found in {len(seen.faceless)} of {seen.looked} frames at which windows "
            "start, so that none is left between them; name an --onset and an --offset"
        )
    return (
        f"no face found in {seen.looked} frames at which windows start; it must be upright and at "
        "least some 40 pixels wide"
    )


def _sizes(kept: Kept, rate: float, step: float | None) -> tuple[list[int], int]:
    """Return the lengths of sliding windows, as the training clips have them, and their step.

    In frames at a recording's rate: 5 %, median and 95 % of the training clips; the step is half
    the shortest unless the user names one in seconds.
    """
    lengths = kept.seconds or kept.frames
    scale = rate if kept.seconds else 1.0
    frames = {max(2, round(scale * one)) for one in (lengths.low, lengths.median, lengths.high)}
    ascending = sorted(frames)
    wanted = ascending[0] / 2 if step is None else step * rate
    return ascending, max(1, int(wanted))


def _used(lengths: Sequence[int], made: Sequence[results.Window], rate: float) -> list[int]:
    """Return the lengths that any window has: a short recording has none of the longest.

    A window that ends before a gap in the recording counts as one of the next length.
    """
    spans = [(window.end - window.start) * rate for window in made]
    found = {next((one for one in lengths if one - 1 > span - _NEAR), None) for span in spans}
    return [one for one in lengths if one in found]


def _trained(path: str, kept: Kept) -> Iterator[str]:
    """Say that a recording lies among those that the model was trained on."""
    folders = [paths.source(kept.source, kept.dataset)]
    if kept.source == paths.LICENSED.name:
        folders.append(origin.licensed() / kept.dataset)
    if any(Path(path).resolve().is_relative_to(folder.resolve()) for folder in folders):
        yield sentences.trained(kept)


def _with_progress(found: Iterable[windows.Window], path: str) -> Iterator[windows.Window]:
    return track(found, f"predict {Path(path).name}", None, "windows", keep=False)


def _predict_all(
    found: Iterator[windows.Window], predictor: Predicts
) -> tuple[list[results.Window], list[Shown]]:
    """Predict windows as they come, a batch at a time; keep the pixels of the surest alone."""
    made: list[results.Window] = []
    surest: dict[str, Shown] = {}
    while batch := list(itertools.islice(found, BATCH)):
        probabilities = predictor.predict(np.stack([window.clip for window in batch]))
        for window, row in zip(batch, probabilities.astype(float).tolist(), strict=True):
            said = dict(zip(CLASSES, row, strict=True))
            one = results.Window(
                onset=window.onset.number,
                offset=window.offset.number,
                start=round(window.onset.seconds, 6),
                end=round(window.offset.seconds, 6),
                probabilities=said,
                predicted=max(said, key=lambda name: said[name]),
            )
            made.append(one)
            best = surest.get(one.predicted)
            if best is None or _chance(one) > _chance(best.window):
                frames = tuple((moment.number, moment.seconds) for moment in window.sampled)
                surest[one.predicted] = Shown(one, frames, window.clip)
    return made, [surest[name] for name in CLASSES if name in surest]


def _chance(window: results.Window) -> float:
    return window.probabilities[window.predicted]


def _faces(seen: windows.Seen, step: float, length: float) -> results.Faces:
    """Sum up what was seen; step and length are in seconds."""
    stretches: list[tuple[float, float]] = []
    for moment in seen.faceless:
        start, end = moment.seconds, min(moment.seconds + step, length)
        if stretches and start <= stretches[-1][1] + step / 2:
            start = stretches.pop()[0]
        stretches.append((round(start, 3), round(end, 3)))
    return results.Faces(
        looked=seen.looked,
        none=len(seen.faceless),
        several=seen.several,
        faceless=stretches,
        pixels=float(median(seen.widths)) if seen.widths else None,
    )


def _timeline(made: Sequence[results.Window], step: float, length: float) -> list[results.Step]:
    """Average, at every step, the windows that cover it; step and length are in seconds."""
    count = int(length / step + _NEAR) + 1
    sums, covered = np.zeros((count + 1, len(CLASSES))), np.zeros(count + 1, int)
    for window in made:
        first = int(np.ceil(window.start / step - _NEAR))
        after = int(np.floor(window.end / step + _NEAR)) + 1
        row = list(window.probabilities.values())
        sums[first] += row
        sums[after] -= row
        covered[first] += 1
        covered[after] -= 1
    totals, counts = sums.cumsum(axis=0)[:count], covered.cumsum()[:count]
    return [
        results.Step(
            seconds=round(number * step, 6),
            windows=int(covering),
            probabilities=dict(zip(CLASSES, (total / covering).round(6).tolist(), strict=True))
            if covering
            else None,
        )
        for number, (total, covering) in enumerate(zip(totals, counts, strict=True))
    ]
