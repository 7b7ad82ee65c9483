"""Controls taken together: accuracies, their differences, and what training reached."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from mer.core.params import Evaluate
from mer.core.seeds import generator
from mer.core.vocabulary import in_order
from mer.evaluation.intervals import bootstrap, bootstrap_difference
from mer.evaluation.results import ControlResult, Estimate, Training

_DIGITS = 4


def accuracy(controls: Sequence[ControlResult], protocol: str, settings: Evaluate) -> Estimate:
    """Pool the accuracy under a protocol, with its interval from a bootstrap over subjects."""
    counts = _counts(controls, protocol)
    rows = np.array(list(counts.values()))
    trials = {"accuracy": clips(controls, protocol, lambda control: control.dataset)}
    results = [one.protocols[protocol] for one in controls if protocol in one.protocols]
    return Estimate(
        value=points(_share(rows.sum(0))["accuracy"]),
        interval=_interval(bootstrap(rows, _share, *_resamples(settings), trials)),
        one_class=all(result.one_class for result in results),
    )


def clips(
    controls: Sequence[ControlResult], protocol: str, group: Callable[[ControlResult], Hashable]
) -> int:
    """Count different test clips.

    Args:
        controls: the controls.
        protocol: under which they are looked at.
        group: says of a control which others test the same clips, as variants of a data set do.
    """
    found: dict[Hashable, int] = {}
    for control in controls:
        if protocol in control.protocols:
            mine = control.protocols[protocol].clips
            found[group(control)] = max(mine, found.get(group(control), 0))
    return sum(found.values())


Side = tuple[Sequence[ControlResult], str]
"""Controls and the protocol under which they are looked at."""


def difference(first: Side, second: Side, settings: Evaluate) -> Estimate:
    """Take the difference of two accuracies in points, each resample of subjects on both sides."""
    counts, others = _counts(*first), _counts(*second)
    subjects = sorted({*counts, *others})
    nothing = np.zeros(2, np.int64)
    here, there = (
        np.array([side.get(subject, nothing) for subject in subjects]) for side in (counts, others)
    )
    value = _share(here.sum(0))["accuracy"] - _share(there.sum(0))["accuracy"]
    ends = bootstrap_difference(here, there, _share, *_resamples(settings))
    return Estimate(value=points(value), interval=_interval(ends))


Counts = dict[tuple[str, str], np.ndarray]
"""(Data set, subject) → right answers and test samples, shape (2,); sorted."""


def _counts(controls: Sequence[ControlResult], protocol: str) -> Counts:
    """Add up the answers of each subject over the controls."""
    found: Counts = {}
    for control in controls:
        for subject, pair in control.subjects.get(protocol, {}).items():
            key = (control.dataset, subject)
            found[key] = found.get(key, np.zeros(2, np.int64)) + np.array(pair)
    return dict(sorted(found.items()))


def _resamples(settings: Evaluate) -> tuple[np.random.Generator, int, float]:
    """Return what draws the resamples, their number and the confidence.

    The draws start anew every time, so whatever has equally many subjects is judged on the same
    resamples.
    """
    draws = generator("bootstrap", settings.seed, "leakage")
    return draws, settings.bootstrap, settings.confidence


def _share(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Divide the right answers by the test samples, in sums (..., 2); NaN where none is tested."""
    with np.errstate(invalid="ignore"):
        return {"accuracy": sums[..., 0] / sums[..., 1]}


def _interval(ends: dict[str, np.ndarray] | None) -> tuple[float, float] | None:
    return None if ends is None else (points(ends["accuracy"][0]), points(ends["accuracy"][1]))


def training(controls: Sequence[ControlResult]) -> dict[str, Training]:
    """Average what training reached over controls: protocol → the mean of its records."""
    found = {}
    for protocol in in_order(protocols(controls)):
        records = [one.training[protocol] for one in controls if protocol in one.training]
        fitted = [one.fitted for one in records if one.fitted is not None]
        found[protocol] = Training(
            clips=_mean([one.clips for one in records]),
            samples=_mean([one.samples for one in records]),
            epochs=_mean([one.epochs for one in records]),
            steps=_mean([one.steps for one in records]),
            accuracy=_mean([one.accuracy for one in records]),
            fitted=_mean(fitted) if fitted else None,
        )
    return found


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), _DIGITS)


def points(value: np.ndarray | float) -> float:
    """Turn a fraction into percent, or a difference of two into points."""
    return round(100 * float(value), _DIGITS)


def protocols(controls: Sequence[ControlResult]) -> list[str]:
    """List the protocols of all controls, with repeats."""
    return [name for control in controls for name in control.protocols]
