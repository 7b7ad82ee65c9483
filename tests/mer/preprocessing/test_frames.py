"""Which frames a clip uses and how they are stored."""

import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.core.errors import UserError
from mer.core.files import read_table
from mer.core.params import ClipShape
from mer.core.reasons import drops
from mer.datasets import dataset
from mer.datasets.records import Clip, Frame
from mer.preprocessing.frames import COLUMNS, sample, store
from tests.mer.datasets.params import LOCAL, labels
from tests.mer.datasets.trees import Copy, image

SHAPE = ClipShape(frames=4, sampling="nearest", size=64, windows=1, shift=1)
TEXT = ("clip", "subject", "emotion", "frames", "positions", "status", "reason", "note")

frame_numbers = st.sets(st.integers(0, 10**8), min_size=2, max_size=60).map(sorted)
counts = st.integers(2, 40)
samplings = st.sampled_from(["nearest", "linear"])


def times(numbers, chosen, positions=None):
    """Give the frame numbers, with fractions, that the positions mean."""
    stored = np.array(numbers)[list(chosen.stored)]
    return np.interp(
        chosen.positions if positions is None else positions, np.arange(len(stored)), stored
    )


@given(frame_numbers, counts, samplings)
def test_a_clip_starts_at_its_first_and_ends_at_its_last_frame_and_never_runs_backwards(
    numbers, count, sampling
):
    chosen = sample(numbers, count, sampling)
    at = times(numbers, chosen)
    assert len(chosen.positions) == count
    assert (at[0], at[-1]) == (numbers[0], numbers[-1])
    assert (np.diff(chosen.positions) >= 0).all()


@given(frame_numbers, counts, samplings)
def test_only_frames_that_are_needed_are_stored(numbers, count, sampling):
    chosen = sample(numbers, count, sampling)
    needed = {int(side(position)) for position in chosen.positions for side in (np.floor, np.ceil)}
    assert needed == set(range(len(chosen.stored)))
    assert list(chosen.stored) == sorted(set(chosen.stored))


@given(st.sets(st.integers(0, 3000), min_size=2, max_size=60).map(sorted), counts)
def test_linear_positions_are_evenly_spaced_in_time(numbers, count):
    """Were they spaced in files instead, a gap in the recording would speed the expression up."""
    expected = np.linspace(numbers[0], numbers[-1], count)
    assert times(numbers, sample(numbers, count, "linear")) == pytest.approx(expected, abs=2e-2)


@given(st.sets(st.integers(0, 3000), min_size=2, max_size=60).map(sorted), counts)
def test_nearest_takes_the_nearest_frame_and_the_earlier_of_two(numbers, count):
    at = times(numbers, sample(numbers, count, "nearest"))
    for taken, time in zip(at, np.linspace(numbers[0], numbers[-1], count).round(6), strict=True):
        assert taken == min(numbers, key=lambda number: (abs(number - time), number))


@pytest.mark.parametrize(
    ("numbers", "count", "sampling", "stored", "positions"),
    [
        ([1, 2, 3, 4], 4, "nearest", (0, 1, 2, 3), (0, 1, 2, 3)),
        ([1, 2], 4, "nearest", (0, 1), (0, 0, 1, 1)),
        ([1, 2, 4], 3, "nearest", (0, 1, 2), (0, 1, 2)),
        ([1, 4], 3, "nearest", (0, 1), (0, 0, 1)),
        ([1, 4], 3, "linear", (0, 1), (0, 0.5, 1)),
        ([0, 10, 11, 12, 20], 5, "linear", (0, 1, 3, 4), (0, 0.5, 1, 2.375, 3)),
        ([7], 3, "nearest", (0,), (0, 0, 0)),
    ],
)
def test_samples_worked_out_by_hand(numbers, count, sampling, stored, positions):
    chosen = sample(numbers, count, sampling)
    assert (chosen.stored, chosen.positions) == (stored, positions)


windows = st.integers(2, 5)
shifts = st.integers(1, 20)


@given(frame_numbers, counts, samplings, windows, shifts)
def test_windows_leave_the_clip_as_it_is(numbers, count, sampling, windows, shift):
    """Every other protocol would report something else otherwise."""
    alone, chosen = (
        sample(numbers, count, sampling),
        sample(numbers, count, sampling, windows, shift),
    )
    frames, more = (np.array(numbers)[list(one.stored)] for one in (alone, chosen))
    for side in (np.floor, np.ceil):
        before, after = (side(one.positions).astype(int) for one in (alone, chosen))
        assert np.array_equal(frames[before], more[after])
    assert np.mod(alone.positions, 1) == pytest.approx(np.mod(chosen.positions, 1))
    needed = {
        side(one)
        for part in (chosen.positions, *chosen.windows)
        for one in part
        for side in (np.floor, np.ceil)
    }
    assert needed == set(range(len(chosen.stored)))


