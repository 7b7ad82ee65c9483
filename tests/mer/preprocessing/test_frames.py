"""The frames that clips need are stored, and every clip is accounted for."""

import dataclasses
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from mer.core import reasons
from mer.core.errors import UserError
from mer.core.files import read_table, write_table
from mer.core.params import ClipShape
from mer.datasets import dataset
from mer.datasets.records import Frame
from mer.preprocessing.decoding import decode
from mer.preprocessing.frames import COLUMNS, store
from tests.mer.datasets.params import LOCAL, labels
from tests.mer.datasets.trees import Copy, image
from tests.mer.preprocessing.faces_fixture import astronaut, encoded, shifted

SHAPE = ClipShape(frames=4, sampling="nearest", size=64, windows=1, shift=1)
TEXT = ("clip", "subject", "emotion", "frames", "positions", "status", "reason", "note")


def test_the_positions_of_windows_stand_in_the_table(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    shape = SHAPE.model_copy(update={"frames": 2, "windows": 2, "shift": 3})
    table = extract(copy, tmp_path, shape)
    assert set(table["frames"]) == {"11 14 17 20"}
    assert set(table["positions"]) == {"0 3"}
    assert set(table["windows"]) == {"0 2;1 3"}


def extract(copy: Copy, folder: Path, shape: ClipShape = SHAPE):
    reading = dataset(copy.dataset).read(copy.root, labels(copy.dataset))
    return store(copy.dataset, reading.clips, shape, LOCAL, folder / f"{copy.dataset}.zip")


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


def test_bmp_frames_are_stored_as_png_with_the_same_pixels(tmp_path):
    """SMIC's are 5 GB, and a lost bit in one of them would be motion."""
    copy = Copy("smic", "raw", tmp_path / "d").write()
    faces = shifted(astronaut(), 30)
    for spec in copy.specs:
        for number in spec.frames:
            copy.frame(spec, number).unlink()
            bmp = copy.frame(spec, number).with_suffix(".bmp")
            bmp.write_bytes(encoded(faces[number], "BMP"))
    extract(copy, tmp_path)
    stored = members(tmp_path, "smic")
    clips = sorted(copy.clip(spec) for spec in copy.specs)
    assert list(stored) == [
        f"{clip}/{number:06d}.png" for clip in clips for number in (11, 14, 17, 20)
    ]
    for name, content in stored.items():
        assert np.array_equal(decode(content), faces[int(Path(name).stem)])
    raw = sum(path.stat().st_size for path in copy.root.rglob("*.bmp"))
    assert (tmp_path / "smic.zip").stat().st_size < 0.75 * raw * 4 / len(copy.specs[0].frames)


def test_the_table_reads_back_as_it_is_documented(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    copy.specs[0].apex, copy.specs[1].emotion = "/", "others"
    table = extract(copy.write(), tmp_path)
    write_table(tmp_path / "casme2.csv", table)
    back = read_table(tmp_path / "casme2.csv", text=TEXT)
    assert tuple(back.columns) == tuple(table.columns) == COLUMNS
    assert (tmp_path / "casme2.csv").read_text(encoding="utf-8").splitlines()[1] == (
        "01/EP01_anger1f,01,disgust,0,11,,20,10,0,11 14 17 20,0 1 2 3,,kept,,"
        "apex is '/' in the label sheet"
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
        write_table(tmp_path / place / "casme_sq.csv", extract(copy.write(), tmp_path / place))
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
        dataclasses.replace(clip, frames=(*clip.frames, Frame(99, path, 88)))
        if clip.clip == copy.clip(copy.specs[0])
        else clip
        for clip in reading.clips
    ]
    table = store("casme2", broken, SHAPE, LOCAL, tmp_path / "casme2.zip").set_index("clip")
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
        "casme2: expected at least one usable clip, found none among 7: "
        "5 no folder, 1 no class, 1 no label;"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_drops_are_counted_by_kind(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "d")
    copy.specs[0].folder = copy.specs[1].folder = copy.specs[2].row = False
    table = extract(copy.write(), tmp_path)
    assert reasons.listed(table["reason"]) == "2 no folder, 1 no label"
