"""The samples of a data set and variant are listed in the order in which their pixels lie."""

import numpy as np
import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.planning import samples, smote
from tests.conftest import write_clips, write_copies, write_windows

CELL = paths.Cell("smic", "DA")


@pytest.fixture
def folder(project, arrays):
    """A project with clips, two copies and three windows of each."""
    write_clips(arrays)
    write_copies(arrays, CELL, 2)
    write_windows(arrays, 3)
    return project


def test_originals_copies_and_windows_stand_one_after_the_other(folder, arrays):
    """Row n of the table is row n of the pixels: SMOTE mixes what stands at these places."""
    read = samples.read("smic", "DA", windows=True)
    table = read.table
    assert table["kind"].tolist() == ["original"] * 24 + ["copy"] * 48 + ["window"] * 72
    assert table["copy"].tolist() == [0] * 24 + [1, 2] * 24 + [0] * 72
    assert table["window"].tolist() == [0] * 72 + [1, 2, 3] * 24
    label = dict(zip(arrays["clip"], arrays["label"], strict=True))
    assert table["label"].tolist() == [label[clip] for clip in table["clip"]]
    number = {clip: row for row, clip in enumerate(arrays["clip"])}
    x = arrays["x"][[number[clip] for clip in table["clip"]]]
    assert np.array_equal(read.distances(), smote.squared_distances(x))


def test_windows_are_not_even_looked_for_where_no_protocol_uses_them(folder):
    (paths.windows("smic").path / "rows.csv").unlink()
    assert set(samples.read("smic", "DA", windows=False).table["kind"]) == {"original", "copy"}
    with pytest.raises(UserError, match=r"rows\.csv"):
        samples.read("smic", "DA", windows=True)


def test_without_copies_the_columns_stay_numbers(folder, arrays):
    write_copies(arrays, CELL, 0)
    read = samples.read("smic", "DA", windows=False)
    assert read.table["copy"].tolist() == [0] * 24
    assert read.table.dtypes[["window", "copy", "label"]].eq(np.int64).all()
    assert read.distances().shape == (24, 24)


def test_other_labels_take_the_place_of_the_true_ones_in_copies_too(folder, arrays):
    """The null control shuffles the labels of clips: a copy that kept its own would tell."""
    shuffled = arrays["label"][::-1]
    read = samples.read("smic", "DA", windows=True, labels=shuffled)
    label = dict(zip(arrays["clip"], shuffled, strict=True))
    assert read.table["label"].tolist() == [label[clip] for clip in read.table["clip"]]


def test_a_missing_file_names_the_stage_that_makes_it(project, arrays):
    write_clips(arrays)
    with pytest.raises(UserError, match=r"augmented/DA/smic: .* run `dvc repro augment`"):
        samples.read("smic", "DA", windows=False)
