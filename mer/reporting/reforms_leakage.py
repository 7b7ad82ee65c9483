"""The eight kinds of leakage under each protocol, as the plans show them."""

from collections.abc import Callable

from mer.core.vocabulary import DATASETS
from mer.evaluation.separation import Separation
from mer.reporting.markdown import grid
from mer.reporting.reforms import Study

_FOR_A_PERSON = "for a person"
_KINDS: dict[str, tuple[str, Callable[[Separation], str] | None]] = {
    "L1.1": (
        "no test set: the same sample trains and tests",
        lambda one: _share(one.same, one) + _without_test(one),
    ),
    "L1.2": (
        "preprocessing over both parts: SMOTE mixed a test clip into a training sample",
        lambda one: _share(one.mixed, one),
    ),
    "L1.3": ("features were selected over both parts", lambda _: "none: no step selects features"),
    "L1.4": (
        "duplicates: the clip, a window, a copy or a mixture of it trains, or one of equal pixels "
        "under another name",
        lambda one: _share(one.known, one),
    ),
    "L2": ("inputs that nobody has when it counts", None),
    "L3.1": ("training on what came after the test", None),
    "L3.2": (
        "dependence: other clips of the tested subject train",
        lambda one: _share(one.subject, one),
    ),
    "L3.3": (
        "the test part is another population than the clips: classes",
        lambda one: f"by up to {one.shift:.1f} points" if one.shift else "none",
    ),
}
"""Kind of Kapoor and Narayanan → what it is here, and what the counts say of it."""


def kinds(study: Study) -> str:
    """Lay out a line for each kind and a column for each protocol, over all cells."""
    known = {name: study.separation(name) for name in study.protocols}
    rows = [
        [
            name,
            what,
            *(say(one) if say and one else _FOR_A_PERSON for one in known.values()),
        ]
        for name, (what, say) in _KINDS.items()
    ]
    return grid(["Kind", "What it is here", *known], rows, numbers=range(2, 2 + len(known)))


def variants(study: Study) -> str:
    """Lay out a line for each protocol and variant, over the data sets."""
    rows = []
    for protocol in study.protocols:
        for variant in study.settings.variants:
            one = study.separation(protocol, variant)
            if one:
                counts = (one.same, one.clip, one.mixed, one.twin, one.subject)
                shares = [_share(count, one) for count in counts]
                head = [protocol, variant, str(one.folds), str(one.tested)]
                rows.append([*head, *shares, f"{one.shift:.1f}"])
    headers = ["Protocol", "Variant", "folds", "test samples", "same sample trains", "clip trains"]
    headers += ["SMOTE mixed it in", "twin trains", "subject trains", "class shares off by points"]
    return grid(headers, rows, numbers=range(2, len(headers)))


def notes(study: Study) -> list[str]:
    """Say what the counts cannot."""
    annotated = "from onset to offset, which coders marked after they had seen the whole clip"
    said = [
        "Counted sample by sample in data/plans/, over all data sets"
        + (f" ({', '.join(study.titles.values())})" if len(study.titles) > 1 else "")
        + "; a percentage is the share of the test samples. `twin` is a clip with the same pixels "
        "under another name.",
        f"L2: the network sees {' and '.join(study.settings.current.network.inputs)} of frames "
        f"{annotated}. Emotion, action units and apex are no input. Whether somebody who wants a "
        "prediction knows onset and offset is for a person to say.",
        "L3.1: the plans hold no dates. Clips of one recording session are of one subject, so what "
        "L3.2 says covers them as far as they are labelled so.",
        "L3.3: only classes are compared, and in a small test part luck alone moves their shares. "
        "Who takes part in a laboratory's recordings, and what they feel there, is for a person to "
        "say.",
    ]
    if set(study.titles) - set(DATASETS):
        said.append("A subject is one of its data set: the same person in two would not be known.")
    return said


def _without_test(one: Separation) -> str:
    return f"; {one.without_test} of {one.folds} folds test nothing" if one.without_test else ""


def _share(count: int, of: Separation) -> str:
    if not count:
        return "none"
    return f"{100 * count / max(1, of.tested):.0f} %" if count < of.tested else "all"
