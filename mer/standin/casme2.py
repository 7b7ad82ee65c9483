"""The stand-in of CASME II: a folder of frames or a video per clip, a sheet of 2014 or 2019."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from mer.core import seeds
from mer.core.opencv import cv2
from mer.core.params import Standin
from mer.core.progress import track
from mer.core.vocabulary import DATASETS
from mer.standin import disk, sheets
from mer.standin.cast import Take, action_units, cast, codes
from mer.standin.filming import film
from mer.standin.people import Canvas

NAME = "casme2"
FOLDERS = {
    "cropped": "Cropped",
    "raw_selected": "CASME2_RAW_selected",
    "raw_full": "CASME2-RAW",
    "video": "CASME2_compressed",
}
SHEETS = {"2014": "CASME2-coding-20140508.xlsx", "2019": "CASME2-coding-20190701.xlsx"}
_EDITIONS = {"cropped": "2014", "raw_selected": "2014", "raw_full": "2019", "video": "2019"}

_WHOLE = ("raw_full", "video")  # these also hold what came before the onset and after the offset
_FLAWS = ("apex_slash", "apex_onset", "apex_offset")
_FILE_FLAWS = ("missing_frame", "missing_offset")
_EXTRAS = ("other", "other", "no_folder", "no_label", "empty", "no_face")
_BROKEN_FILES = ("truncated", "zero_bytes")
_EMOTIONS = (
    (("disgust", "repression", "sadness", "fear"), (0.6, 0.25, 0.1, 0.05)),
    (("happiness",), (1.0,)),
    (("surprise",), (1.0,)),
)
_NAMES = (
    "EP{:02d}_{:02d}f",
    "EP{:02d}_{:02d}f",
    "EP{:02d}_{:02d}",
    "EP{:02d}_{}",
    "EP{:02d}_{:02d}_{:02d}",
    "EP{:02d}f",
)
_RATE = 200  # frames per second
_RAW = Canvas(640, 480, 205)


def write(settings: Standin, root: Path) -> None:
    """Write the data set below `root` in the layout `settings.layouts.casme2`."""
    layout = settings.layouts.casme2
    takes = plan(settings)
    disk.note(root, DATASETS[NAME].title)
    top = root / FOLDERS[layout]
    for take in track(takes, f"stand-in {NAME}", len(takes), "clips"):
        if take.oddity == "no_folder":
            continue
        if layout == "video":
            _write_video(top / f"sub{take.code}" / f"{take.name}.avi", take, settings)
        else:
            _write_folder(top / f"sub{take.code}" / take.name, take, settings)
    disk.litter(top, top / f"sub{takes[0].code}")
    edition = _EDITIONS[layout]
    write_sheet(root / SHEETS[edition], [take for take in takes if take.listed], edition)


def plan(settings: Standin) -> list[Take]:
    """Name the clips of the data set, put them in time, and give them emotions."""
    random = seeds.generator("standin", settings.seed, NAME, "names")
    layout = settings.layouts.casme2
    video = layout == "video"
    clips = cast(
        NAME, settings,
        flaws=_FLAWS if video else _FLAWS + _FILE_FLAWS,
        extras=_EXTRAS + (("zero_bytes",) if video else _BROKEN_FILES),
    )  # fmt: skip
    subjects = [f"{code:02d}" for code in codes(settings.subjects, 1, 99, random, usual=26)]
    used: set[tuple[int, str]] = set()
    takes: list[Take] = []
    for clip in clips:
        emotions, shares = _EMOTIONS[clip.label or 0]
        emotion = "others" if clip.label is None else str(random.choice(emotions, p=shares))
        onset = int(random.integers(20, 280))
        if layout in _WHOLE:  # whole recordings start at 1: short ones, but for the first
            onset = 101 if not takes else 5 + onset % 9
        units = action_units(clip.moves if clip.label is None else clip.label, random)
        takes.append(
            Take(
                clip,
                subjects[clip.subject],
                _name(clip.subject, used, random),
                onset,
                emotion,
                units,
            )
        )
    return takes


def _name(subject: int, used: set[tuple[int, str]], random: np.random.Generator) -> str:
    """Invent a clip's name, which follows one of several patterns, unused by this subject."""
    while True:
        form = _NAMES[random.integers(len(_NAMES))]
        name = form.format(*(int(number) for number in random.integers(1, 20, 3)))
        if (subject, name) not in used:
            used.add((subject, name))
            return name


def write_sheet(path: Path, takes: list[Take], edition: str) -> None:
    """Write the label sheet: that of 2014 has two blank columns, that of 2019 objective classes."""
    if edition == "2014":
        header = [
            "Subject", "Filename", None, "OnsetFrame", "ApexFrame", "OffsetFrame", None,
            "Action Units", "Estimated Emotion",
        ]  # fmt: skip
    else:
        header = [
            "Subject", "Filename", "OnsetFrame", "ApexFrame", "OffsetFrame", "Action Units",
            "Objective Classes", "Estimated Emotion",
        ]  # fmt: skip
    sheets.save(
        path,
        {"Sheet1": [header, *(_row(index, take, edition) for index, take in enumerate(takes))]},
    )


def _row(index: int, take: Take, edition: str) -> list:
    # copies re-saved by spreadsheet programs hold some codes as numbers
    subject = int(take.code) if index % 3 == 0 else take.code
    apex = {"apex_slash": "/", "apex_onset": take.onset, "apex_offset": take.offset}.get(
        take.oddity, take.apex
    )
    if edition == "2014":
        return [
            subject,
            take.name,
            None,
            take.onset,
            apex,
            take.offset,
            None,
            take.units,
            take.emotion,
        ]
    objective = 7 if take.clip.label is None else (4, 1, 2)[take.clip.label]
    return [subject, take.name, take.onset, apex, take.offset, take.units, objective, take.emotion]


def _frames(take: Take, settings: Standin) -> Iterator[tuple[int, np.ndarray]]:
    layout = settings.layouts.casme2
    numbers = take.numbers
    if layout in _WHOLE and numbers:
        numbers = range(1, take.offset + 5)
    images = film(
        NAME,
        settings,
        take.clip,
        _canvas(layout, take),
        [number - take.onset for number in numbers],
    )
    return zip(numbers, images, strict=True)


def _canvas(layout: str, take: Take) -> Canvas:
    if layout != "cropped":
        return _RAW
    # registered crops are of about 280x340 pixels, each clip a little different
    width, height = 274 + 3 * (take.onset % 5), 334 + 3 * (take.onset % 4)
    return replace(_RAW, width=width, height=height, face=0.77 * width, middle=0.37)


def _write_folder(folder: Path, take: Take, settings: Standin) -> None:
    form = "reg_img{}.jpg" if settings.layouts.casme2 == "cropped" else "img{}.jpg"
    disk.save(folder, _frames(take, settings), form.format, [take])


def _write_video(path: Path, take: Take, settings: Standin) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if take.oddity in ("empty", "zero_bytes"):
        path.write_bytes(b"")
        return
    canvas = _canvas("video", take)
    video = cv2.VideoWriter(
        str(path),
        cv2.CAP_OPENCV_MJPEG,
        cv2.VideoWriter.fourcc(*"MJPG"),
        _RATE,
        (canvas.width, canvas.height),
    )
    for _, image in _frames(take, settings):
        video.write(image)
    video.release()
