"""The stages `account` and `clips`: the counts that stand under every table."""

import json

import numpy as np
import pandas as pd
import pytest

from mer.core.errors import UserError
from mer.core.files import write_arrays
from stages import account, clips
from tests.stages.preprocessing_fixture import runner, snapshot, write_params


@pytest.fixture
def run(monkeypatch, tmp_path):
    write_params(tmp_path, datasets=["samm", "smic"])
    return runner(monkeypatch, tmp_path)


def write(folder, dataset):
    """Write what extract, mask and resize write, of three clips; subjects that look like numbers, and one named NA."""
    rows = [
        {"clip": "006/a", "subject": "006", "label": "0", "status": "kept", "reason": ""},
        {"clip": "NA/b", "subject": "NA", "label": "1", "status": "kept", "reason": ""},
        {
            "clip": "007/c",
            "subject": "007",
            "label": "",
            "status": "dropped",
            "reason": "no class: none",
        },
    ]
    for name, count in (("frames", 3), ("masked", 2)):
        (folder / "data" / name).mkdir(parents=True, exist_ok=True)
        pd.DataFrame(rows[:count]).to_csv(folder / f"data/{name}/{dataset}.csv", index=False)
    write_arrays(folder / f"data/windows/{dataset}.npz", x=np.zeros((0, 1, 1, 1), np.uint8))
    write_arrays(
        folder / f"data/clips/{dataset}.npz",
        x=np.zeros((2, 1, 1, 1), np.uint8),
        label=np.array([0, 1]),
        subject=np.array(["006", "NA"]),
        clip=np.array(["006/a", "NA/b"]),
    )


def test_each_data_set_is_counted_and_all_are_set_side_by_side(run, tmp_path):
    for dataset in ("samm", "smic"):
        write(tmp_path, dataset)
        run(account, dataset)
    run(clips)
    one = json.loads((tmp_path / "metrics/clips/samm.json").read_text())
    assert (one["data"], one["dataset"]) == ("STAND-IN", "samm")
    assert one["clips"] == {"labelled": 3, "mapped": 2, "with_frames": 2, "with_face": 2, "used": 2}
    assert one["subjects"]["used"] == 2
    both = json.loads((tmp_path / "metrics/clips.json").read_text())
    assert both == {
        "data": "STAND-IN",
        "datasets": {"samm": one, "smic": one | {"dataset": "smic"}},
    }
    assert "STAND-IN" in (tmp_path / "metrics/clips.md").read_text(encoding="utf-8")


def test_the_digest_is_that_of_the_clips_and_windows(run, tmp_path):
    """By it a control of other clips is known."""
    digests = set()
    for changed in (None, "clips", "windows"):
        write(tmp_path, "smic")
        if changed:
            path = tmp_path / f"data/{changed}/smic.npz"
            with np.load(path) as arrays:
                write_arrays(path, **dict(arrays), more=np.zeros(1))
        run(account, "smic")
        digests.add(json.loads((tmp_path / "metrics/clips/smic.json").read_text())["digest"])
    assert len(digests) == 3
    assert {len(digest) for digest in digests} == {16}


def test_the_bytes_are_the_same_every_time(run, tmp_path):
    for dataset in ("samm", "smic"):
        write(tmp_path, dataset)
        run(account, dataset)
    run(clips)
    first = snapshot(tmp_path / "metrics")
    run(account, "samm")
    run(clips)
    assert snapshot(tmp_path / "metrics") == first


def test_a_data_set_that_was_taken_out_of_the_list_is_not_shown(run, tmp_path):
    """Its file from an earlier run still lies there, perhaps made from other data."""
    write(tmp_path, "samm")
    run(account, "samm")
    write_params(tmp_path, datasets=["smic"], source="licensed")
    write(tmp_path, "smic")
    run(account, "smic")
    run(clips)
    assert list(json.loads((tmp_path / "metrics/clips.json").read_text())["datasets"]) == ["smic"]
    assert "STAND-IN" not in (tmp_path / "metrics/clips.md").read_text(encoding="utf-8")


def test_counts_of_other_data_or_none_are_one_sentence(run, tmp_path):
    write(tmp_path, "samm")
    run(account, "samm")
    with pytest.raises(
        UserError, match=r"metrics/clips/smic.json: expected a file, found none; run `dvc repro acc"
    ):
        run(clips)
    write_params(tmp_path, datasets=["samm"], source="licensed")
    with pytest.raises(
        UserError, match=r"samm.json: expected results of licensed data .* received STAND-IN"
    ):
        run(clips)
    (tmp_path / "metrics/clips/samm.json").write_text("[]")
    with pytest.raises(UserError, match=r"samm.json: expected JSON with `data` and `clips`"):
        run(clips)


@pytest.mark.parametrize(
    ("path", "stage"), [("frames/samm.csv", "extract"), ("clips/samm.npz", "resize")]
)
def test_a_missing_input_names_the_stage_to_run(run, tmp_path, path, stage):
    write(tmp_path, "samm")
    (tmp_path / "data" / path).unlink()
    with pytest.raises(UserError, match=f"run `dvc repro {stage}@samm`"):
        run(account, "samm")
