"""The stand-in of SMIC: the short release, or the long one (SMIC-E) with its sheet."""

from dataclasses import replace
from pathlib import Path

from mer.core import seeds
from mer.core.params import Standin
from mer.core.progress import track
from mer.core.vocabulary import DATASETS
from mer.standin import disk, sheets
from mer.standin.cast import Take, action_units, cast, codes
from mer.standin.filming import film, record
from mer.standin.people import Canvas

NAME = "smic"
TOKENS = ("ne", "po", "sur")
EMOTIONS = ("negative", "positive", "surprise")

_EXTRAS = ("empty", "no_face", "truncated", "zero_bytes")
_LONG_EXTRAS = ("no_folder", "no_label", *_EXTRAS)
_RAW = Canvas(640, 480, 205)
_CROPPED = Canvas(166, 200, 128, middle=0.37)


def write(settings: Standin, root: Path) -> None:
    """Write the data set below `root`, as `settings.layouts.smic` and `settings.camera` say."""
    disk.note(root, DATASETS[NAME].title)
    takes = plan(settings)
    if settings.layouts.smic == "long":
        _write_long(takes, settings, root)
    else:
        _write_short(takes, settings, root)


def plan(settings: Standin) -> list[Take]:
    """Name the clips of the data set and put them in time."""
    random = seeds.generator("standin", settings.seed, NAME, "names")
    long = settings.layouts.smic == "long"
    clips = cast(
        NAME,
        settings,
        ("missing_frame", "missing_offset", "wide_number"),
        _LONG_EXTRAS if long else _EXTRAS,
    )
    subjects = codes(settings.subjects, 1, 99, random, usual=20)
    counts: dict[tuple[int, int], int] = {}
    takes = []
    for clip in clips:
        label = clip.label or 0  # every clip has one: this data set has no clips of no class
        key = (clip.subject, label)
        counts[key] = counts.get(key, 0) + int(random.integers(1, 3))
        name = f"s{subjects[clip.subject]}_{TOKENS[label]}_{counts[key]:02d}"
        onset = int(random.integers(1000, 90000))
        if clip.oddity == "wide_number":  # the names' numbers have five to eight digits
            onset += 12_000_000
        code = str(subjects[clip.subject])
        takes.append(Take(clip, code, name, onset, EMOTIONS[label], action_units(label, random)))
    return takes


def _canvas(settings: Standin) -> Canvas:
    canvas = _CROPPED if settings.layouts.smic == "cropped" else _RAW
    return replace(canvas, color=settings.camera != "NIR")


def _write_short(takes: list[Take], settings: Standin, root: Path) -> None:
    layout, camera, canvas = settings.layouts.smic, settings.camera, _canvas(settings)
    top = root / f"SMIC_all_{layout}" / camera

    def name(number: int) -> str:
        return _short_name(number, layout, camera)

    for take in track(takes, f"stand-in {NAME}", len(takes), "clips"):
        images = film(
            NAME, settings, take.clip, canvas, [number - take.onset for number in take.numbers]
        )
        folder = top / f"s{take.code}" / "micro" / take.emotion / take.name
        disk.save(folder, zip(take.numbers, images, strict=True), name, [take])
    for take in {take.code: take for take in takes if take.oddity != "no_face"}.values():
        # a face at rest in a folder that carries an emotion's name all the same
        numbers = range(take.onset - 8, take.onset - 5)
        images = film(
            NAME, settings, take.clip, canvas, [number - take.onset for number in numbers]
        )
        folder = top / f"s{take.code}" / "non_micro" / take.emotion / take.name
        disk.save(folder, zip(numbers, images, strict=True), name)
    disk.litter(top, top / f"s{takes[0].code}" / "micro")


def _short_name(number: int, layout: str, camera: str) -> str:
    prefix = "reg_" if layout == "cropped" else ""
    return f"{prefix}image{number:06d}.bmp" if camera == "HS" else f"{prefix}{number:05d}.bmp"


def _write_long(takes: list[Take], settings: Standin, root: Path) -> None:
    top = root / "SMIC-E_raw image" / f"{settings.camera}_long" / f"SMIC-{settings.camera}-E"
    recordings = _recordings(takes)
    for recording in track(recordings, f"stand-in {NAME}", len(recordings), "recordings"):
        one = recording[0]
        if one.oddity != "no_folder":
            frames = record(NAME, settings, recording, _canvas(settings), *_ends(recording))
            folder = top / f"s{int(one.code):02d}" / one.name
            disk.save(
                folder, () if one.oddity == "empty" else frames, "image{:06d}.jpg".format, recording
            )
    disk.litter(top, top / f"s{int(takes[0].code):02d}")
    sheet = root / f"SMIC-{settings.camera}-E_annotation.xlsx"
    write_sheet(sheet, [recording for recording in recordings if recording[0].oddity != "no_label"])


def _recordings(takes: list[Take]) -> list[list[Take]]:
    """Put every clip into a recording of its own, but the first two of one subject and emotion.

    These share one.
    """
    plain = [take for take in takes if not take.oddity]
    for first in plain:
        for second in plain:
            if second is not first and (second.code, second.emotion) == (first.code, first.emotion):
                joined = replace(second, name=first.name, onset=first.offset + 12)
                others = [[take] for take in takes if take not in (first, second)]
                return [[first, joined], *others]
    return [[take] for take in takes]


def _ends(recording: list[Take]) -> tuple[int, int]:
    return recording[0].onset - 4, recording[-1].offset + 4


def write_sheet(path: Path, recordings: list[list[Take]]) -> None:
    """Write the sheet of the long release: up to three expressions per row, then free text."""
    header = [
        "Subject", "Filename", "OnsetF", "OffsetF", "Onset2F", "Offset2F", "Onset3F", "Offset3F",
        "FirstF", "LastF", "Emotion",
    ]  # fmt: skip
    rows = []
    for index, recording in enumerate(recordings):
        one = recording[0]
        expressions = [number for take in recording for number in (take.onset, take.offset)]
        blanks = [None] * (6 - len(expressions))
        # copies re-saved by spreadsheet programs hold some codes as text
        subject = one.code if index % 3 == 0 else int(one.code)
        rows.append([subject, one.name, *expressions, *blanks, *_ends(recording), one.emotion])
    remarks: list[list[str | None]] = [
        [None],
        ["Remark: STAND-IN, invented"],
        ["FirstF and LastF are the frames that are there"],
    ]
    sheets.save(path, {"Sheet1": [header, *rows, *remarks]})