@given(st.integers(0, 1000), st.integers(0, 300), counts, windows, shifts)
def test_windows_are_equally_long_evenly_shifted_and_hold_half_of_the_clip_or_more(
    first, span, count, windows, shift
):
    numbers = list(range(first, first + span + 1))
    chosen = sample(numbers, count, "linear", windows, shift)
    ends = np.array([times(numbers, chosen, positions)[[0, -1]] for positions in chosen.windows])
    assert len(ends) == windows
    assert (ends[0, 0], ends[-1, 1]) == (first, first + span)
    lengths, steps = ends[:, 1] - ends[:, 0], np.diff(ends[:, 0])
    assert lengths == pytest.approx(np.full(windows, lengths[0]), abs=1e-4)
    assert steps == pytest.approx(
        np.full(windows - 1, min(shift, span / 2 / (windows - 1))), abs=1e-4
    )
    assert lengths[0] >= span / 2 - 1e-4


@pytest.mark.parametrize(
    ("count", "sampling", "shift", "stored", "windows"),
    [
        # 0 to 8, 1 to 9, 2 to 10, beside 0 to 10
        (3, "nearest", 1, (0, 1, 2, 4, 5, 6, 8, 9, 10), ((0, 3, 6), (1, 4, 7), (2, 5, 8))),
        # shifted by 2.5 instead of 4, as 5 frames are half of the clip
        (2, "linear", 4, (0, 2, 3, 5, 7, 8, 10), ((0, 3), (1.5, 4.5), (3, 6))),
    ],
)
def test_windows_worked_out_by_hand(count, sampling, shift, stored, windows):
    chosen = sample(range(11), count, sampling, 3, shift)
    assert (chosen.stored, chosen.windows) == (stored, windows)


def test_windows_of_a_clip_of_one_frame_are_that_frame():
    assert sample([7], 3, "nearest", 2, 5).windows == ((0, 0, 0), (0, 0, 0))


def test_the_positions_of_windows_stand_in_the_table(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    shape = SHAPE.model_copy(update={"frames": 2, "windows": 2, "shift": 3})
    table = extract(copy, tmp_path, shape)
    assert set(table["frames"]) == {"11 14 17 20"}
    assert set(table["positions"]) == {"0 3"}
    assert set(table["windows"]) == {"0 2;1 3"}


def extract(copy: Copy, folder: Path, shape: ClipShape = SHAPE):
    reading = dataset(copy.dataset).read(copy.root, labels(copy.dataset))
    return store(copy.dataset, reading.clips, shape, LOCAL, folder)


def members(folder: Path, dataset: str) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / f"{dataset}.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_files_bytes_are_stored_unchanged_in_the_order_of_the_clips(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d").write()
    extract(copy, tmp_path)
    stored = members(tmp_path, "casme2")
    clips = sorted(copy.clip(spec) for spec in copy.specs)
    assert list(stored) == [
        f"{clip}/{number:06d}.jpg" for clip in clips for number in (11, 14, 17, 20)
    ]
    assert stored[f"{clips[0]}/000014.jpg"] == image(".jpg", 14)


