"""Label sheets of full size with invented rows: each rule must make the numbers in print."""

from collections import Counter
from pathlib import Path

import pytest

from mer.datasets import dataset
from mer.datasets.casme_sq import COUNTS
from mer.datasets.records import Edition
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import CASME_SQ_CODES, SMIC_TOKENS, Copy, Spec


def classes(copy: Copy, **settings) -> tuple[int, int, int]:
    """Count the clips of each class, whether or not their frames are there."""
    reading = dataset(copy.dataset).read(copy.root, labels(copy.dataset, **settings))
    found = Counter(clip.label for clip in reading.clips)
    return found[0], found[1], found[2]


def editions(key: str) -> tuple[Edition, ...]:
    return dataset(key).editions(labels(key))


def rows(edition: Edition, subjects: int, name: str, capital: bool = False) -> list[Spec]:
    """Make a row per clip of an edition; one clip has frames, so that a layout is recognised."""
    emotions = [emotion for emotion, count in edition.emotions.items() for _ in range(count)]
    specs = [
        Spec(1 + index % subjects, name.format(s=1 + index % subjects, n=index),
             emotion.capitalize() if capital else emotion, folder=not index)
        for index, emotion in enumerate(emotions)
    ]  # fmt: skip
    assert len({(spec.subject, spec.name) for spec in specs}) == edition.clips
    return specs


def casme2(root: Path, edition: Edition) -> Copy:
    specs = rows(edition, 26, "EP{n:03d}")
    for emotion, subject, name in (("disgust", 4, "EP12_01f"), ("repression", 5, "EP09_05f")):
        chosen = next(spec for spec in specs if spec.emotion == emotion and not spec.folder)
        chosen.subject, chosen.name = subject, name
    return Copy("casme2", "cropped", root, specs=specs).write()


@pytest.mark.parametrize(
    ("edition", "rule", "expected"),
    [(0, "paper", (99, 32, 25)), (0, "megc2019", (88, 32, 25)), (1, "paper", (96, 32, 28))],
)
def test_casme2(tmp_path, edition, rule, expected):
    assert classes(casme2(tmp_path, editions("casme2")[edition]), rule=rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"), [("megc2019", (92, 26, 15)), ("paper", (80, 26, 15))]
)
def test_samm(tmp_path, rule, expected):
    (edition,) = editions("samm")
    specs = rows(edition, 29, "{s:03d}_1_{n}", capital=True)
    assert classes(Copy("samm", "frames", tmp_path, specs=specs).write(), rule=rule) == expected


def test_smic(tmp_path):
    specs = [
        Spec(
            1 + index % 16,
            f"s{1 + index % 16}_{SMIC_TOKENS[emotion]}_{1 + index // 16:02d}",
            emotion,
            frames=[1, 2],
        )
        for emotion, count in editions("smic")[0].emotions.items()
        for index in range(count)
    ]
    assert classes(Copy("smic", "cropped", tmp_path, specs=specs).write()) == (70, 51, 43)


@pytest.mark.parametrize(
    ("expressions", "expected"), [(["micro"], (21, 8, 9)), (["micro", "macro"], (126, 124, 25))]
)
def test_casme_sq(tmp_path, expressions, expected):
    specs = []
    for kind, emotions in COUNTS.items():
        for spec in rows(Edition(kind, 0, emotions), 2, "{n}"):
            stem = list(CASME_SQ_CODES)[int(spec.name) % 3]
            spec.kind, spec.name = f"{kind}-expression", f"{stem}_{len(specs)}"
            specs.append(spec)
    assert len(specs) == 357
    copy = Copy("casme_sq", "selectedpic", tmp_path, specs=specs).write()
    assert classes(copy, expressions=expressions) == expected
