"""The stage `augment` writes the copies that its recipe asks for."""

import numpy as np
import pytest

from stages import augment
from tests.stages.preprocessing_fixture import runner, snapshot, write_clips, write_params

NAMES = ["03/a", "03/b", "10/EP_02"]


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run stages in an own project folder."""
    write_params(tmp_path)
    return runner(monkeypatch, tmp_path)


def _copies(folder, variant):
    with np.load(folder / f"data/augmented/smic-{variant}.npz", allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_copies_are_written_by_clip_and_number(run, tmp_path, capsys):
    """The plan refers to copies by clip and number."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    made = _copies(tmp_path, "DA")
    assert list(made) == ["x", "clip", "copy", "draws"]
    assert made["clip"].tolist() == [name for name in NAMES for _ in range(3)]
    assert made["copy"].tolist() == [1, 2, 3] * 3
    assert made["copy"].dtype == np.int64
    assert made["x"].shape == (9, 4, 16, 16)
    assert made["x"].dtype == np.uint8
    assert made["draws"].shape == (9, 1, 7)
    assert capsys.readouterr().out == "augment smic-DA: 9 copies of 3 clips, 3 each.\n"


def test_the_draws_that_are_written_are_those_that_were_applied(run, tmp_path):
    """Whoever doubts a copy can make it again."""
    from mer.planning.augmentation import apply

    x = write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    made = _copies(tmp_path, "DA")
    for row, name in enumerate(made["clip"].tolist()):
        assert np.array_equal(made["x"][row], apply(x[NAMES.index(name)], made["draws"][row]))


def test_variants_with_the_same_recipe_get_the_same_copies(run, tmp_path):
    """DA and DACWB shall differ in the balancing alone."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    run(augment, "smic", "DACWB")
    files = snapshot(tmp_path / "data/augmented")
    assert files["smic-DA.npz"] == files["smic-DACWB.npz"]


def test_fewer_clips_get_the_same_copies(run, tmp_path):
    """A clip that is dropped must not reshuffle all the others."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    whole = _copies(tmp_path, "DA")
    write_clips(tmp_path, NAMES[1:])
    run(augment, "smic", "DA")
    part = _copies(tmp_path, "DA")
    assert np.array_equal(part["x"], whole["x"][3:])
    assert np.array_equal(part["draws"], whole["draws"][3:])


def test_no_copies_are_an_empty_archive(run, tmp_path):
    """The stages that follow read the same file for every variant."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "ST")
    made = _copies(tmp_path, "ST")
    assert made["x"].shape == (0, 4, 16, 16)
    assert made["x"].dtype == np.uint8
    assert made["clip"].shape == made["copy"].shape == (0,)
    assert made["clip"].dtype.kind == "U"
    assert made["draws"].shape == (0, 1, 7)


def test_per_frame_writes_a_draw_a_frame(run, tmp_path):
    """As docs/formats.md promises."""
    write_params(tmp_path, variants__DA__augment__per_frame=True)
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    assert _copies(tmp_path, "DA")["draws"].shape == (9, 4, 7)


def test_processes_change_nothing(run, tmp_path, monkeypatch):
    """The same bytes whether one process or two did the work."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic", "DA")
    first = snapshot(tmp_path / "data/augmented")
    monkeypatch.setattr(augment, "PIXELS_A_PROCESS", 1000)
    write_params(tmp_path, execution__workers=2)
    run(augment, "smic", "DA")
    assert snapshot(tmp_path / "data/augmented") == first
