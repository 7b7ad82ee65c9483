"""The stage `ledger`: the counts that are below every table."""

import json

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from stages import ledger
from tests.stages.preprocessing_fixture import runner, snapshot, write_params


@pytest.fixture
def run(monkeypatch, tmp_path):
    write_params(tmp_path, datasets=["samm", "smic"])
    return runner(monkeypatch, tmp_path)


ROWS = pd.DataFrame(
    [
        ("006/a", "006", 0, "kept", ""),
        ("NA/b", "NA", 1, "kept", ""),
        ("007/c", "007", None, "dropped", "no class: none"),
    ],
    columns=["clip", "subject", "label", "status", "reason"],
)


def write(*datasets):
    """Write what extract, mask and resize write: subjects that look like numbers, one named NA."""
    for dataset in datasets:
        files.write_table(paths.frames_table(dataset), ROWS)
        kept = ROWS[:2].astype({"label": int})
        files.write_table(paths.masked_table(dataset), kept)
        x = np.zeros((2, 1, 1, 1), np.uint8)
        files.write_stack(paths.clips(dataset), x, kept[["clip", "subject", "label"]])
        windows = kept[["clip"]].assign(window=1)[:0]
        files.write_stack(paths.windows(dataset), x[:0], windows)


def read():
    return json.loads(paths.LEDGER.path.read_text(encoding="utf-8"))


def page():
    return paths.LEDGER_PAGE.path.read_text(encoding="utf-8")


def test_each_data_set_is_counted_and_all_are_set_side_by_side(run):
    write("samm", "smic")
    run(ledger)
    found = read()
    assert (found["data"], list(found["datasets"])) == ("STAND-IN", ["samm", "smic"])
    one = found["datasets"]["samm"]
    assert (one["data"], one["dataset"]) == ("STAND-IN", "samm")
    assert one["clips"] == {"labelled": 3, "mapped": 2, "with_frames": 2, "with_face": 2, "used": 2}
    assert one["subjects"]["used"] == 2
    assert [one["classes"][name]["used"] for name in one["classes"]] == [1, 1, 0]
    assert one["dropped"] == {"extract": {"no class": 1}, "mask": {}}
    assert found["datasets"]["smic"] == one | {"dataset": "smic"}
    assert "STAND-IN" in page()
    assert "| SAMM " in page()


def test_the_digest_is_that_of_the_clips_and_windows(run):
    """By it a control of other clips is known."""
    digests = set()
    for changed in (None, "clips", "windows", "rows"):
        write("samm", "smic")
        if changed == "clips":
            files.map_stack(paths.clips("smic"))
            rows = files.stack_rows(paths.clips("smic"), ("subject",))
            files.write_stack(paths.clips("smic"), np.ones((2, 1, 1, 1), np.uint8), rows)
        elif changed == "windows":
            rows = pd.DataFrame({"clip": ["006/a"], "window": [1]})
            files.write_stack(paths.windows("smic"), np.zeros((1, 1, 1, 1), np.uint8), rows)
        elif changed == "rows":
            rows = pd.DataFrame(
                {"clip": ["NA/b", "006/a"], "subject": ["NA", "006"], "label": [1, 0]}
            )
            files.write_stack(paths.clips("smic"), np.zeros((2, 1, 1, 1), np.uint8), rows)
        run(ledger)
        digests.add(read()["datasets"]["smic"]["digest"])
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {16}


def test_the_bytes_are_the_same_every_time(run, tmp_path):
    write("samm", "smic")
    run(ledger)
    first = snapshot(tmp_path / "metrics")
    run(ledger)
    assert snapshot(tmp_path / "metrics") == first


def test_a_data_set_that_was_taken_out_of_the_list_is_not_shown(run, tmp_path):
    """Its files of an earlier run are still there, perhaps made from other data."""
    write("samm", "smic")
    write_params(tmp_path, datasets=["smic"], source="licensed")
    run(ledger)
    assert list(read()["datasets"]) == ["smic"]
    assert "STAND-IN" not in page()


@pytest.mark.usefixtures("mmew")
def test_a_data_set_that_the_article_lacks_is_counted_too(run, tmp_path, content):
    labels = content["labels"]
    write_params(tmp_path, datasets=["mmew"], labels=labels | {"mmew": labels["samm"]})
    write("mmew")
    run(ledger)
    assert read()["datasets"]["mmew"]["clips"]["used"] == 2
    assert "| mmew " in page()


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        (paths.frames_table("samm"), "extract@samm"),
        (paths.masked_table("samm"), "mask@samm"),
        (paths.clips("samm"), "resize"),
        (paths.windows("samm"), "resize"),
    ],
)
def test_a_missing_input_names_the_stage_to_run(run, path, stage):
    write("samm", "smic")
    path.path.rename("elsewhere")
    with pytest.raises(UserError, match=f"run `dvc repro {stage}`"):
        run(ledger)
    assert not paths.LEDGER.path.exists()