def test_the_table_reads_back_as_it_is_documented(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    copy.specs[0].apex, copy.specs[1].emotion = "/", "others"
    table = extract(copy.write(), tmp_path)
    back = read_table(tmp_path / "casme2.csv", text=TEXT)
    assert tuple(back.columns) == tuple(table.columns) == COLUMNS
    assert (tmp_path / "casme2.csv").read_text(encoding="utf-8").splitlines()[1] == (
        "01/EP01_anger1f,01,disgust,0,11,,20,10,0,11 14 17 20,0 1 2 3,,kept,,apex is '/' in the label sheet"
    )
    dropped = back[back["status"] == "dropped"].iloc[0]
    assert (dropped["frames"], dropped["positions"]) == ("", "")
    assert np.isnan(dropped["label"])


def test_linear_sampling_writes_fractions(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    table = extract(copy, tmp_path, SHAPE.model_copy(update={"frames": 3, "sampling": "linear"}))
    assert set(table["frames"]) == {"11 15 16 20"}
    assert set(table["positions"]) == {"0 1.5 3"}


def test_the_same_data_give_the_same_bytes_wherever_they_lie(tmp_path):
    """Absolute paths in reasons would make every machine recompute everything."""
    contents = []
    for place in ("here", "elsewhere"):
        copy = Copy("casme_sq", "selectedpic", tmp_path / place / "d")
        copy.specs[0].frames, copy.specs[1].folder = [], False
        extract(copy.write(), tmp_path / place)
        contents.append(
            [(tmp_path / place / f"casme_sq.{kind}").read_bytes() for kind in ("csv", "zip")]
        )
    assert contents[0] == contents[1]


def test_an_empty_file_drops_its_clip_and_is_named(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    copy.frame(copy.specs[0], 14).write_bytes(b"")
    table = extract(copy, tmp_path).set_index("clip")
    clip = copy.clip(copy.specs[0])
    assert table.loc[clip, "reason"] == "unreadable frame: 001_00014.jpg is empty (0 bytes)"
    assert not any(name.startswith(clip) for name in members(tmp_path, "samm"))
    assert (table["status"] == "kept").sum() == 5


def test_a_file_that_vanishes_or_may_not_be_read_drops_its_clip(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    frame = copy.frame(copy.specs[0], 14)
    frame.unlink()
    frame.symlink_to(tmp_path / "gone")
    table = extract(copy, tmp_path).set_index("clip")
    assert table.loc[copy.clip(copy.specs[0]), "reason"] == (
        "unreadable frame: 001_00014.jpg (No such file or directory)"
    )


def test_a_file_that_is_not_needed_is_not_even_opened(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    copy.frame(copy.specs[0], 15).write_bytes(b"")
    assert (extract(copy, tmp_path)["status"] == "kept").all()


def test_a_truncated_file_is_stored_as_it_is(tmp_path):
    """Whether it decodes is for the mask stage, which drops the clip with its reason."""
    copy = Copy("samm", "frames", tmp_path / "d").write()
    copy.frame(copy.specs[0], 14).write_bytes(image(".jpg", 14)[:40])
    extract(copy, tmp_path)
    assert (
        members(tmp_path, "samm")[f"{copy.clip(copy.specs[0])}/000014.jpg"]
        == image(".jpg", 14)[:40]
    )


def test_video_frames_are_stored_as_png_with_the_sheets_numbers(tmp_path):
    copy = Copy("casme2", "video", tmp_path / "d").write()
    extract(copy, tmp_path)
    stored = members(tmp_path, "casme2")
    clip = copy.clip(copy.specs[0])
    names = [name for name in stored if name.startswith(clip)]
    assert names == [f"{clip}/{number:06d}.png" for number in (11, 14, 17, 20)]
    for name in names:
        frame = cv2.imdecode(np.frombuffer(stored[name], np.uint8), cv2.IMREAD_COLOR)
        assert frame.mean() == pytest.approx(5 * int(Path(name).stem), abs=3)


def test_a_video_that_ends_before_its_header_says_drops_its_clip(tmp_path):
    copy = Copy("casme2", "video", tmp_path / "d").write()
    reading = dataset("casme2").read(copy.root, labels("casme2"))
    path = copy.folder(copy.specs[0])
    broken = [
        Clip(clip.subject, clip.clip, clip.emotion, clip.label,
             frames=(*clip.frames, Frame(99, path, 88)) if clip.clip == copy.clip(copy.specs[0]) else clip.frames)
        for clip in reading.clips
    ]  # fmt: skip
    table = store("casme2", broken, SHAPE, LOCAL, tmp_path).set_index("clip")
    assert table.loc[copy.clip(copy.specs[0]), "reason"] == (
        "unreadable video: EP01_anger1f.avi ends or breaks at its frame 11"
    )
    assert (table["status"] == "kept").sum() == 5


def test_nothing_usable_is_one_sentence_with_counts_and_leaves_no_file(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    for spec in copy.specs:
        spec.folder = False
    copy.specs[0].emotion = "others"
    copy.write()
    (copy.root / "Cropped" / "sub01" / "EP99").mkdir(parents=True)
    with pytest.raises(UserError) as failure:
        extract(copy, tmp_path / "out")
    assert str(failure.value).startswith(
        "casme2: expected at least one usable clip, found none among 7: 5 no folder, 1 no class, 1 no label;"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_drops_are_counted_by_kind(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    copy.specs[0].folder = copy.specs[1].folder = copy.specs[2].row = False
    assert drops(extract(copy.write(), tmp_path)) == "2 no folder, 1 no label"
