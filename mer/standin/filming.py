"""Clips as frames: a subject acts in front of a camera whose picture shakes and is noisy."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mer.core import seeds
from mer.core.opencv import cv2
from mer.core.params import Standin
from mer.standin import motion, people
from mer.standin.cast import Clip, Take
from mer.standin.people import Canvas, Person, Portrait
from mer.standin.warp import Warp

_NOISE = 1.2  # gray levels, standard deviation of the sensor's noise
_USUAL = 0.8  # share of clips in which a subject shows a class in their usual way
_FAINT = 0.3  # strength of another class than the label's: raters err where little is to be seen
_DRIFT = 0.008  # eye distances that a head drifts over a clip, standard deviation
_EDGE = 0.12  # share of the moving region over which movement fades out towards its border


@dataclass(frozen=True)
class _Set:
    """One subject before one camera: the frame at rest, and the face's region; only that moves."""

    portrait: Portrait
    region: tuple[slice, slice]
    warp: Warp
    fade: np.ndarray


@dataclass(frozen=True)
class _Act:
    """What happens in one clip: fields, their strengths over time, how the whole picture shakes."""

    fields: list[np.ndarray]
    strengths: np.ndarray
    sways: np.ndarray


def film(
    dataset: str, settings: Standin, clip: Clip, canvas: Canvas, numbers: Sequence[int]
) -> Iterator[np.ndarray]:
    """Draw frames of a clip.

    Args:
        dataset: names the clip's random numbers, and its subjects.
        settings: seed and jitter.
        clip: who acts what; a clip with the oddity `no_face` shows none.
        canvas: the camera.
        numbers: the frames wanted, 0 being the onset frame; others may lie before the onset or
            after the offset.

    Returns:
        One (height, width[, 3]) uint8 image per number, colours in OpenCV's order.
    """
    random = seeds.generator("standin", settings.seed, dataset, clip.subject, clip.number)
    place = _set(dataset, settings.seed, clip.subject, canvas)
    if clip.oddity == "no_face":
        still, moves = _scenery(canvas, random), None
    else:
        still = place.portrait.image
        moves = _act(
            _person(dataset, settings.seed, clip.subject),
            place,
            clip,
            np.asarray(numbers),
            settings,
            random,
        )
    size = (still.shape[0] + 16, still.shape[1] + 16, *still.shape[2:])
    grain = (random.standard_normal(size, np.float32) * _NOISE).round().astype(np.int16)
    for index in range(len(numbers)):
        frame = still if moves is None else _moved(place, moves, index)
        down, right = random.integers(0, 16, 2)
        patch = grain[down : down + frame.shape[0], right : right + frame.shape[1]]
        yield cv2.add(frame, patch, dtype=cv2.CV_8U)


