"""Predictions as one HTML file that loads nothing; it shows faces."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2
import numpy as np

from mer.core.vocabulary import CLASSES
from mer.evaluation.results.kept import Kept
from mer.evaluation.results.recordings import Predictions, RecordingResult
from mer.reporting import standin_notice
from mer.reporting.prediction import charts, pictures
from mer.reporting.prediction.pictures import Shown
from mer.reporting.prediction.text import mean, merged

_ROWS = 40


class View(NamedTuple):
    """A recording and its windows to be shown, each with a map, or None, of where was looked."""

    result: RecordingResult
    shown: Sequence[tuple[Shown, np.ndarray | None]]


def render(said: Predictions, kept: Kept, views: Sequence[View]) -> str:
    """Write the page: the same bytes for the same content.

    Args:
        said: everything that was predicted.
        kept: the card of the model.
        views: one for each recording of `said`.
    """
    engine = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("mer.reporting.prediction"),
                jinja2.PackageLoader("mer.reporting.report"),  # whose style.css is below this one's
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return engine.get_template("prediction.html").render(
        said=said,
        standin=standin_notice.is_standin(said.data),
        classes=CLASSES,
        recordings=[_recording(view) for view in views],
        settings=_settings(said, kept),
        edges={"left": charts.LEFT, "right": charts.RIGHT, "top": charts.TOP},
        bottom=charts.BOTTOM,
        third=charts.height(1 / len(CLASSES)),
    )


def _recording(view: View) -> Mapping[str, object]:
    one = view.result
    windows = [shown.window for shown, _ in view.shown]
    return {
        "result": one,
        "name": Path(one.recording).name or one.recording,
        "facts": _facts(one),
        "graphs": charts.graphs(one, windows) if one.timeline else [],
        "rows": _rows(one),
        "shown": [
            {
                "window": shown.window,
                "frames": shown.frames,
                "strips": pictures.strips(shown, heat),
            }
            for shown, heat in view.shown
        ],
    }


def _facts(one: RecordingResult) -> str:
    text = (
        f"{one.frames} frames of {one.width}x{one.height} pixels, {one.frames_per_second:.4g} per "
        f"second, {one.seconds:.2f} s"
    )
    if one.faces.pixels is not None:
        text += f"; the face is {one.faces.pixels:.0f} pixels wide"
    return f"{text}."


def _rows(one: RecordingResult) -> list[tuple[str, list[str]]]:
    """Return the time line as a table: from when, the mean probability of each class."""
    rows = []
    for steps in merged(one.timeline, _ROWS) if one.timeline else ():
        means = mean(steps)
        cells = (
            [f"{means[name]:.3f}" for name in CLASSES] if means else ["no window"] * len(CLASSES)
        )
        rows.append((f"{steps[0].seconds:.2f} s", cells))
    return rows


def _settings(said: Predictions, kept: Kept) -> list[tuple[str, str]]:
    clip, mask = kept.clip, kept.mask
    counts = ", ".join(f"{count} {name}" for name, count in kept.clips.items())
    versions = ", ".join(f"{name} {version}" for name, version in kept.versions.items())
    return [
        ("model", f"{said.model}: {kept.title}, {kept.variant}, label rule {kept.labels}"),
        ("trained on", f"{counts} clips of {kept.subjects} subjects ({said.data})"),
        ("input", f"{kept.network.input}; {clip.frames} frames of {clip.size}x{clip.size} pixels"),
        ("sampling", clip.sampling),
        (
            "mask",
            f"region {mask.region}, landmarks {mask.landmarks}, dilate {mask.dilate:g}, "
            f"margin {mask.margin:g}, upsample {mask.upsample}",
        ),
        ("trained with", versions),
    ]
