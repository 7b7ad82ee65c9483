"""The stage `mask` keeps what has a face, and accounts for every clip that it drops."""

import re
import zipfile

import numpy as np
import pandas as pd
import pytest

from mer.core.errors import UserError
from mer.preprocessing import crop_archive, crops
from stages import mask
from tests.mer.preprocessing.faces_fixture import astronaut, encoded
from tests.stages.preprocessing_fixture import (
    good_files,
    runner,
    snapshot,
    write_frames,
    write_params,
)

EMPTY = encoded(np.zeros((220, 240, 3), np.uint8))


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run stages in a project folder of their own."""
    write_params(tmp_path)
    return runner(monkeypatch, tmp_path)


def _table(folder):
    return pd.read_csv(folder / "data/masked/smic.csv", dtype=str, keep_default_na=False)


def test_every_clip_is_kept_or_dropped_with_its_reason(run, tmp_path, capsys):
    """A clip that vanishes without a word is how counts stop matching the paper's."""
    good = good_files()
    write_frames(
        tmp_path,
        {
            "03/good": good,
            "03/truncated": [good[0], good[1][:-900], good[2]],
            "04/faceless": [EMPTY] * 3,
            "04/sizes": [good[0], encoded(astronaut()[:200]), good[2]],
            "10/late": [EMPTY, *good[:2]],
        },
    )
    run(mask, "smic")
    table = _table(tmp_path).set_index("clip")
    assert table["status"].to_dict() == {
        "03/good": "kept",
        "03/truncated": "dropped",
        "04/faceless": "dropped",
        "04/sizes": "dropped",
        "10/late": "kept",
    }
    assert table["reason"].to_dict() == {
        "03/good": "",
        "03/truncated": "unreadable frame: 102 cannot be decoded (image file is truncated)",
        "04/faceless": "no face found: not in frame 101 or in the 2 stored after it",
        "04/sizes": "frames of different sizes: 102 is 240x200 pixels, 101 is 240x220",
        "10/late": "",
    }
    assert table.loc["10/late", "note"] == "no face in frame 101, taken from frame 102"
    assert capsys.readouterr().out == (
        "mask smic: 2 of 5 clips kept, 3 dropped: "
        "1 frames of different sizes, 1 no face found, 1 unreadable frame.\n"
    )
    with zipfile.ZipFile(tmp_path / "data/masked/smic.zip") as archive:
        assert archive.namelist() == [
            f"{clip}/{frame:06d}.png"
            for clip in ("03/good", "10/late")
            for frame in (101, 102, 103)
        ]


def test_the_table_describes_the_crops(run, tmp_path):
    """Box and landmarks are what a reader checks the masks with."""
    write_frames(tmp_path, {"03/good": good_files()})
    run(mask, "smic")
    table = _table(tmp_path)
    assert table.columns.tolist() == [
        "clip",
        "subject",
        "label",
        "positions",
        "windows",
        "score",
        "upsampled",
        "left",
        "top",
        "right",
        "bottom",
        "landmarks",
        "status",
        "reason",
        "note",
    ]
    row = table.iloc[0]
    assert (row["subject"], row["label"], row["positions"], row["upsampled"]) == (
        "03",
        "0",
        "0 0.5 1 2",
        "0",
    )
    assert row["windows"] == "0 0 1 1;1 1 2 2"
    left, top, right, bottom = (int(row[side]) for side in ("left", "top", "right", "bottom"))
    points = np.array(
        [[int(value) for value in point.split(",")] for point in row["landmarks"].split()]
    )
    assert points.shape == (68, 2)
    assert left < points[:, 0].min() < points[:, 0].max() < right
    assert top < points[:, 1].min() < points[:, 1].max() < bottom
    with crop_archive.reading("smic") as archive:
        masked = crop_archive.decoded(archive.files("03/good"))
    assert masked.shape == (3, bottom - top, right - left, 3)
    eye = points[36:42].mean(axis=0).round().astype(int) - (left, top)
    assert not masked[:, eye[1], eye[0]].any()


def test_landmarks_of_every_frame_are_all_written(run, tmp_path):
    """The format promises several sets, separated by `;`."""
    write_params(tmp_path, mask__landmarks="frame")
    write_frames(tmp_path, {"03/good": good_files()})
    run(mask, "smic")
    sets = _table(tmp_path).loc[0, "landmarks"].split(";")
    assert [len(points.split()) for points in sets] == [68] * 3
    assert len(set(sets)) == 3


def test_processes_change_nothing(run, tmp_path, monkeypatch):
    """The same bytes whether one process or two did the work."""
    write_frames(
        tmp_path, {f"03/{number}": good_files(2) for number in range(4)} | {"04/faceless": [EMPTY]}
    )
    run(mask, "smic")
    first = snapshot(tmp_path / "data/masked")
    monkeypatch.setattr(crops, "CLIPS_PER_PROCESS", 2)
    write_params(tmp_path, execution__workers=2)
    run(mask, "smic")
    assert snapshot(tmp_path / "data/masked") == first


def test_no_face_anywhere_is_an_error_that_leaves_nothing(run, tmp_path):
    """The next stages could only fail more obscurely."""
    write_frames(tmp_path, {"03/faceless": [EMPTY], "04/faceless": [EMPTY]})
    with pytest.raises(
        UserError, match=r"smic\.zip: expected .* none in 2: 2 no face found; .*03/faceless"
    ):
        run(mask, "smic")
    assert snapshot(tmp_path / "data/masked") == {}


def test_no_kept_clip_is_an_error(run, tmp_path):
    """The reasons stand in the table of the stage before."""
    write_frames(tmp_path, {})
    with pytest.raises(UserError, match=r"data/frames/smic\.csv: expected at least one kept clip"):
        run(mask, "smic")


def test_frames_that_the_archive_lacks_are_an_error(run, tmp_path):
    """Table and archive from two runs would mask another clip than the label says."""
    write_frames(tmp_path, {"03/good": good_files()})
    path = tmp_path / "data/frames/smic.csv"
    path.write_text(path.read_text().replace("101 102 103", "101 102 107"))
    with pytest.raises(
        UserError, match=r"expected the frames 101 102 107 of 03/good.*03/good/000107.*extract@smic"
    ):
        run(mask, "smic")
    assert not (tmp_path / "data/masked/smic.zip").exists()


def test_a_damaged_archive_is_an_error(run, tmp_path, monkeypatch):
    """Zip files carry checksums; a flipped bit must not become a dropped clip."""
    write_frames(tmp_path, {"03/good": good_files()})
    path = tmp_path / "data/frames/smic.zip"
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"missing or damaged \(Bad CRC"):
        run(mask, "smic")
    monkeypatch.setattr(crops, "CLIPS_PER_PROCESS", 1)
    write_params(tmp_path, execution__workers=2)
    with pytest.raises(
        UserError, match=r"expected the frames 101 102 103 of 03/good, .*damaged \(Bad CRC"
    ):
        run(mask, "smic")  # from another process, the same sentence
    path.write_bytes(b"no zip")
    with pytest.raises(UserError, match=r"smic\.zip: expected a zip file"):
        run(mask, "smic")
    path.unlink()
    with pytest.raises(UserError, match=re.escape("run `dvc repro extract@smic`")):
        run(mask, "smic")
