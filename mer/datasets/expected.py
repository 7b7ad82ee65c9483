"""What complete copies of the data sets hold, as counted in their label files or stated by their owners."""

from dataclasses import dataclass

from mer.core.params import Labels

TITLES = {"casme_sq": "CAS(ME)²", "smic": "SMIC", "samm": "SAMM", "casme2": "CASME II"}


@dataclass(frozen=True)
class Edition:
    """One edition of a data set: subjects, and labelled clips of each emotion."""

    name: str
    subjects: int
    emotions: dict[str, int]

    @property
    def clips(self) -> int:
        """The number of labelled clips."""
        return sum(self.emotions.values())


CASME2 = (
    Edition(
        "2014 sheet", 26,
        {"others": 99, "disgust": 63, "happiness": 32, "repression": 27, "surprise": 25, "sadness": 7, "fear": 2},
    ),
    Edition(
        "2019 sheet", 26,
        {"others": 99, "disgust": 63, "happiness": 32, "repression": 27, "surprise": 28, "sadness": 4, "fear": 2},
    ),
)  # fmt: skip
SAMM = Edition(
    "version 2", 29,
    {
        "anger": 57, "other": 26, "happiness": 26, "surprise": 15, "contempt": 12,
        "disgust": 9, "fear": 8, "sadness": 6,
    },
)  # fmt: skip
SMIC = {
    "HS": Edition("HS camera", 16, {"negative": 70, "positive": 51, "surprise": 43}),
    "VIS": Edition("VIS camera", 8, {"negative": 23, "positive": 28, "surprise": 20}),
    "NIR": Edition("NIR camera", 8, {"negative": 23, "positive": 28, "surprise": 20}),
}
CASME_SQ = {
    "micro": {"negative": 21, "positive": 8, "surprise": 9, "others": 19},
    "macro": {"negative": 105, "positive": 116, "surprise": 16, "others": 63},
}
CASME_SQ_SUBJECTS = 22


def editions(dataset: str, labels: Labels) -> tuple[Edition, ...]:
    """Give the editions that a copy of `dataset` may be of; `labels` chooses camera and kinds of expressions."""
    if dataset == "casme2":
        return CASME2
    if dataset == "samm":
        return (SAMM,)
    if dataset == "smic":
        return (SMIC[labels.camera],)
    emotions: dict[str, int] = {}
    for kind in labels.expressions:
        for emotion, count in CASME_SQ[kind].items():
            emotions[emotion] = emotions.get(emotion, 0) + count
    return (Edition(" and ".join(labels.expressions), CASME_SQ_SUBJECTS, emotions),)


def closest(found: dict[str, int], candidates: tuple[Edition, ...]) -> Edition:
    """Give the edition whose counts of emotions differ least from those found; of equal ones the first."""

    def difference(edition: Edition) -> int:
        return sum(
            abs(found.get(name, 0) - edition.emotions.get(name, 0))
            for name in found | edition.emotions
        )

    return min(candidates, key=difference)


def classes(
    edition: Edition, labels: Labels, excluded: tuple[str, ...] = ()
) -> tuple[int, int, int]:
    """Count the clips of each class that the chosen rule makes of an edition.

    Args:
        edition: the counts of emotions.
        labels: the label rules.
        excluded: the emotions of the clips that the rule leaves out by name.

    Returns:
        The numbers of negative, positive and surprise clips.
    """
    rule = labels.chosen
    counts = (
        sum(edition.emotions.get(name, 0) for name in emotions)
        - sum(name in emotions for name in excluded)
        for emotions in (rule.negative, rule.positive, rule.surprise)
    )
    return tuple(counts)
