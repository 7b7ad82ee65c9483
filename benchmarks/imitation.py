"""A full-size imitation of the licensed data sets: their layouts, counts and sizes, no content.

Clips per emotion, subjects, lengths, picture sizes and formats are those of docs/data.md. The faces
and the label sheets are the stand-in's. One frame in `EVERY` is drawn; those up to the next one are
hard links to it, so that 47,000 files of 8 GB take minutes and 1.5 GB to write. Every file is read
and hashed all the same, if from the memory that holds the first of them.
"""

import functools
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mer.core import execution, params
from mer.standin import casme2, casme_sq, disk, samm, smic
from mer.standin.cast import Clip, Take
from mer.standin.filming import film
from mer.standin.people import Canvas

EVERY = 6
_CLASSES = {
    "positive": 1, "happiness": 1, "Happiness": 1, "surprise": 2, "Surprise": 2,
    "others": None, "Other": None,
}  # fmt: skip
_STEMS = tuple(casme_sq.STEMS)


@dataclass(frozen=True)
class Size:
    """How large a data set is.

    `lengths` are the fewest frames of a clip, their mean, and the most; `emotions` counts clips.
    """

    subjects: int
    lengths: tuple[int, float, int]
    canvas: Canvas
    emotions: dict[str, int]


SIZES = {
    "casme_sq": Size(
        22, (4, 40, 118), Canvas(640, 480, 205),
        {"negative": 126, "positive": 124, "surprise": 25, "others": 82},
    ),
    "smic": Size(
        16, (11, 34, 58), Canvas(640, 480, 205),
        {"negative": 70, "positive": 51, "surprise": 43},
    ),
    "samm": Size(
        29, (30, 74, 101), Canvas(2040, 1088, 400, middle=0.45, color=False),
        {"Anger": 57, "Other": 26, "Happiness": 26, "Surprise": 15, "Contempt": 12, "Disgust": 9,
         "Fear": 8, "Sadness": 6},
    ),
    "casme2": Size(
        26, (24, 67, 141), Canvas(280, 340, 215, middle=0.37),
        {"others": 99, "disgust": 63, "happiness": 32, "repression": 27, "surprise": 25,
         "sadness": 7, "fear": 2},
    ),
}  # fmt: skip
_MICRO = 57  # expressions of CAS(ME)² that are short
_MICRO_LENGTHS = (9, 13.6, 17)


def write(root: Path, share: float, settings: params.Params) -> None:
    """Write the four data sets below `root`, each under its key.

    Args:
        root: becomes what `data/licensed` would be.
        share: of the clips of each emotion; 1 for all.
        settings: params.yaml, for the stand-in's seed and jitter and the number of processes.
    """
    work = []
    for dataset in SIZES:
        takes = plan(dataset, share)
        _write_sheet(root / dataset, dataset, takes)
        by_subject = itertools.groupby(takes, lambda take: take.clip.subject)
        work += [(root / dataset, dataset, list(group)) for _, group in by_subject]
    local = settings.execution.model_copy(update={"address": ""})
    draw = functools.partial(_write_subject, settings=settings.standin)
    with execution.executor(local, preload="mer.standin") as pool:
        for _ in execution.ordered_map(pool, draw, work):
            pass


def plan(dataset: str, share: float = 1) -> list[Take]:
    """Name the clips of a data set, subject after subject, and draw how long they are."""
    size = SIZES[dataset]
    random = np.random.default_rng(0)
    emotions = [
        emotion for emotion, count in size.emotions.items() for _ in range(round(count * share))
    ]
    takes = []
    for number, emotion in enumerate(random.permutation(emotions)):
        subject, micro = number % size.subjects, dataset == "casme_sq" and number < _MICRO * share
        low, mean, high = _MICRO_LENGTHS if micro else size.lengths
        mode = min(high, max(low, 3 * mean - low - high))
        length = round(random.triangular(low, mode, high))
        label = _CLASSES.get(emotion, 0)
        clip = Clip(subject, number // size.subjects, label, label or 0, length // 2, length)
        takes.append(_named(dataset, clip, str(emotion)))
    return sorted(takes, key=lambda take: take.clip.subject)


def _named(dataset: str, clip: Clip, emotion: str) -> Take:
    """Name a clip in the manner of its data set."""
    number = clip.number + 1
    code = {
        "casme_sq": f"{clip.subject + 15:02d}",
        "smic": str(clip.subject + 1),
        "samm": f"{clip.subject + 6:03d}",
        "casme2": f"{clip.subject + 1:02d}",
    }[dataset]
    name = {
        "casme_sq": f"{_STEMS[clip.number % len(_STEMS)]}_{number}",
        "smic": f"s{code}_{smic.TOKENS[clip.label or 0]}_{number:02d}",
        "samm": f"{code}_1_{number}",
        "casme2": f"EP{number:02d}_01f",
    }[dataset]
    return Take(clip, code, name, 1001 if dataset in ("smic", "samm") else 101, emotion, 4)


def _write_sheet(root: Path, dataset: str, takes: list[Take]) -> None:
    disk.note(root, f"{dataset}, imitated at full size")
    if dataset == "casme2":
        casme2.write_sheet(root / casme2.SHEETS["2014"], takes, "2014")
    elif dataset == "samm":
        samm.write_sheet(root / samm.SHEET, takes)
    elif dataset == "casme_sq":
        short = _MICRO_LENGTHS[2]
        casme_sq.write_sheet(
            root / casme_sq.SHEET,
            [
                casme_sq.Expression(take, take.clip.subject + 1, take.clip.length <= short)
                for take in takes
            ],
        )


def _folder(root: Path, dataset: str, take: Take) -> tuple[Path, Callable[[int], str]]:
    """Return where a clip lies, and what names its frames have."""
    if dataset == "casme_sq":
        return root / "selectedpic" / f"s{take.code}" / take.name, "img{}.jpg".format
    if dataset == "smic":
        top = root / "SMIC_all_raw" / "HS" / f"s{take.code}" / "micro" / take.emotion
        return top / take.name, "image{:06d}.bmp".format
    if dataset == "samm":
        return root / "SAMM" / take.code / take.name, (take.code + "_{:05d}.jpg").format
    return root / "Cropped" / f"sub{take.code}" / take.name, "reg_img{}.jpg".format


def _write_subject(work: tuple[Path, str, list[Take]], settings: params.Standin) -> None:
    root, dataset, takes = work
    for take in takes:
        folder, name = _folder(root, dataset, take)
        folder.mkdir(parents=True)
        for number, content in _files(dataset, take, Path(name(0)).suffix, settings):
            if isinstance(content, bytes):
                drawn = folder / name(number)
                drawn.write_bytes(content)
            else:
                os.link(drawn, folder / name(number))


def _files(
    dataset: str, take: Take, extension: str, settings: params.Standin
) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of every frame; None for the bytes of the one before it."""
    # registered crops of CASME II are of about 280x340 pixels, each clip a little different
    canvas = SIZES[dataset].canvas
    if dataset == "casme2":
        canvas = replace(canvas, width=274 + 3 * (take.clip.subject % 5))
    drawn = range(0, take.clip.length, EVERY)
    images = film(dataset, settings, take.clip, canvas, drawn)
    for first, image in zip(drawn, images, strict=True):
        yield take.onset + first, disk.encode(image, extension)
        for number in range(first + 1, min(first + EVERY, take.clip.length)):
            yield take.onset + number, None
