"""What is said of a prediction: what the model is worth, and where a recording differs from it."""

from collections.abc import Iterator, Sequence

from mer.evaluation.results.cells import Interval
from mer.evaluation.results.kept import Kept, Quantiles
from mer.evaluation.results.recordings import Faces
from mer.reporting import standin_notice

CAUTION = (
    "It expects a micro-expression to be there: it does not spot any, knows no neutral face, and "
    "names one of its three classes for whatever it is shown."
)
_TWICE = 1.5
"""A face or frame rate that is more than this many times the trained one, or less, is another."""
_LISTED = 5
"""Stretches without a face that are named."""


def worth(kept: Kept) -> str:
    """Say in one line what loso says that a model is worth."""
    where = f"{kept.title}, {kept.variant}"
    if standin_notice.is_standin(kept.data):
        where = f"{standin_notice.WORD} for {where}"
    found = kept.worth.get("loso")
    if found is None:
        return f"{where}: loso was not run, so what it is worth on unseen subjects is not known."
    subjects = f" of {found.subjects} subjects" if found.subjects else ""
    scores = ", ".join(
        f"{name} {_share(value)}{_ends(interval)}"
        for name, value, interval in (
            ("accuracy", found.accuracy, found.accuracy_interval),
            ("UF1", found.uf1, found.uf1_interval),
            ("UAR", found.uar, found.uar_interval),
        )
    )
    level = ""
    if found.accuracy_interval is not None:
        level = f" ({100 * kept.confidence:g} % intervals)"
    guess = ""
    if found.chance is not None:
        majority = found.chance.majority
        guess = (
            "; always naming the most frequent class reaches accuracy "
            f"{_share(majority.accuracy)}, UF1 {_share(majority.macro_f1)}"
        )
    return (
        f"{where}: on subjects it was not trained on (loso, {found.clips} clips{subjects}) its "
        f"recipe reaches {scores}{level}{guess}."
    )


def _share(value: float) -> str:
    return f"{value:.2f}"


def _ends(interval: Interval | None) -> str:
    if interval is None:
        return ""
    low, high = interval
    return f" [{low:.2f}, {high:.2f}]"


def trained(kept: Kept) -> str:
    """Say of a recording of the model's own data set what an answer about it shows."""
    return (
        f"It lies among the recordings of {kept.title}, and the model may have been trained on it: "
        "then its answer shows nothing about new ones."
    )


def unnamed(others: Sequence[str]) -> str:
    """Say which model it is where the user named none; `others` are data sets that have one."""
    name = f"; `--model {others[0]}` takes another" if others else ""
    return f"The model is that of the first of `datasets` in params.yaml{name}."


def differences(kept: Kept, rate: float, faces: Faces, given: float | None) -> list[str]:
    """Say where a recording differs from what a model was trained on.

    Args:
        kept: the model's card.
        rate: frames per second of the recording.
        faces: what was seen of faces in it.
        given: seconds from the onset to the offset that the user named; None for sliding windows.
    """
    return [*_of_time(kept, rate, given), *_of_faces(kept, faces, given is not None)]


def _of_time(kept: Kept, rate: float, given: float | None) -> Iterator[str]:
    trained = kept.frames_per_second
    if trained and not 1 / _TWICE <= rate / trained <= _TWICE:
        yield (
            f"It has {rate:.4g} frames per second, the clips of {kept.title} have {trained:g}: "
            "what changes from one frame to the next is another part of a movement."
        )
    if given is not None and kept.seconds and _outside(given, kept.seconds):
        yield (
            f"It takes {given:.2f} s from onset to offset, the clips of {kept.title} take "
            f"{_range(kept.seconds, '.2f')} s."
        )


def _of_faces(kept: Kept, faces: Faces, given: bool) -> Iterator[str]:
    if faces.pixels is not None and _outside(faces.pixels, kept.face_pixels):
        yield (
            f"The face is {faces.pixels:.0f} pixels wide, those of {kept.title} are "
            f"{_range(kept.face_pixels, '.0f')}."
        )
    if faces.none and given:
        yield "No face in the onset frame: its place is taken from a later one."
    elif faces.none:
        where = ", ".join(f"{start:.1f}-{end:.1f}" for start, end in faces.faceless[:_LISTED])
        more = ", ..." if len(faces.faceless) > _LISTED else ""
        yield (
            f"No face in {faces.none} of {faces.looked} frames at which windows start "
            f"({where}{more} s): windows that touch them are left out."
        )
    if faces.several:
        yield (
            f"More than one face in {faces.several} of {faces.looked} frames that were searched: "
            "the largest is used."
        )


def _outside(value: float, trained: Quantiles) -> bool:
    return not trained.least / _TWICE <= value <= _TWICE * trained.most


def _range(trained: Quantiles, form: str) -> str:
    return f"{trained.least:{form}} to {trained.most:{form}} (median {trained.median:{form}})"
