"""The tutorial shows what came on the stand-in: a reader compares it with what comes there.

tests/test_pipeline.py runs all of its blocks on fewer clips; `python -m scripts.tutorial` runs
them on the data of `make tables`, which git does not have. Here stands what git has.
"""

import json
import re

import pytest

from scripts import tutorial
from tests.conftest import ROOT
from tests.results_fixture import grid_rows

PAGE = tutorial.PAGE.read_text(encoding="utf-8")
BLOCKS = tutorial.read(PAGE)


def shown(part: str) -> str:
    """Return the output of the one block whose code has that part."""
    (output,) = (block.output for block in BLOCKS if part in block.code and block.output)
    return output


def cell() -> dict:
    return json.loads((ROOT / "metrics/cells/DACWB/casme2.json").read_text(encoding="utf-8"))


def test_every_block_is_read_and_every_output_belongs_to_one():
    """A block that the expression overlooks would be run by nobody."""
    assert PAGE.count("\n```sh\n") + PAGE.count("\n```python\n") == len(BLOCKS)
    assert PAGE.count("\n```text\n") == sum(block.output is not None for block in BLOCKS)
    assert [block.code.split()[:2] for block in BLOCKS if block.installs] == [["make", "tables"]]


def test_what_is_read_from_results_in_git_is_what_they_hold():
    """The blocks of one section need no data: they print here what they print on the page."""
    start, end = PAGE.index("## 2. "), PAGE.index("## 3. ")
    section = [block for block in BLOCKS if start < block.start < end]
    assert [block.language for block in section] == ["sh", "python"]
    for block, printed in tutorial.run(section, ROOT):
        assert printed == block.output


def test_the_leak_is_that_of_the_sheet_for_reviewers():
    """Samples tested are those of the cell; `all` or `none` of them have their clip in training."""
    rows = [row.split() for row in shown("whose clip trains").splitlines()[2:]]
    sheet = grid_rows((ROOT / "metrics/reforms.md").read_text(encoding="utf-8"))
    said = {row[0]: row[5] for row in sheet if len(row) > 5 and row[1] == "DACWB"}
    assert {row[0] for row in rows} == {*said}
    for protocol, tested, trains in rows:
        assert int(tested) == cell()["protocols"][protocol]["samples"]
        assert {"all": tested, "none": "0"}[said[protocol]] == trains


def test_our_row_of_the_scores_is_that_of_the_cell():
    loso = cell()["protocols"]["loso"]
    counts = [f"{loso[name]} {name}" for name in ("samples", "clips", "subjects")]
    assert shown("mer score").startswith(f"loso, casme2, {', '.join(counts)}\n")
    (row,) = re.findall(r"^data/ours.csv +(\d.*\])$", shown("mer score"), re.M)
    low, high = loso["intervals"]["accuracy"]
    assert row.startswith(f"{100 * loso['accuracy']:.2f} [{100 * low:.1f}, {100 * high:.1f}]")
    for name in ("weighted_f1", "macro_f1", "uar"):
        assert f" {loso[name]:.4f}" in row
    assert f"majority {100 * loso['chance']['majority']['accuracy']:.2f} %" in shown("mer score")


def test_the_experiment_stands_beside_the_headline():
    mean = json.loads((ROOT / "metrics/headline.json").read_text(encoding="utf-8"))["mean"]
    rows = {row.split()[0]: row for row in shown("mer experiments").splitlines() if row}
    numbers = [float(one) for one in re.findall(r"(?<= )\d+\.\d+", rows["first-hour"])]
    names = ("val_acc", "val_uf1", "test_acc", "test_uf1")
    assert numbers == pytest.approx([mean[name] for name in names], abs=5e-4)
    samples = cell()["protocols"]["holdout"]["samples"]
    assert (samples, 100 / samples) == (20, 5)
    assert "20 test samples: one sample is five points" in " ".join(PAGE.split())


def test_counts_in_the_text_are_those_of_the_settings(content):
    assert f"{len(content['variants'])} variants on {len(content['datasets'])} data sets" in (
        " ".join(PAGE.split())
    )
    assert content["recipes"]["augment"]["DACWB"]["copies"] == 3
    folds = sum(one["folds"] for one in cell()["protocols"].values())
    cells = len(content["variants"]) * len(content["datasets"])
    assert f"which is {folds * cells} trained networks" in " ".join(PAGE.split())
