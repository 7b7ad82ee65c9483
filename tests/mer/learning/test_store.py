"""A finished fold must never be trained twice, nor taken for another one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mer.core import files
from mer.learning import folds, store, training
from tests.mer.learning.test_folds import cut, plan

__all__ = ["cut", "plan"]

TRAINED = folds.Trained(
    np.array([[0.1, 0.2, 0.7]], np.float32),
    pd.DataFrame(
        {
            "epoch": [1, 2],
            "loss": [1 / 3, 0.25],
            "accuracy": 0.5,
            "val_loss": np.nan,
            "val_accuracy": np.nan,
        }
    ),
)


@pytest.fixture
def kept(tmp_path, cut):
    return store.FoldStore(tmp_path / "clips.npz", tmp_path / "copies.npz", tmp_path / "folds")


def test_a_kept_fold_comes_back_to_the_bit(kept, cut):
    fold = cut()[1]
    key = kept.key(fold)
    assert kept.load(key) is None
    kept.save(key, TRAINED)
    found = kept.load(key)
    assert found.probabilities.tobytes() == TRAINED.probabilities.tobytes()
    pd.testing.assert_frame_equal(found.history, TRAINED.history)


def test_what_is_trained_is_kept(kept, cut):
    fold = cut()[1]
    trained = kept.run(("its key", fold))
    assert trained.probabilities.tobytes() == training.train(fold).probabilities.tobytes()
    assert kept.load("its key").probabilities.tobytes() == trained.probabilities.tobytes()


def test_whatever_determines_a_fold_is_in_its_key(kept, cut, tmp_path, arrays, monkeypatch):
    fold = cut()[1]
    part = fold.parts["train"]
    others = [
        cut()[2],
        cut(epochs=7)[1],
        replace(fold, seed=1),
        replace(fold, network=fold.network.model_copy(update={"dense": 5})),
        *(replace(fold, parts=fold.parts | {"train": replace(part, **{name: getattr(part, name)[::-1]})})
          for name in ("base", "label")),
        replace(fold, parts=fold.parts | {"train": replace(part, weight=part.weight * 2)}),
        replace(fold, parts=fold.parts | {"train": replace(part, gap=part.gap + 0.5)}),
    ]  # fmt: skip
    keys = {kept.key(one) for one in [fold, *others]}
    assert len(keys) == 1 + len(others)
    assert kept.key(cut()[1]) == kept.key(fold)

    for count in (1, 2):
        monkeypatch.setattr("mer.core.execution.gpus", lambda count=count: count)
        keys.add(store.FoldStore(tmp_path / "clips.npz", tmp_path / "copies.npz").key(fold))
    monkeypatch.undo()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0")
    keys.add(store.FoldStore(tmp_path / "clips.npz", tmp_path / "copies.npz").key(fold))
    monkeypatch.undo()
    arrays["x"][0, 0, 0, 0] ^= 1
    files.write_arrays(tmp_path / "clips.npz", **arrays)
    keys.add(store.FoldStore(tmp_path / "clips.npz", tmp_path / "copies.npz").key(fold))
    assert len(keys) == 5 + len(others)


def test_a_damaged_entry_is_removed_and_never_used(kept, cut, tmp_path):
    fold = cut()[1]
    key = kept.key(fold)
    path = tmp_path / "folds" / f"{key}.npz"
    kept.save(key, TRAINED)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[whole.index(TRAINED.probabilities.tobytes())] ^= 1
    for damaged in (b"", whole[: len(whole) // 2], bytes(flipped), b"not a zip"):
        path.write_bytes(damaged)
        assert kept.load(key) is None
        assert not path.exists()
    kept.save("another", TRAINED)
    (tmp_path / "folds" / "another.npz").rename(path)
    assert kept.load(key) is None
