"""Who plays in the stand-in of a data set: which subject shows what, and what is odd about it."""

from dataclasses import dataclass, replace

import numpy as np

from mer.core import seeds
from mer.core.errors import UserError
from mer.core.params import Standin
from mer.standin.motion import EXPRESSIONS

# How the licensed clips spread over negative, positive and surprise, drawn half-way to an even
# share: in the few clips of a stand-in nearly every subject must still show every class.
_SHARES = {
    "casme_sq": (0.42, 0.37, 0.21),
    "smic": (0.38, 0.32, 0.30),
    "samm": (0.51, 0.27, 0.22),
    "casme2": (0.49, 0.27, 0.24),
}
_LEAST = 3  # clips of a class, where there are enough: SMOTE and stratified splits need some


@dataclass(frozen=True)
class Clip:
    """One clip before it has a name.

    `subject` and `number` count from 0, subjects and the clips of one subject. `label` is the class
    0, 1, 2 that the sheet will say, `None` for an emotion of no class; `moves` the class that is
    acted. `apex` and `length` are frames counted from the onset frame, which is 0; the offset frame
    is `length - 1`. `oddity` is what is wrong with it.
    """

    subject: int
    number: int
    label: int | None
    moves: int
    apex: int
    length: int
    oddity: str = ""

    @property
    def mismatched(self) -> bool:
        """Whether the face says something else than the label."""
        return self.label is not None and self.moves != self.label


def cast(
    dataset: str, settings: Standin, flaws: tuple[str, ...], extras: tuple[str, ...]
) -> list[Clip]:
    """Draw the clips of a data set.

    Args:
        dataset: a name of `mer.core.vocabulary.DATASETS`.
        settings: how many subjects and clips.
        flaws: oddities given to clips of the three classes, which stay usable: each to one clip, as
            long as there are clips left.
        extras: oddities of further clips that a loader must leave out: each of one clip, spread
            over the subjects.

    Returns:
        `subjects * clips` clips of the three classes and one for each of `extras`, by subject and
        number.
    """
    random = seeds.generator("standin", settings.seed, dataset, "cast")
    hands = deal(dataset, settings.subjects, settings.clips, random)
    clips = [
        _timed(subject, number, label, label, random)
        for subject, labels in enumerate(hands)
        for number, label in enumerate(labels)
    ]
    places = random.permutation(len(clips))[: round(settings.mismatched * len(clips))]
    _mismatch(clips, [int(place) for place in places], random)
    for place, flaw in zip(random.permutation(len(clips)), flaws, strict=False):
        clips[place] = replace(clips[place], oddity=flaw)
    for index, oddity in enumerate(extras):
        subject = index % settings.subjects
        number = settings.clips + index // settings.subjects
        label = {"other": None, "contempt": 0}.get(oddity, int(random.integers(3)))
        clips.append(
            replace(_timed(subject, number, label, int(random.integers(3)), random), oddity=oddity)
        )
    return sorted(clips, key=lambda clip: (clip.subject, clip.number))


def _mismatch(clips: list[Clip], places: list[int], random: np.random.Generator) -> None:
    """Let some clips swap their movements between classes.

    They swap, as drawn ones would swamp the rare classes with the frequent one.
    """
    places.sort(key=lambda place: clips[place].moves)  # until here each moves as its label says
    labels = [clips[place].moves for place in places]
    rolled: np.ndarray = np.roll(labels, max(map(labels.count, range(3))))
    for place, label, moves in zip(places, labels, rolled, strict=True):
        # where one class has more than half of them, some find no partner
        other = int(moves) if moves != label else int((label + random.integers(1, 3)) % 3)
        clips[place] = replace(clips[place], moves=other)


def deal(dataset: str, subjects: int, clips: int, random: np.random.Generator) -> list[list[int]]:
    """Deal class labels: unbalanced as in the licensed data, every class present.

    Returns:
        One list of `clips` labels per subject, in random order; nearly every one has all classes.
    """
    labels = np.repeat([0, 1, 2], _counts(_SHARES[dataset], subjects * clips))
    hands = [list(labels[subject::subjects]) for subject in range(subjects)]
    for _ in range(subjects):  # no hand is quite like the others
        one, other = random.integers(subjects, size=2)
        first, second = random.integers(clips, size=2)
        if hands[one].count(hands[one][first]) > 1 and hands[other].count(hands[other][second]) > 1:
            hands[one][first], hands[other][second] = hands[other][second], hands[one][first]
    return [[int(label) for label in random.permutation(hand)] for hand in hands]


def _counts(shares: tuple[float, ...], total: int) -> list[int]:
    """Split `total` by `shares`, giving every class at least `_LEAST` or what is there."""
    least = min(_LEAST, total // len(shares))
    counts = [max(least, int(share * total)) for share in shares]
    counts[0] += total - sum(counts)
    return counts


def _timed(
    subject: int, number: int, label: int | None, moves: int, random: np.random.Generator
) -> Clip:
    length = int(random.integers(12, 21))
    apex = round(length * random.uniform(0.35, 0.65))
    return Clip(subject, number, label, moves, apex, length)


@dataclass(frozen=True)
class Take:
    """A clip with everything its data set says about it.

    `code` is the subject's as folders write it, `name` the clip's, `onset` the number of its first
    frame, `units` the cell of its action units, which is a number or text.
    """

    clip: Clip
    code: str
    name: str
    onset: int
    emotion: str
    units: int | str

    @property
    def apex(self) -> int:
        """The number of the frame with the strongest expression."""
        return self.onset + self.clip.apex

    @property
    def offset(self) -> int:
        """The number of the last frame."""
        return self.onset + self.clip.length - 1

    @property
    def oddity(self) -> str:
        """What is wrong with it."""
        return self.clip.oddity

    @property
    def listed(self) -> bool:
        """Whether the label sheet has a row for it."""
        return self.oddity != "no_label"

    @property
    def numbers(self) -> range:
        """The numbers of its frames on disk, from onset to offset; none for an empty folder."""
        return range(self.onset, self.onset if self.oddity == "empty" else self.offset + 1)


def codes(count: int, first: int, last: int, random: np.random.Generator, usual: int) -> list[int]:
    """Draw ascending subject numbers with gaps, from `first` on.

    Args:
        count: how many.
        first: the smallest number that the data set's pattern can hold.
        last: the largest.
        random: the task's generator.
        usual: how many numbers to draw from where that is enough.

    Raises:
        UserError: the pattern cannot hold so many.
    """
    room = last - first + 1
    if count > room:
        raise UserError(
            f"standin.subjects: expected at most {room}, as this data set's subject codes go "
            f"from {first} to {last}, received {count}; lower it."
        )
    room = min(room, max(usual, count))
    return sorted(int(first + number) for number in random.choice(room, size=count, replace=False))


def action_units(moves: int, random: np.random.Generator) -> int | str:
    """Invent the cell of the action units: a number if there is one, else text such as `4+L10`."""
    ways = EXPRESSIONS[moves]
    units = list(ways[random.integers(len(ways))])
    if len(units) == 1:
        return int(units[0])
    if random.random() < 0.3:
        units[-1] = ("L" if random.random() < 0.5 else "R") + units[-1]
    return "+".join(units)