def record(
    dataset: str, settings: Standin, takes: Sequence[Take], canvas: Canvas, first: int, last: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Draw a recording that holds several clips of one subject.

    Args:
        dataset: as for `film`.
        settings: as for `film`.
        takes: the clips, in order.
        canvas: the camera.
        first: the number of the recording's first frame.
        last: that of its last.

    Returns:
        Number and image of every frame.
    """
    for index, take in enumerate(takes):
        start = first if index == 0 else (takes[index - 1].offset + take.onset) // 2 + 1
        end = last if take is takes[-1] else (take.offset + takes[index + 1].onset) // 2
        numbers = range(start, end + 1)
        yield from zip(
            numbers,
            film(dataset, settings, take.clip, canvas, [n - take.onset for n in numbers]),
            strict=True,
        )


def _person(dataset: str, seed: int, subject: int) -> Person:
    return people.person(seed, dataset, subject, units=len(motion.UNITS))


@functools.lru_cache(maxsize=2)
def _set(dataset: str, seed: int, subject: int, canvas: Canvas) -> _Set:
    """Seat a subject; kept, since all clips of a subject follow one another."""
    portrait = people.portrait(_person(dataset, seed, subject), canvas)
    points = motion.handles(portrait.landmarks)
    reach = np.linalg.norm(portrait.landmarks[36] - portrait.landmarks[45])
    low = np.maximum(points.min(0) - 0.35 * reach, 0).astype(int)
    high = np.minimum(points.max(0) + 0.35 * reach, [canvas.width, canvas.height]).astype(int)
    width, height = (int(side) for side in high - low)
    warp = Warp(points - low, width, height, reach=float(0.25 * reach))
    return _Set(portrait, (slice(low[1], high[1]), slice(low[0], high[0])), warp, _fading(warp))


def _fading(warp: Warp) -> np.ndarray:
    """Return the weights of movement over a region: 1 inside, falling to 0 at its border."""
    rows, columns = warp.shape[:2]
    sides = [np.minimum(1, (np.arange(n) + 0.5) / n / _EDGE) for n in (rows, columns)]
    vertical, horizontal = (np.minimum(side, side[::-1]) for side in sides)
    return (vertical[:, None] * horizontal[None, :])[..., None].astype(np.float32)


def _act(
    who: Person,
    place: _Set,
    clip: Clip,
    times: np.ndarray,
    settings: Standin,
    random: np.random.Generator,
) -> _Act:
    """Decide how the face moves in a clip (expression, distraction, habit) and the head."""
    landmarks, last = place.portrait.landmarks, clip.length - 1
    expression = _expression(who, clip, random)
    distraction, habit = _distraction(random), who.habit[:, None] * np.full((1, 2), 0.08)
    amounts = (expression, distraction, habit)
    fields = [place.warp.field(motion.shifts(landmarks, amount * who.gains)) for amount in amounts]
    middle = clip.apex + random.normal(0, 0.06) * clip.length
    strengths = [
        motion.curve(times, 0, clip.apex, last, rest=random.uniform(0, 0.3)),
        motion.curve(times, *_window(clip.length, random)),
        motion.curve(times, 0, np.clip(middle, 1, last), last),
    ]
    eyes = np.linalg.norm(landmarks[36:42].mean(0) - landmarks[42:48].mean(0))
    drift = np.clip(times / last, 0, 1)[:, None] * random.normal(0, _DRIFT * eyes, 2)
    shake = random.normal(0, settings.jitter, (len(times), 2)) if settings.jitter else 0.0
    return _Act(fields, np.stack(strengths).astype(np.float32), (drift + shake).astype(np.float32))


def _expression(who: Person, clip: Clip, random: np.random.Generator) -> np.ndarray:
    """Draw how strongly each unit of the acted class moves on each side: (units, 2)."""
    choices = motion.EXPRESSIONS[clip.moves]
    amounts = np.zeros((len(motion.UNITS), 2))
    strength = who.strength * random.uniform(0.7, 1.2) * (_FAINT if clip.mismatched else 1.0)
    usual = random.random() < _USUAL
    chosen = int((who.style[clip.moves] if usual else random.random()) * len(choices))
    for unit in choices[chosen]:
        amounts[motion.UNITS.index(unit)] = strength * np.exp(random.normal(0, 0.15, 2))
    return amounts


def _distraction(random: np.random.Generator) -> np.ndarray:
    """Draw movements that say nothing about the class: (units, 2)."""
    amounts = np.zeros((len(motion.UNITS), 2))
    for unit in random.choice(len(motion.UNITS), size=2, replace=False):
        amounts[unit] = random.uniform(0.1, 0.5) * random.uniform(0.3, 1, 2)
    return amounts


def _window(length: int, random: np.random.Generator) -> tuple[float, float, float]:
    onset, apex, offset = np.sort(random.uniform(-0.3, 1.3, 3)) * length
    return float(onset), float(apex), float(offset)


def _moved(place: _Set, act: _Act, index: int) -> np.ndarray:
    field = sum(
        field * strength
        for field, strength in zip(act.fields, act.strengths[:, index], strict=True)
    )
    frame = place.portrait.image.copy()
    frame[place.region] = place.warp.apply(
        frame[place.region], (field + act.sways[index]) * place.fade
    )
    return frame


def _scenery(canvas: Canvas, random: np.random.Generator) -> np.ndarray:
    """Draw a wall with stains: what a camera sees when nobody sits in front of it."""
    shape = (canvas.height, canvas.width, 3 if canvas.color else 1)
    stains = cv2.GaussianBlur(
        random.normal(0, 1, shape).astype(np.float32), (0, 0), canvas.width / 25
    )
    stains = stains.reshape(shape) / stains.std()
    wall = np.clip(random.uniform(90, 160, shape[2]) + 14 * stains, 0, 255).astype(np.uint8)
    return wall if canvas.color else wall[..., 0]
