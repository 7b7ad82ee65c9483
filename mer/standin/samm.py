"""The stand-in of SAMM: gray frames from onset to offset, a label sheet below thirteen lines."""

from pathlib import Path

from mer.core import seeds
from mer.core.params import Standin
from mer.core.progress import track
from mer.core.vocabulary import DATASETS
from mer.standin import disk, sheets
from mer.standin.cast import Take, action_units, cast, codes
from mer.standin.filming import film
from mer.standin.people import Canvas

NAME = "samm"
SHEET = "SAMM_Micro_FACS_Codes_v2.xlsx"

_FLAWS = ("apex_outside", "missing_frame", "missing_offset", "short_number")
_EXTRAS = (
    "other",
    "contempt",
    "no_folder",
    "no_label",
    "empty",
    "no_face",
    "truncated",
    "zero_bytes",
)
_EMOTIONS = (
    (("Anger", "Disgust", "Fear", "Sadness"), (0.7, 0.12, 0.1, 0.08)),
    (("Happiness",), (1.0,)),
    (("Surprise",), (1.0,)),
)
_OBJECTIVE = {"Happiness": 1, "Surprise": 2, "Anger": 3, "Disgust": 4, "Sadness": 5, "Fear": 6}
_CANVAS = Canvas(960, 560, 250, middle=0.45, color=False)
_PREAMBLE = 13


def write(settings: Standin, root: Path) -> None:
    """Write the data set below `root`."""
    takes = plan(settings)
    disk.note(root, DATASETS[NAME].title)
    top = root / "SAMM"
    for take in track(takes, f"stand-in {NAME}", len(takes), "clips"):
        if take.oddity != "no_folder":
            _write_folder(top / take.code / take.name, take, settings)
    disk.litter(top, top / takes[0].code)
    write_sheet(root / SHEET, [take for take in takes if take.listed])


def plan(settings: Standin) -> list[Take]:
    """Name the clips of the data set, put them in time, and give them emotions."""
    random = seeds.generator("standin", settings.seed, NAME, "names")
    subjects = [f"{code:03d}" for code in codes(settings.subjects, 1, 999, random, usual=40)]
    counts: dict[str, int] = {}
    takes = []
    for clip in cast(NAME, settings, _FLAWS, _EXTRAS):
        code = subjects[clip.subject]
        emotions, shares = _EMOTIONS[clip.label or 0]
        emotion = "Other" if clip.label is None else str(random.choice(emotions, p=shares))
        if clip.oddity == "contempt":
            emotion = "Contempt"
        group = f"{code}_{random.integers(1, 8)}"
        counts[group] = counts.get(group, 0) + 1
        onset = int(random.integers(1000, 9000))
        units = action_units(clip.moves if clip.label is None else clip.label, random)
        takes.append(Take(clip, code, f"{group}_{counts[group]}", onset, emotion, units))
    return takes


def write_sheet(path: Path, takes: list[Take]) -> None:
    """Write the label sheet, its header in row 14."""
    header = [
        "Subject", "Filename", "Inducement Code", "Onset Frame", "Apex Frame", "Offset Frame",
        "Duration", "Micro", "Action Units", "Estimated Emotion", "Objective Classes", "Notes",
    ]  # fmt: skip
    preamble: list[list[str | None]] = [
        ["STAND-IN for the label sheet of SAMM: invented clips"],
        [None],
        ["Frames", "at 200 a second"],
    ]
    preamble += [
        [f"Remark {number}", "invented"] for number in range(1, _PREAMBLE - len(preamble) + 1)
    ]
    first = len(preamble) + 2
    rows = [_row(row, take) for row, take in enumerate(takes, start=first)]
    sheets.save(path, {"MICRO_ONLY": [*preamble, header, *rows]})


def _row(row: int, take: Take) -> list:
    # copies re-saved by spreadsheet programs hold some codes as numbers
    subject = int(take.code) if row % 3 == 0 else take.code
    apex = take.offset + 9 if take.oddity == "apex_outside" else take.apex
    remark = "apex doubtful" if take.oddity == "apex_outside" else None
    return [
        subject, take.name, int(take.name.split("_")[1]), take.onset, apex, take.offset,
        f"=SUM(F{row}-D{row})+1", "Micro - 1/2", take.units, take.emotion,
        _OBJECTIVE.get(take.emotion, 7), remark,
    ]  # fmt: skip


def _write_folder(folder: Path, take: Take, settings: Standin) -> None:
    width = 4 if take.oddity == "short_number" else 5
    images = film(
        NAME, settings, take.clip, _CANVAS, [number - take.onset for number in take.numbers]
    )
    frames = zip(take.numbers, images, strict=True)
    disk.save(folder, frames, lambda number: f"{take.code}_{number:0{width}d}.jpg", [take])
