"""A fold must train for real, on its own training part only, and give the same bytes whatever ran before it."""

from dataclasses import replace

import numpy as np
import pytest

from mer.core import files
from mer.core.params import Network
from mer.learning import folds, training
from mer.models.cnn3d import build
from tests.mer.learning.test_folds import cut, plan

__all__ = ["cut", "plan"]


@pytest.fixture(autouse=True, scope="module")
def prepared():
    """Threads are set before TensorFlow starts, whichever test of a process uses it first."""
    training._prepare()


def other(fold: folds.Fold, role: str, **change) -> folds.Fold:
    """Change the arrays of one part."""
    return replace(fold, parts=fold.parts | {role: replace(fold.parts[role], **change)})


def test_the_same_fold_gives_the_same_bytes_after_any_other(cut):
    first, second = cut()[:2]
    alone = training.train(second)
    training.train(first)
    after = training.train(second)
    assert alone.probabilities.tobytes() == after.probabilities.tobytes()
    assert alone.history.equals(after.history)
    training._trainer.cache_clear()
    assert training.train(second).probabilities.tobytes() == alone.probabilities.tobytes()


def test_training_learns_what_is_there_to_learn(cut):
    fold = cut(epochs=60, learning_rate=0.01)[1]
    trained = folds.run(fold)
    assert (trained.probabilities.argmax(axis=1) == fold.parts["test"].label).all()
    assert trained.probabilities.sum(axis=1) == pytest.approx(1)
    assert trained.history["loss"].iloc[-1] < 0.3 * trained.history["loss"].iloc[0]
    assert trained.history["epoch"].tolist() == list(range(1, 61))
    assert trained.history.notna().all(axis=None)


def test_clips_that_take_the_place_of_others_are_seen(cut, arrays):
    """A worker of a cluster lives on when `resize` runs again."""
    fold = cut()[1]
    before = training.train(fold)
    arrays["x"] = 255 - arrays["x"]
    files.write_arrays(fold.clips, **arrays)
    assert training.train(fold).probabilities.tobytes() != before.probabilities.tobytes()


def test_the_test_part_teaches_nothing(cut):
    fold = cut()[1]
    before = training.train(fold)
    after = training.train(
        other(
            fold, "test", label=fold.parts["test"].label * 0, weight=fold.parts["test"].weight * 9
        )
    )
    assert before.probabilities.tobytes() == after.probabilities.tobytes()
    assert before.history.equals(after.history)


def test_weights_count(cut):
    fold = cut(epochs=3, learning_rate=0.01)[1]
    before = training.train(fold)
    heavy = np.where(fold.parts["train"].label == 2, np.float32(30), np.float32(1))
    after = training.train(other(fold, "train", weight=heavy))
    assert (after.probabilities[:, 2] > before.probabilities[:, 2]).all()


def test_best_val_takes_the_epoch_with_the_lowest_validation_loss(cut):
    best = cut(select="best_val", epochs=12, learning_rate=0.05)[1]
    trained = training.train(best)
    epoch = int(trained.history["val_loss"].to_numpy().argmin()) + 1
    assert epoch < 12, "the test needs a validation loss that rises again"
    stopped = training.train(cut(select="last", epochs=epoch, learning_rate=0.05)[1])
    assert trained.probabilities.tobytes() == stopped.probabilities.tobytes()


def test_without_validation_clips_its_columns_are_empty(cut, plan):
    trained = training.train(cut(plan[plan["role"] != "val"])[1])
    assert trained.history["val_loss"].isna().all()
    assert trained.history["loss"].notna().all()


def test_the_networks_size_is_that_of_the_reading():
    """0.86 million weights at 16x128x128, from the numbers of the paper profile."""
    paper = Network(
        input="gray", filters=[64] * 4, kernel=3, pool=2, dropout=0.25, dense=128, dense_dropout=0.5
    )  # fmt: skip
    model = build((16, 128, 128), paper)
    convolutions = 64 * 27 + 64 + 3 * (64 * 64 * 27 + 64)
    assert model.count_params() == convolutions + (8 * 8 * 64 * 128 + 128) + (128 * 3 + 3)
    assert round(model.count_params() / 1e6, 2) == 0.86


def test_pooling_leaves_a_used_up_axis_alone():
    small = Network(
        input="gray", filters=[2] * 3, kernel=3, pool=2, dropout=0.0, dense=4, dense_dropout=0.0
    )
    model = build((3, 32, 32), small)
    assert model.get_layer("pool3").output.shape == (None, 1, 4, 4, 2)
