"""The stand-in of CAS(ME)²: micro- and macro-expressions cut out of long videos, or the videos."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mer.core import seeds
from mer.core.params import Standin
from mer.core.progress import track
from mer.core.vocabulary import DATASETS
from mer.standin import disk, sheets
from mer.standin.cast import Clip, Take, action_units, cast, codes
from mer.standin.filming import film, record
from mer.standin.people import Canvas

NAME = "casme_sq"
SHEET = "CAS(ME)^2code_final.xlsx"
STEMS = {
    "disgust1": "0101",
    "disgust2": "0102",
    "anger1": "0401",
    "anger2": "0402",
    "happy1": "0502",
    "happy2": "0503",
    "happy3": "0505",
    "happy4": "0507",
    "happy5": "0508",
}
EMOTIONS = ("negative", "positive", "surprise")

_MACRO_FLAWS = ("offset_zero", "apex_zero", "apex_late")  # only macro-expressions have these
_FLAWS = (*_MACRO_FLAWS, "missing_frame", "missing_offset")
_EXTRAS = ("other", "other", "no_folder", "no_label", "empty", "no_face", "truncated", "zero_bytes")
_OWN_VIDEO = (
    "no_folder",
    "no_label",
    "empty",
    "no_face",
)  # in the layout of long videos these are whole videos
_WORDS = ("teath", "wurms", "traffic", "shouting", "kitten", "joke", "dance", "fall", "baby")
_REPORTS = {
    "negative": ("disgust", "anger"),
    "positive": ("happiness", "happyiness"),
    "surprise": ("surprise",),
}
_LONGEST_MICRO = 17  # frames
_LATE = 983  # the first video reaches beyond frame 999 from here
_RAW = Canvas(640, 480, 205)
_CROPPED = Canvas(250, 290, 190, middle=0.37)


@dataclass(frozen=True)
class Expression:
    """A clip of this data set: `take`, the subject's index in the sheets, whether it is micro."""

    take: Take
    index: int
    micro: bool

    @property
    def stem(self) -> str:
        """The stimulus video that it was shown under."""
        return self.take.name.rpartition("_")[0]


def write(settings: Standin, root: Path) -> None:
    """Write the data set below `root` in the layout `settings.layouts.casme_sq`."""
    layout = settings.layouts.casme_sq
    expressions = plan(settings)
    disk.note(root, DATASETS[NAME].title)
    top = root / layout
    if layout == "rawpic":
        _write_videos(top, expressions, settings)
    else:
        _write_clips(top, expressions, settings)
    disk.litter(top, next(path for path in sorted(top.iterdir()) if path.is_dir()))
    write_sheet(root / SHEET, [one for one in expressions if one.take.listed])


def plan(settings: Standin) -> list[Expression]:
    """Name the clips of the data set, put them into long videos, and give them emotions."""
    random = seeds.generator("standin", settings.seed, NAME, "names")
    clips = cast(NAME, settings, _FLAWS, _EXTRAS)
    folders = codes(settings.subjects, 15, 99, random, usual=30)
    short = settings.layouts.casme_sq == "rawpic"
    expressions: list[Expression] = []
    for subject, folder in enumerate(folders):
        own = [_kind(clip) for clip in clips if clip.subject == subject]
        stems = [str(stem) for stem in random.permutation(list(STEMS))]
        spare = iter(stems[4:])
        chosen = [
            next(spare) if c.oddity in _OWN_VIDEO else stems[random.integers(4)] for c, _ in own
        ]
        last: dict[str, int] = {}  # the frame that each video has reached
        counts = dict.fromkeys(stems, 0) | {stems[0]: 8}  # counters reach two digits
        for (clip, micro), stem in zip(own, chosen, strict=True):
            start = int(random.integers(8, 30) if short else random.integers(20, 700))
            if not expressions:
                start = _LATE
            onset = last.get(stem, start) + int(random.integers(6, 14))
            last[stem] = onset + clip.length
            counts[stem] += 1
            emotion = "others" if clip.label is None else EMOTIONS[clip.label]
            units = "NULL" if random.random() < 0.1 else action_units(clip.moves, random)
            take = Take(clip, f"{folder:02d}", f"{stem}_{counts[stem]}", onset, emotion, units)
            expressions.append(Expression(take, subject + 1, micro))
    return expressions


