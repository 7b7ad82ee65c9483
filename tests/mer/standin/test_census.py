"""Full-size imitations: the published counts, for whoever checks a loader."""

from collections import Counter
from pathlib import Path

import pytest

from mer.core.params import load
from mer.datasets import dataset
from tests.mer.standin.census import write_census
from tests.mer.standin.settings import PARAMS


@pytest.mark.parametrize(
    ("key", "sheet", "changes", "rows", "classes", "subjects"),
    [
        ("casme2", "2014", {}, 255, (99, 32, 25), 25),
        ("casme2", "2019", {}, 255, (96, 32, 28), 25),
        ("casme2", "2014", {"rule": "megc2019"}, 255, (88, 32, 25), 24),
        ("smic", "2014", {}, 164, (70, 51, 43), 16),
        ("samm", "2014", {}, 159, (80, 26, 15), 28),
        ("samm", "2014", {"rule": "megc2019"}, 159, (92, 26, 15), 28),
        ("casme_sq", "2014", {}, 357, (126, 124, 25), 21),
        ("casme_sq", "2014", {"expressions": ["micro"]}, 357, (21, 8, 9), 9),
    ],
)
def test_counts_are_the_published_ones(tmp_path, key, sheet, changes, rows, classes, subjects):
    """156 and 145, 133 and 121, 275 and 38: the numbers by which a wrong label rule is noticed."""
    write_census(key, tmp_path, sheet)
    labels = load(PARAMS).rules(key).model_copy(update=changes)
    clips = dataset(key).read(tmp_path, labels).clips
    assert sum(not clip.reason.startswith("no label") for clip in clips) == rows
    kept = [clip for clip in clips if not clip.reason]
    counts = Counter(clip.label for clip in kept)
    assert tuple(counts[label] for label in range(3)) == classes
    assert len({clip.subject for clip in kept}) == subjects


def test_frames_are_tiny(tmp_path):
    write_census("samm", tmp_path)
    files = list(Path(tmp_path).rglob("*.jpg"))
    assert len(files) == 159 * 3
    assert max(path.stat().st_size for path in files) < 1000
