"""Small copies of the data sets in every layout, with whatever oddity a test asks for."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import openpyxl

LAYOUTS = [
    ("casme2", "cropped"), ("casme2", "raw_selected"), ("casme2", "raw_full"), ("casme2", "video"),
    ("smic", "raw"), ("smic", "cropped"), ("smic", "long"),
    ("samm", "frames"), ("samm", "cropped"),
    ("casme_sq", "selectedpic"), ("casme_sq", "rawpic"), ("casme_sq", "cropped"),
    ("casme_sq", "rawvideo"),
]  # fmt: skip
VIDEOS = ("video", "rawvideo")
FOLDERS = {
    "cropped": "Cropped",
    "raw_selected": "CASME2_RAW_selected",
    "raw_full": "CASME2-RAW",
    "video": "CASME2_compressed",
    "selectedpic": "selectedpic",
    "rawpic": "rawpic",
    "rawvideo": "rawvideo",
    "frames": "SAMM",
    "long": "SMIC-E_raw image/HS_long/SMIC-HS-E",
}
EMOTIONS = {
    "casme2": ("disgust", "happiness", "surprise"),
    "samm": ("Anger", "Happiness", "Surprise"),
    "smic": ("negative", "positive", "surprise"),
    "casme_sq": ("negative", "positive", "surprise"),
}
SHEETS = {
    "casme2": "CASME2-coding-20140508.xlsx",
    "samm": "SAMM_Micro_FACS_Codes_v2.xlsx",
    "smic": "SMIC-HS-E_annotation.xlsx",
    "casme_sq": "CAS(ME)^2code_final.xlsx",
}
SMIC_TOKENS = {"negative": "ne", "positive": "po", "surprise": "sur"}
CASME_SQ_FOLDERS = {1: 15, 2: 16}
CASME_SQ_CODES = {"anger1": "0401", "happy1": "0502", "disgust2": "0102"}


@dataclass
class Spec:
    """A clip: what its row says, and which frames lie on disk."""

    subject: int
    name: str
    emotion: str
    onset: int | str | None = 11
    apex: int | str | None = 14
    offset: int | str | None = 20
    frames: list[int] = field(default_factory=lambda: list(range(11, 21)))
    row: bool = True
    folder: bool = True
    kind: str = "micro-expression"


@dataclass
class Copy:
    """A copy of a data set; change it, then `write` it."""

    dataset: str
    layout: str
    root: Path
    specs: list[Spec] = field(default_factory=list)
    sheet: str | None = ""  # None: no label sheet
    text_subjects: bool = True
    blank_columns: tuple[int, ...] | None = None  # None: as distributed
    preamble: int | None = None
    sheet_titles: tuple[str, ...] = ("one", "naming rule1", "naming rule2")

    def __post_init__(self):
        if self.sheet == "":
            self.sheet = SHEETS[self.dataset] if self.has_sheet else None
        if self.specs:
            return
        for number in (1, 2):
            for emotion, stem in zip(EMOTIONS[self.dataset], CASME_SQ_CODES, strict=True):
                self.specs.append(Spec(number, self._name(number, emotion, stem), emotion))

    def _name(self, number: int, emotion: str, stem: str) -> str:
        return {
            "casme2": f"EP0{number}_{stem}f",
            "samm": f"{number:03d}_1_{stem}",
            "smic": f"s{number}_{SMIC_TOKENS.get(emotion)}_01",
            "casme_sq": f"{stem}_1",
        }[self.dataset]

    @property
    def has_sheet(self) -> bool:
        return self.dataset != "smic" or self.layout == "long"

    def clip(self, spec: Spec) -> str:
        code = {
            "casme2": f"{spec.subject:02d}",
            "samm": f"{spec.subject:03d}",
            "smic": f"{spec.subject:02d}",
            "casme_sq": f"s{CASME_SQ_FOLDERS.get(spec.subject)}",
        }[self.dataset]
        return f"{code}/{spec.name}"

    def folder(self, spec: Spec) -> Path:
        """Return the clip's folder, or its video."""
        if self.dataset == "smic" and self.layout != "long":
            base = self.root / f"SMIC_all_{self.layout}" / "HS"
            return base / f"s{spec.subject}" / "micro" / spec.emotion / spec.name
        if (self.dataset, self.layout) == ("samm", "cropped"):
            return self.root / "SAMM_CROP" / f"{spec.subject:03d}" / spec.name
        base = self.root / FOLDERS[self.layout]
        if self.dataset == "casme2":
            name = f"{spec.name}.avi" if self.layout == "video" else spec.name
            return base / f"sub{spec.subject:02d}" / name
        if self.dataset == "samm":
            return base / f"{spec.subject:03d}" / spec.name
        if self.dataset == "smic":
            return base / f"s{spec.subject:02d}" / spec.name
        number = CASME_SQ_FOLDERS[spec.subject]
        if self.layout in ("rawpic", "rawvideo"):
            recording = f"{number}_{CASME_SQ_CODES[spec.name.rpartition('_')[0]]}words"
            extension = ".avi" if self.layout == "rawvideo" else ""
            return base / f"s{number}" / f"{recording}{extension}"
        return base / (f"{number}" if self.layout == "cropped" else f"s{number}") / spec.name

    def frame(self, spec: Spec, number: int) -> Path:
        form = {
            "casme2": "reg_img{n}" if self.layout == "cropped" else "img{n}",
            "samm": "{s:03d}_{n:05d}",
            "smic": {
                "raw": "image{n:06d}",
                "cropped": "reg_image{n:06d}",
                "long": "image{n:06d}",
            }.get(self.layout),
            "casme_sq": "img{n:03d}" if self.layout == "rawpic" else "img{n}",
        }[self.dataset]
        return self.folder(spec) / (form.format(n=number, s=spec.subject) + ".jpg")

    def write(self) -> "Copy":
        self.root.mkdir(parents=True, exist_ok=True)
        for spec in self.specs:
            if spec.folder:
                self._write_frames(spec)
        if self.sheet:
            self._write_sheet()
        return self

    def _write_frames(self, spec: Spec) -> None:
        folder = self.folder(spec)
        if self.layout in VIDEOS:
            folder.parent.mkdir(parents=True, exist_ok=True)
            whole = list(range(1, 30)) if self.layout == "rawvideo" else spec.frames
            write_video(folder, whole)
            return
        folder.mkdir(parents=True, exist_ok=True)
        around = [1, 9, 10, 21, 22, 29] if self.layout in ("raw_full", "rawpic", "long") else []
        for number in (*spec.frames, *(around if spec.frames else ())):
            self.frame(spec, number).write_bytes(image(".jpg", number))

    def _write_sheet(self) -> None:
        book = openpyxl.Workbook()
        page = book.active
        page.title = self.sheet_titles[0]
        for row in self._rows():
            page.append(row)
        if self.dataset == "casme_sq":
            self._write_naming(book)
        book.save(self.root / self.sheet)

    def _rows(self) -> list[list]:
        specs = [spec for spec in self.specs if spec.row]
        if self.dataset == "casme_sq":
            return [
                [
                    spec.subject,
                    spec.name,
                    spec.onset,
                    spec.apex,
                    spec.offset,
                    "4+10",
                    spec.emotion,
                    spec.kind,
                    "anger",
                ]
                for spec in specs
            ]
        header, values, blanks, preamble = {
            "casme2": (
                ["Subject", "Filename", "OnsetFrame", "ApexFrame", "OffsetFrame", "Action Units",
                 "Estimated Emotion"],
                lambda s: [s.name, s.onset, s.apex, s.offset, "4+L10", s.emotion],
                (2, 6), 0,
            ),
            "samm": (
                ["Subject", "Filename", "Inducement Code", "Onset Frame", "Apex Frame",
                 "Offset Frame", "Duration", "Estimated Emotion", "Objective Classes"],
                lambda s: [s.name, 2, s.onset, s.apex, s.offset, "=SUM(F15-D15)+1", s.emotion, 3],
                (), 13,
            ),
            "smic": (
                ["Subject", "Filename", "OnsetF", "OffsetF", "Onset2F", "Offset2F", "FirstF",
                 "LastF", "Emotion"],
                lambda s: [s.name, s.onset, s.offset, None, None, 1, 99, s.emotion],
                (), 0,
            ),
        }[self.dataset]  # fmt: skip
        code = (
            (lambda s: self.clip(s).split("/")[0]) if self.text_subjects else (lambda s: s.subject)
        )
        body = [header, *([code(spec), *values(spec)] for spec in specs)]
        for column in blanks if self.blank_columns is None else self.blank_columns:
            for row in body:
                row.insert(column, None)
        rows = preamble if self.preamble is None else self.preamble
        return [[f"note {index}"] for index in range(rows)] + body

    def _write_naming(self, book: openpyxl.Workbook) -> None:
        page = book.create_sheet(self.sheet_titles[1])
        for spec in self.specs:
            number = CASME_SQ_FOLDERS[spec.subject]
            page.append([number, f"s{number}", spec.subject])
        page = book.create_sheet(self.sheet_titles[2])
        for stem, code in CASME_SQ_CODES.items():
            page.append([code if self.text_subjects else int(code), stem])


def image(extension: str, number: int) -> bytes:
    """Make an image file of 8x8 pixels; its number follows the image, so that files differ."""
    pixels = np.full((8, 8, 3), number % 256, np.uint8)
    content = cv2.imencode(extension.lower(), pixels)[1].tobytes()
    return content + f"frame {number}".encode()


def write_video(path: Path, frames: list[int]) -> None:
    """Write a video whose frames' brightness is five times their number."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (16, 16))
    for number in frames:
        writer.write(np.full((16, 16, 3), 5 * number, np.uint8))
    writer.release()