def _kind(clip: Clip) -> tuple[Clip, bool]:
    """Make about one clip in three a micro-expression, and keep those short."""
    micro = (clip.subject + clip.number) % 3 == 1 and clip.oddity not in _MACRO_FLAWS
    if micro and clip.length > _LONGEST_MICRO:
        clip = replace(clip, length=_LONGEST_MICRO)
    return clip, micro


def write_sheet(path: Path, expressions: list[Expression]) -> None:
    """Write the label sheet: three sheets, no header in any."""
    rows = []
    for one in expressions:
        take = one.take
        apex = {"apex_zero": 0, "apex_late": take.offset + 3}.get(take.oddity, take.apex)
        offset = 0 if take.oddity == "offset_zero" else take.offset
        reports = _REPORTS.get(take.emotion, ("confused",))
        kind = "micro-expression" if one.micro else "macro-expression"
        report = reports[take.onset % len(reports)]
        rows.append([
            one.index, take.name, take.onset, apex, offset, take.units, take.emotion, kind, report,
        ])  # fmt: skip
    subjects = [[int(one.take.code), f"s{one.take.code}", one.index] for one in expressions]
    stems = [[code, stem] for stem, code in STEMS.items()]
    sheets.save(path, {"CASFEcode_final": rows, "naming rule1": subjects, "naming rule2": stems})


def _write_clips(top: Path, expressions: list[Expression], settings: Standin) -> None:
    cropped = settings.layouts.casme_sq == "cropped"
    canvas = _CROPPED if cropped else _RAW
    for one in track(expressions, f"stand-in {NAME}", len(expressions), "clips"):
        take = one.take
        if take.oddity == "no_folder":
            continue
        images = film(
            NAME, settings, take.clip, canvas, [number - take.onset for number in take.numbers]
        )
        folder = top / (take.code if cropped else f"s{take.code}") / take.name
        disk.save(folder, zip(take.numbers, images, strict=True), "img{}.jpg".format, [take])


def _write_videos(top: Path, expressions: list[Expression], settings: Standin) -> None:
    videos: dict[tuple[str, str], list[Take]] = {}
    for one in expressions:
        videos.setdefault((one.take.code, one.stem), []).append(one.take)
    strays = 1 if settings.subjects > 1 else 0
    for index, ((code, stem), takes) in enumerate(
        track(videos.items(), f"stand-in {NAME}", len(videos), "videos")
    ):
        if takes[0].oddity == "no_folder":
            continue
        # one video lies in the folder of another subject: the second, since the first of a subject
        # could be its only one
        owner = expressions[-1].take.code if index == strays else code
        folder = (
            top
            / f"s{owner}"
            / f"{code}_{STEMS[stem]}{stem.rstrip('12345')}{_WORDS[list(STEMS).index(stem)]}"
        )
        frames = () if takes[0].oddity == "empty" else _video(takes, settings)
        disk.save(folder, frames, "img{:03d}.jpg".format, takes)


def _video(takes: list[Take], settings: Standin) -> Iterator[tuple[int, np.ndarray | bytes]]:
    """Draw a long video from its frame 1.

    The rest before its clips repeats a few files, which saves time.
    """
    begin = max(1, takes[0].onset - 8)
    numbers = range(1, begin)
    rest = film(NAME, settings, takes[0].clip, _RAW, [-10 - number for number in numbers[:6]])
    files = [disk.encode(image, ".jpg") for image in rest]
    yield from ((number, files[number % len(files)]) for number in numbers)
    yield from record(NAME, settings, takes, _RAW, begin, takes[-1].offset + 6)
