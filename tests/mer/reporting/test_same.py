"""Whoever compares two machines must not be told that they agree where they do not."""

from pathlib import Path

import numpy as np
import pytest

from mer.core import paths
from mer.reporting import same

CELL = paths.Cell("smic", "DA")
COPIES, SAID = CELL.copies.path / "x.npy", CELL.predictions.path
SPLITS, PLAN = paths.splits("smic").path, CELL.plan.path
ROWS = [f"loso,0,0,smic,s1,s1/c{number},0,0,0.5,0.3,0.2,original" for number in range(20)]
HEAD = (
    "protocol,seed,fold,dataset,subject,clip,label,predicted,"
    "p_negative,p_positive,p_surprise,sample"
)


def write(folder: Path, path: Path, content: str | np.ndarray) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        target.write_text(content, encoding="utf-8")
    else:
        np.save(target, content)


def found(tmp_path, settings, path: Path, here: str | np.ndarray, there) -> same.Found:
    """Compare two runs that have one file, each its own."""
    write(tmp_path / "a", path, here)
    write(tmp_path / "b", path, there)
    every = same.compare(tmp_path / "a", tmp_path / "b", settings)
    (one,) = (one for one in every if one.path == path)
    assert all(other.verdict == "missing here" for other in every if other is not one)
    return one


def text(rows: list[str], head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def changed(count: int, old: str, new: str) -> list[str]:
    assert old in ROWS[0]
    return [row.replace(old, new) for row in ROWS[:count]] + ROWS[count:]


@pytest.mark.parametrize(
    ("by", "where", "verdict", "detail"),
    [
        (0, COPIES, "same", ""),
        (4, COPIES, "within bounds", "4 in 1 of 12 values"),
        (5, COPIES, "differs", "5 in 1 of 12 values"),
        (1, paths.clips("smic").path / "x.npy", "differs", "1 in 1 of 12 values"),
        (1, CELL.copies.path / "draws.npy", "differs", "1 in 1 of 12 values"),
    ],
)
def test_pixels_of_copies_alone_may_differ_by_their_bound(
    tmp_path, checked, by, where, verdict, detail
):
    x = np.full((3, 2, 2), 250, np.uint8)
    other = x.copy()
    other[1, 0, 1] -= by
    one = found(tmp_path, checked, where, x, other)
    assert (one.verdict, one.detail) == (verdict, detail)


def test_arrays_of_another_shape_differ(tmp_path, checked):
    x = np.zeros((3, 2, 2), np.uint8)
    assert found(tmp_path, checked, COPIES, x, x[:2]).detail == "(3, 2, 2) here, (2, 2, 2) there"


@pytest.mark.parametrize("path", [SPLITS, PLAN, paths.frames_table("smic").path])
def test_a_line_of_a_table_before_the_training_may_not_differ(tmp_path, checked, path):
    one = found(
        tmp_path, checked, path, "clip,role\na,train\nb,test\n", "clip,role\na,val\nb,test\n"
    )
    assert (one.verdict, one.detail) == ("differs", "1 of 3 lines, line 2 first")


def test_a_lost_line_and_other_ends_of_lines_are_said(tmp_path, checked):
    assert found(tmp_path, checked, SPLITS, "a\nb\n", "a\n").detail == "2 lines here, 1 there"
    ends = found(tmp_path, checked, SPLITS, "a\nb\n", "a\r\nb\r\n")
    assert (ends.verdict, ends.detail) == ("differs", "the ends of lines alone")


@pytest.mark.parametrize(
    ("rows", "verdict", "detail"),
    [
        (changed(4, "0.5,0.3", "0.1,0.7"), "within bounds", "0.0800 apart, at most 0.4000; 0 of"),
        (changed(5, "0.5,0.3", "0.1,0.7"), "differs", "0.1000 apart, at most 0.4000; 0 of 20"),
        (changed(2, ",0,0,0.5,0.3", ",0,1,0.3,0.5"), "within bounds", "0.0200 apart, at most 0.2"),
        (changed(3, ",0,0,0.5,0.3", ",0,1,0.3,0.5"), "differs", "3 of 20 classes"),
        (changed(1, ",0,0,0.5,0.3", ",0,0,nan,0.3"), "differs", "nan apart"),
        (changed(1, ",0,0,0.5,0.3", ",0,0,half,0.3"), "differs", "not of this program, or damaged"),
        (changed(1, "s1/c0", "s1/c9"), "differs", "other samples, labels, or another order"),
        (changed(1, ",0,0,0.5", ",1,0,0.5"), "differs", "other samples, labels, or another order"),
        (ROWS[::-1], "differs", "other samples, labels, or another order"),
        (ROWS[:-1], "differs", "other samples, labels, or another order"),
    ],
)
def test_predictions_of_the_same_samples_may_differ_by_their_bounds(
    tmp_path, checked, rows, verdict, detail
):
    one = found(tmp_path, checked, SAID, text(ROWS), text(rows))
    assert one.verdict == verdict
    assert detail in one.detail


def test_predictions_without_probabilities_are_not_compared(tmp_path, checked):
    one = found(tmp_path, checked, SAID, text(ROWS), text(ROWS, HEAD.replace("p_", "q_")))
    assert (one.verdict, one.detail) == ("differs", "other columns")


def test_a_damaged_array_is_a_file_that_differs(tmp_path, checked):
    write(tmp_path / "a", COPIES, np.zeros((3, 2, 2), np.uint8))
    write(tmp_path / "b", COPIES, "torn")
    (one,) = (
        one for one in same.compare(tmp_path / "a", tmp_path / "b", checked) if one.path == COPIES
    )
    assert one.verdict == "differs"
    assert "damaged" in one.detail


def test_a_screen_full_of_missing_files_is_cut(checked, tmp_path):
    said = same.render(same.compare(tmp_path, tmp_path, checked))
    files = len(list(same.compared(checked)))
    assert f"and {files - same.SHOWN} more" in said
    assert said.endswith(f"all files: {files} missing here")
    assert max(map(len, said.splitlines())) <= 100
