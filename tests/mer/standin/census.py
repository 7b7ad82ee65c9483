"""Full-size imitations: the real numbers of clips, with invented rows and frames of 8x8 pixels.

With them a loader's counts can be checked against the published ones without a licensed file. Of
the real data sets they repeat only counts, and for CASME II the two clips without a usable apex
that MEGC2019 left out, which are public.
"""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mer.core.params import load
from mer.datasets import dataset
from mer.datasets.casme_sq import COUNTS
from mer.standin import casme2, casme_sq, disk, samm, smic
from mer.standin.casme_sq import Expression
from mer.standin.cast import Clip, Take
from tests.mer.standin.settings import PARAMS

FRAMES = 3  # per clip: onset, apex, offset

_CASME_SQ_MICRO_SUBJECTS = 9  # that show a micro-expression of the three classes
_ZERO_OFFSETS, _LATE_APEXES = 44, 3
_NO_APEX = {"04": ("EP12_01f", "apex_slash"), "05": ("EP09_05f", "apex_onset")}
_LABELS = {
    **dict.fromkeys(
        ("negative", "disgust", "repression", "sadness", "fear", "anger", "contempt"), 0
    ),
    **dict.fromkeys(("positive", "happiness"), 1),
    "surprise": 2,
}


def write_census(key: str, root: Path, sheet: str = "2014") -> None:
    """Write the full-size imitation of a data set.

    Args:
        key: `casme_sq` (selectedpic), `smic` (HS, cropped), `samm` or `casme2` (cropped).
        root: the folder to write.
        sheet: the edition of CASME II's label sheet, `2014` or `2019`; the other data sets have
            one.
    """
    writers = {"casme_sq": _write_casme_sq, "smic": _write_smic, "samm": _write_samm}
    if key == "casme2":
        _write_casme2(root, sheet)
    else:
        writers[key](root)


def _emotions(key: str, edition: str = "") -> dict[str, int]:
    """Count the clips per emotion of the edition whose name starts so."""
    editions = dataset(key).editions(load(PARAMS).rules(key))
    return next(one.emotions for one in editions if one.name.startswith(edition))


def _write_casme2(root: Path, edition: str) -> None:
    disk.note(root, dataset(casme2.NAME).title)
    # the 26th subject shows nothing but `others`, the 25th of the rest only what MEGC2019 leaves
    # out
    counts = _emotions("casme2", edition)
    kept = [
        name
        for name in ("disgust", "repression", "happiness", "surprise")
        for _ in range(counts[name])
    ]
    dealt = [
        *zip(kept, itertools.cycle(range(1, 25)), strict=False),
        *zip(
            ["sadness"] * counts["sadness"] + ["fear"] * counts["fear"],
            itertools.cycle([25, 1, 2]),
            strict=False,
        ),
        *zip(["others"] * counts["others"], itertools.cycle(range(26, 0, -1)), strict=False),
    ]
    takes = []
    special = dict(_NO_APEX)
    for index, (emotion, subject) in enumerate(dealt):
        code = f"{subject:02d}"
        # what a subject shows first is disgust, so the two special clips are of the negative class
        name, oddity = special.pop(code, (f"EP{20 + index % 7:02d}_{index:02d}f", ""))
        takes.append(
            _take(
                code,
                name,
                emotion,
                40 + index,
                oddity=oddity or ("apex_offset" if index < 3 else ""),
            )
        )
    casme2.write_sheet(root / casme2.SHEETS[edition], takes, edition)
    unlabelled = [_take("09", "EP31_01f", "", 30), _take("24", "EP31_02", "", 30)]
    for take in [*takes, *unlabelled]:
        _save(root / "Cropped" / f"sub{take.code}" / take.name, take, "reg_img{}.jpg")


def _write_smic(root: Path) -> None:
    disk.note(root, dataset(smic.NAME).title)
    top = root / "SMIC_all_cropped" / "HS"
    subjects = itertools.cycle(range(1, 17))
    for token, (emotion, count) in zip(smic.TOKENS, _emotions("smic").items(), strict=True):
        for index, subject in zip(range(count), subjects, strict=False):
            take = _take(str(subject), f"s{subject}_{token}_{index:02d}", emotion, 30000 + index)
            _save(top / f"s{subject}" / "micro" / emotion / take.name, take, "reg_image{:06d}.bmp")
    take = _take("1", "s1_ne_90", "negative", 100)
    _save(top / "s1" / "non_micro" / "negative" / take.name, take, "reg_image{:06d}.bmp")


def _write_samm(root: Path) -> None:
    disk.note(root, dataset(samm.NAME).title)
    # the 29th subject shows nothing but `Other`
    subjects = itertools.cycle(range(1, 29))
    takes = []
    for name, count in _emotions("samm").items():
        emotion = name.capitalize()
        for index in range(count):
            subject = 29 if emotion == "Other" and index % 2 else next(subjects)
            code = f"{subject:03d}"
            oddity = "apex_outside" if len(takes) < 2 else ""
            takes.append(
                _take(
                    code,
                    f"{code}_{1 + index % 7}_{len(takes)}",
                    emotion,
                    1000 + index,
                    oddity=oddity,
                )
            )
    samm.write_sheet(root / samm.SHEET, takes)
    for take in takes:
        _save(root / "SAMM" / take.code / take.name, take, f"{take.code}_{{:05d}}.jpg")


def _write_casme_sq(root: Path) -> None:
    disk.note(root, dataset(casme_sq.NAME).title)
    expressions = [
        Expression(take, int(take.code) - 40, micro)
        for micro in (True, False)
        for take in _casme_sq_takes("micro" if micro else "macro")
    ]
    casme_sq.write_sheet(root / casme_sq.SHEET, sorted(expressions, key=lambda one: one.index))
    for one in expressions:
        _save(root / "selectedpic" / f"s{one.take.code}" / one.take.name, one.take, "img{}.jpg")


def _casme_sq_takes(kind: str) -> Iterator[Take]:
    """Invent the clips of one kind; the 22nd subject shows nothing but `others`."""
    usual = range(1, 1 + (_CASME_SQ_MICRO_SUBJECTS if kind == "micro" else 21))
    stems = itertools.cycle(casme_sq.STEMS)
    counters = itertools.count(1 if kind == "micro" else 100)
    flaws: list[str] = []
    if kind == "macro":
        flaws = ["offset_zero"] * _ZERO_OFFSETS + ["apex_zero"] + ["apex_late"] * _LATE_APEXES
    for emotion, count in COUNTS[kind].items():
        subjects: Sequence[int] = (22, *usual) if emotion == "others" else usual
        for subject in itertools.islice(itertools.cycle(subjects), count):
            number = next(counters)
            oddity = flaws.pop() if flaws else ""
            yield _take(
                f"{40 + subject}", f"{next(stems)}_{number}", emotion, 10 * number, oddity=oddity
            )


def _take(code: str, name: str, emotion: str, onset: int, oddity: str = "") -> Take:
    label = _LABELS.get(emotion.lower())
    clip = Clip(0, 0, label, label or 0, apex=FRAMES // 2, length=FRAMES, oddity=oddity)
    return Take(clip, code, name, onset, emotion, ("4+L10", 12, "1+2")[label or 0])


def _save(folder: Path, take: Take, form: str) -> None:
    content = _TINY[Path(form).suffix]
    disk.save(folder, [(number, content) for number in take.numbers], form.format)


_TINY = {
    extension: disk.encode(np.full((8, 8, 3), 128, np.uint8), extension)
    for extension in (".jpg", ".bmp")
}
