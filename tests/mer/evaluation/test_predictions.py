"""Without these a broken file could be evaluated, or a sound one refused."""

import numpy as np
import pandas as pd
import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation import predictions
from tests.predictions_fixture import predictions as invented

CELL = paths.Cell("casme2", "ST")


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CELL.predictions.path.parent.mkdir(parents=True)
    return lambda table: table.to_csv(CELL.predictions, index=False)


def test_predictions_read_back_with_subject_codes_as_text(write):
    table = invented()
    write(table)
    found = predictions.read(CELL.predictions)
    assert found["subject"].iloc[0] == "00"
    for name in ("protocol", "seed", "fold", "dataset", "clip", "label", "predicted", "sample"):
        assert found[name].tolist() == table[name].tolist()


def test_folds_are_in_the_order_of_numbers(write):
    """Means over folds are sums of floats, which depend on their order."""
    write(invented(subjects=12, protocols=["loso"]))
    folds = predictions.read(CELL.predictions).groupby("fold").size().index
    assert folds.tolist() == list(range(12))


def test_a_clip_that_two_random_splits_test_is_no_mistake(write):
    """Repeats of holdout are pooled: some clips are tested several times."""
    table = invented(protocols=["holdout"])
    write(pd.concat([table, table.assign(fold=1)]))
    assert len(predictions.read(CELL.predictions)) == 2 * len(table)
    assert len(predictions.read_file(CELL.predictions)) == 2 * len(table)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop(columns="fold"), "add 'fold'"),
        (lambda table: table.iloc[:0], "expected at least one row under the header, found none"),
        (
            lambda table: table.assign(predicted=[3, *table["predicted"][1:]]),
            "line 2: predicted: expected negative, positive, surprise or 0, 1, 2, received '3'",
        ),
        (
            lambda table: pd.concat([table, table.iloc[:1]]),
            "expected each clip once, received '00/clip0' again after line 2",
        ),
    ],
)
def test_broken_predictions_are_named_not_evaluated(write, change, message):
    write(change(invented()))
    with pytest.raises(UserError) as error:
        predictions.read(CELL.predictions)
    assert str(error.value).startswith("data/predictions/ST/casme2.csv")
    assert message in str(error.value)
    assert str(error.value).endswith("; or run `dvc repro train@ST`.")


def test_predictions_that_were_not_made_name_their_stage(write):
    with pytest.raises(UserError, match="found none; run `dvc repro train@ST`"):
        predictions.read(CELL.predictions)


def test_the_smallest_file_of_anyone_gets_what_it_lacks(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("clip,label,predicted\na,Surprise,0\nb,negative,1\n", encoding="utf-8")
    table = predictions.read_file(path)
    np.testing.assert_array_equal(table["label"], [2, 0])
    assert table["seed"].tolist() == [0, 0]
    assert table["subject"].tolist() == ["", ""]
    assert table["line"].tolist() == [2, 3]


def test_no_held_out_clip_is_no_mistake(write):
    """Where nothing chooses an epoch, a file of validation samples may hold its header alone."""
    write(invented().iloc[:0])
    found = predictions.read(CELL.predictions, held_out=True)
    assert len(found) == 0
    assert set(found.columns) >= {"protocol", "seed", "fold", "subject", "clip", "predicted"}


def test_folds_may_hold_out_the_same_validation_clips(write):
    """Under loso a clip is tested once, and may choose the epoch of every other fold."""
    table = invented(protocols=["loso"])
    write(pd.concat([table, table.assign(fold=9)]))
    assert len(predictions.read(CELL.predictions, held_out=True)) == 2 * len(table)
    with pytest.raises(UserError, match="each clip in one fold of loso"):
        predictions.read(CELL.predictions)
