"""The stage `resize` writes the arrays that everything after it reads."""

import numpy as np
import pandas as pd
import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.core.files import map_stack, stack_rows
from stages import resize
from tests.mer.preprocessing.crops_fixture import write_crops
from tests.stages.preprocessing_fixture import runner, snapshot, write_params

CLIPS = {
    "10/b": np.random.default_rng(0).integers(0, 256, (3, 50, 40), dtype=np.uint8),
    "03/a": np.random.default_rng(1).integers(0, 256, (3, 20, 30, 3), dtype=np.uint8),
    "03/EP_2": np.full((1, 90, 90), 7, np.uint8),
}
POSITIONS = {"10/b": "0 1 1.5 2", "03/a": "0 1 1 2", "03/EP_2": "0 0 0 0"}
WINDOWS = {"10/b": "0 0 0 1;1 1 1 2", "03/a": "0 0 1 1;1 1 2 2", "03/EP_2": "0 0 0 0;0 0 0 0"}


def _stack(folder, stack):
    """Read a stack: its pixels and its rows."""
    return map_stack(folder / stack), stack_rows(folder / stack, ("clip", "subject"))


def _write(folder, positions=POSITIONS, windows=WINDOWS):
    (folder / "data/masked").mkdir(parents=True, exist_ok=True)
    rows = [
        (clip, clip.split("/")[0], label, positions[clip], windows.get(clip, ""), "kept")
        for label, clip in enumerate(CLIPS)
    ]
    rows.append(("04/x", "04", 1, "0 1", "0 1", "dropped"))
    pd.DataFrame(
        rows, columns=["clip", "subject", "label", "positions", "windows", "status"]
    ).to_csv(folder / "data/masked/smic.csv", index=False)
    write_crops(folder / "data/masked/smic.zip", CLIPS)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run stages in a project folder with clips of 16x16 pixels."""
    write_params(tmp_path, profiles__demo__clip__size=16)
    return runner(monkeypatch, tmp_path)


def test_arrays_are_sorted_by_clip_and_belong_together(run, tmp_path, capsys):
    """A label beside another clip's pixels is the worst silent mistake there is."""
    _write(tmp_path)
    run(resize, "smic")
    x, rows = _stack(tmp_path, paths.clips("smic"))
    assert rows.columns.tolist() == ["clip", "subject", "label"]
    assert rows["clip"].tolist() == ["03/EP_2", "03/a", "10/b"]
    assert rows["subject"].tolist() == ["03", "03", "10"]
    assert rows["label"].tolist() == [2, 1, 0]
    assert rows["label"].dtype == np.int64
    assert x.shape == (3, 4, 16, 16)
    assert x.dtype == np.uint8
    assert (x[0] == 7).all()
    assert np.array_equal(x[1, 1], x[1, 2])
    between = (x[2, 1].astype(float) + x[2, 3]) / 2
    assert np.abs(x[2, 2] - between).max() <= 0.5
    assert (
        capsys.readouterr().out
        == "resize smic: 3 clips of 4 frames of 16x16 pixels, and 2 windows of each.\n"
    )


def test_windows_stand_clip_after_clip_in_a_stack_of_their_own(run, tmp_path):
    """One out of order, and a window is trained under another clip's label."""
    _write(tmp_path)
    run(resize, "smic")
    windows, rows = _stack(tmp_path, paths.windows("smic"))
    assert rows.columns.tolist() == ["clip", "window"]
    assert rows["clip"].tolist() == ["03/EP_2", "03/EP_2", "03/a", "03/a", "10/b", "10/b"]
    assert rows["window"].tolist() == [1, 2] * 3
    x, _ = _stack(tmp_path, paths.clips("smic"))
    assert windows.shape == (6, 4, 16, 16)
    assert np.array_equal(windows[3], x[1, [1, 1, 3, 3]])
    assert np.array_equal(windows[4], x[2, [0, 0, 0, 1]])


def test_one_window_per_clip_means_none_and_leaves_the_clips_alone(run, tmp_path, capsys):
    _write(tmp_path)
    run(resize, "smic")
    clips = snapshot(tmp_path / "data/clips")
    capsys.readouterr()
    _write(tmp_path, windows={})
    run(resize, "smic")
    assert snapshot(tmp_path / "data/clips") == clips
    windows, rows = _stack(tmp_path, paths.windows("smic"))
    assert windows.shape == (0, 4, 16, 16)
    assert rows.columns.tolist() == ["clip", "window"]
    assert len(rows) == 0
    assert "windows" not in capsys.readouterr().out


def test_the_same_input_gives_the_same_bytes(run, tmp_path):
    """DVC would recompute everything that follows otherwise."""
    _write(tmp_path)
    run(resize, "smic")
    first = snapshot(tmp_path / "data")
    run(resize, "smic")
    assert snapshot(tmp_path / "data") == first


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_threads_change_nothing(run, tmp_path, workers):
    """Finished out of order, a clip would get another one's label."""
    _write(tmp_path)
    run(resize, "smic")
    first = snapshot(tmp_path / "data/clips")
    write_params(tmp_path, profiles__demo__clip__size=16, execution__workers=workers)
    run(resize, "smic")
    assert snapshot(tmp_path / "data/clips") == first


def test_clips_of_different_lengths_are_an_error(run, tmp_path):
    """They do not fit into one array."""
    _write(tmp_path, POSITIONS | {"03/a": "0 1"})
    with pytest.raises(
        UserError, match=r"masked/smic\.csv: .*number of positions, received \[2, 4\]"
    ):
        run(resize, "smic")


def test_clips_with_other_numbers_of_windows_are_an_error(run, tmp_path):
    """As above."""
    _write(tmp_path, windows=WINDOWS | {"03/a": "0 0 1 1"})
    with pytest.raises(
        UserError, match=r"masked/smic\.csv: .*number of windows, received \[1, 2\]"
    ):
        run(resize, "smic")
    _write(tmp_path, windows=WINDOWS | {"03/a": "0 0 1 1;1 1"})
    with pytest.raises(
        UserError, match=r"masked/smic\.csv: .*number of positions, received \[2, 4\]"
    ):
        run(resize, "smic")


def test_positions_that_no_frame_has_are_an_error(run, tmp_path):
    """Table and archive from two runs."""
    _write(tmp_path, POSITIONS | {"03/a": "0 1 2 3"})
    with pytest.raises(
        UserError, match=r"smic\.zip: expected the frames of 03/a at the positions 0 1 2 3"
    ):
        run(resize, "smic")
    assert snapshot(tmp_path / "data/clips") == snapshot(tmp_path / "data/windows") == {}


def test_a_clip_without_its_array_is_an_error(run, tmp_path):
    """As above."""
    _write(tmp_path)
    write_crops(tmp_path / "data/masked/smic.zip", {"10/b": CLIPS["10/b"]})
    with pytest.raises(UserError, match=r"smic\.zip, received 03/EP_2 in the table"):
        run(resize, "smic")
