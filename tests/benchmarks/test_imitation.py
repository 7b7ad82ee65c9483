"""The full-size imitation: sizes that docs/data.md quotes from it need the true counts."""

from collections import Counter

import pytest

from benchmarks import imitation
from mer import datasets
from mer.core import params
from tests.mer.datasets.params import labels


@pytest.mark.parametrize(
    ("dataset", "clips", "classes", "frames"),
    [
        ("casme_sq", 357, (126, 124, 25), 12_600),
        ("smic", 164, (70, 51, 43), 5_600),
        ("samm", 159, (92, 26, 15), 11_800),
        ("casme2", 255, (99, 32, 25), 17_100),
    ],
)
def test_clips_classes_and_frames_are_as_many_as_in_a_complete_copy(
    dataset, clips, classes, frames
):
    takes = imitation.plan(dataset)
    assert len(takes) == len({(take.code, take.name) for take in takes}) == clips
    counted = Counter(take.clip.label for take in takes)
    assert tuple(counted[label] for label in range(3)) == classes
    assert sum(take.clip.length for take in takes) == pytest.approx(frames, rel=0.1)


@pytest.mark.parametrize("dataset", ["smic", "casme_sq"])
def test_what_is_written_loads_as_a_licensed_copy(dataset, tmp_path, monkeypatch):
    """Its frames are files of their own to whoever reads them, though most are hard links."""
    monkeypatch.setattr(imitation, "SIZES", {dataset: imitation.SIZES[dataset]})
    settings = params.load()
    alone = settings.execution.model_copy(update={"workers": 1})
    imitation.write(tmp_path, 0.01, settings.model_copy(update={"execution": alone}))
    reading = datasets.dataset(dataset).read(tmp_path / dataset, labels(dataset))
    takes = {take.clip.length: take for take in imitation.plan(dataset, 0.01)}
    loaded = [clip for clip in reading.clips if not clip.reason]
    assert len(loaded) == sum(take.clip.label is not None for take in takes.values()) > 0
    for clip in loaded:
        take = takes[len(clip.frames)]
        assert (clip.label, clip.missing) == (take.clip.label, 0)
        drawn = {frame.path.stat().st_ino for frame in clip.frames}
        assert len(drawn) == -(-take.clip.length // imitation.EVERY)
