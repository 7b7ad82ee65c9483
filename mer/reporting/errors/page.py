"""The page data/errors/d-v.html: every wrong prediction of a cell with its frames."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jinja2
import numpy as np

from mer.core.vocabulary import CLASSES
from mer.evaluation.misses import Miss, Misses
from mer.reporting import standin_notice
from mer.reporting.errors import pictures

_TEMPLATE = "errors.html"
_INPUTS = {
    "gray": "their gray values",
    "difference": "their differences to the first alone",
    "centred": "their differences to the mean over the clip",
}


@dataclass(frozen=True)
class Facts:
    """What the label tables say of a clip, as text; empty where they say nothing.

    `interval` is onset, apex and offset.
    """

    emotion: str = ""
    units: str = ""
    interval: str = ""


@dataclass(frozen=True)
class ErrorPage:
    """What the page shows.

    Attributes:
        data: STAND-IN or licensed.
        title: the data set's name in print.
        variant: whose errors.
        protocol: under which.
        inputs: what its network sees of the frames: gray, difference or centred.
        misses: the wrong predictions.
        clips: (clip, sample) → its frames (T, S, S) uint8; copies and mixtures are absent.
        facts: clip → what the label tables say of it.
        notes: further sentences for the foot.
    """

    data: str
    title: str
    variant: str
    protocol: str
    inputs: str
    misses: Misses
    clips: Mapping[tuple[str, str], np.ndarray]
    facts: Mapping[str, Facts]
    notes: Sequence[str] = ()

    @property
    def heading(self) -> str:
        """The title of the page."""
        return f"Errors of {self.variant} on {self.title} under {self.protocol}"

    @property
    def standin(self) -> bool:
        """Whether the faces are the stand-in's."""
        return standin_notice.is_standin(self.data)

    @property
    def seeds(self) -> int:
        """How many seeds the errors are of."""
        return len({one.seed for one in self.misses.found})

    @property
    def size(self) -> str:
        """Number and size of the frames."""
        shapes = {clip.shape for clip in self.clips.values()}
        return " or ".join(f"{t} of {w} x {h} pixels" for t, h, w in sorted(shapes)) or "none"

    @property
    def input(self) -> str:
        """What the network sees of the frames, in words."""
        return _INPUTS[self.inputs]

    @property
    def shown(self) -> list[Miss]:
        """The errors whose frames are known."""
        return [one for one in self.misses.found if (one.clip, one.sample) in self.clips]

    @property
    def groups(self) -> dict[str, list[Miss]]:
        """Heading → the errors below it."""
        if not any(one.others for one in self.shown):
            return {"Wrong": self.shown} if self.shown else {}
        parts = {
            "Missed by every variant": [one for one in self.shown if one.by_all],
            "Right with another variant": [one for one in self.shown if not one.by_all],
        }
        return {heading: part for heading, part in parts.items() if part}

    @property
    def confusions(self) -> list[tuple[str, str, int]]:
        """True class, predicted class, number of errors: the most frequent first."""
        counts = Counter((one.label, one.said.predicted) for one in self.misses.found)
        return [
            (CLASSES[label], CLASSES[predicted], count)
            for (label, predicted), count in sorted(
                counts.items(), key=lambda item: (-item[1], item[0])
            )
        ]

    def picture(self, miss: Miss) -> str:
        """Return the picture of an error as part of the page."""
        return pictures.data_url(pictures.sheet(self.clips[miss.clip, miss.sample]))


def render(page: ErrorPage) -> str:
    """Write the page as one HTML file that loads nothing."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE).render(page=page, classes=CLASSES, unknown=Facts())
