"""A fold must train for real, on its training part alone, and give the same bytes every time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mer.learning import folds, store, training
from tests.mer.learning.test_folds import cut, plan
from tests.training_fixture import write_clips

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
    trained = store.train(fold)
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
    write_clips(arrays)
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


def test_a_fold_ends_where_its_training_part_is_fitted(cut):
    settings = {"epochs": 60, "learning_rate": 0.01}
    whole = training.train(cut(**settings)[1])
    ended = training.train(cut(**settings, fitted=0.9)[1])
    count = len(ended.history)
    assert 1 < count < 60
    assert (ended.history["accuracy"].iloc[:-1] < 0.9).all()
    assert ended.history["accuracy"].iloc[-1] >= 0.9
    pd.testing.assert_frame_equal(ended.history, whole.history.iloc[:count])


def test_what_is_predicted_on_the_way_is_what_a_shorter_training_predicts(cut):
    longer = training.train(replace(cut(epochs=4)[0], checkpoints=(2, 3)))
    shorter = training.train(cut(epochs=2)[0])
    assert [*longer.checkpoints] == [2, 3]
    assert longer.checkpoints[2].test.tobytes() == shorter.probabilities.tobytes()
    assert longer.checkpoints[2].validation.tobytes() == shorter.validation.tobytes()
    assert longer.checkpoints[3].test.tobytes() != longer.probabilities.tobytes()


def test_equal_steps_end_within_an_epoch(cut):
    """12 training clips in batches of 8 are two steps per epoch; 2 epochs of 24 are six."""
    fold = cut(budget="steps", samples_per_clip=2)[1]
    assert (len(fold.parts["train"]), fold.steps) == (12, 6)
    taken = training.train(replace(fold, steps=5))
    assert len(taken.history) == 3
    whole = training.train(fold)
    pd.testing.assert_frame_equal(taken.history.iloc[:2], whole.history.iloc[:2])
    assert taken.probabilities.tobytes() != whole.probabilities.tobytes()


def test_validation_samples_are_predicted_with_the_weights_that_are_kept(cut):
    fold = cut(epochs=2)[0]
    trained = training.train(fold)
    own = trained.validation[np.arange(len(fold.parts["val"])), fold.parts["val"].label]
    assert -np.log(own).mean() == pytest.approx(trained.history["val_loss"].iloc[-1], rel=1e-5)
