"""A finished fold must never be trained twice, nor taken for another one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning import code, folds, store, training
from mer.models.keras_compat import gpu_devices
from tests.mer.learning.test_folds import cut, plan
from tests.training_fixture import write_clips, write_copies

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
    0,
    np.array([[0.3, 0.3, 0.4]], np.float32),
    {5: folds.Checkpoint(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32))},
)


@pytest.fixture
def kept(tmp_path):
    return store.FoldStore(0, tmp_path / "folds")


def test_a_kept_fold_comes_back_to_the_bit(kept, cut):
    fold = cut()[1]
    key = kept.key(fold)
    assert kept.load(key) is None
    kept.save(key, TRAINED)
    found = kept.load(key)
    assert found.probabilities.tobytes() == TRAINED.probabilities.tobytes()
    pd.testing.assert_frame_equal(found.history, TRAINED.history)
    assert found.validation.tobytes() == TRAINED.validation.tobytes()
    assert [*found.checkpoints] == [5]
    assert found.checkpoints[5].validation.tolist() == [[0, 0, 0]]
    assert found.checkpoints[5].test.tolist() == [[1, 1, 1]]


def test_what_is_trained_is_kept(kept, cut):
    fold = cut()[1]
    trained = kept.run(("its key", fold))
    assert trained.gpus == len(gpu_devices())
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
        replace(fold, parts=fold.parts | {"train": replace(part, base=part.base[::-1])}),
        replace(fold, parts=fold.parts | {"train": replace(part, label=part.label[::-1])}),
        replace(fold, parts=fold.parts | {"train": replace(part, weight=part.weight * 2)}),
        replace(fold, parts=fold.parts | {"train": replace(part, gap=part.gap + 0.5)}),
    ]  # fmt: skip
    keys = {kept.key(one) for one in [fold, *others]}
    assert len(keys) == 1 + len(others)
    assert kept.key(cut()[1]) == kept.key(fold)

    monkeypatch.setattr("importlib.metadata.version", lambda name: "0")
    keys.add(store.FoldStore(0).key(fold))
    monkeypatch.undo()
    monkeypatch.setattr(code, "digest", lambda **_: "other code")
    keys.add(store.FoldStore(0).key(fold))
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    for write in (write_clips, lambda changed: write_copies(changed, {"ST": 1})):
        arrays["x"][0, 0, 0, 0] ^= 1
        write(arrays)
        keys.add(kept.key(fold))
    assert len(keys) == 5 + len(others)


def test_each_file_is_digested_once_also_under_another_variants_name(kept, cut, monkeypatch):
    digested: list[Path] = []
    digest = files.digest
    monkeypatch.setattr(files, "digest", lambda path: digested.append(path) or digest(path))
    copies = paths.Cell("smic", "SCB").copies
    Path(copies).mkdir(parents=True)
    for fold in cut():
        kept.key(fold)
        linked = Path(copies).absolute() / "x.npy"
        if not linked.exists():
            linked.hardlink_to(fold.copies / "x.npy")
        assert kept.key(replace(fold, copies=linked.parent)) == kept.key(fold)
    assert len(digested) == 2


def test_a_fold_of_other_gpus_is_another_one_but_any_will_do_for_a_cluster(tmp_path, kept):
    """Mirrors add up in another order than one device; on a cluster, chance decides who trains."""
    kept.save("key", replace(TRAINED, gpus=2))
    assert kept.load("key") is None
    assert store.FoldStore(1, tmp_path / "folds").load("key") is None
    assert store.FoldStore(2, tmp_path / "folds").load("key").gpus == 2
    cluster = store.FoldStore(None, tmp_path / "folds")
    assert cluster.load("key").gpus == 2
    kept.save("key", TRAINED)
    assert cluster.load("key").gpus == 0
    assert cluster.load("ke") is None


def test_a_fold_is_kept_under_the_gpus_that_trained_it(tmp_path, kept, cut, monkeypatch):
    """Whatever the process that asked for it had expected."""
    monkeypatch.setattr(training, "gpu_devices", lambda: ["one"])
    assert kept.run(("key", cut()[1])).gpus == 1
    assert kept.load("key") is None
    assert store.FoldStore(1, tmp_path / "folds").load("key").gpus == 1


def test_a_damaged_entry_is_removed_and_never_used(kept, cut, tmp_path):
    fold = cut()[1]
    key = kept.key(fold)
    path = tmp_path / "folds" / f"{key}-0gpu.npz"
    kept.save(key, TRAINED)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[whole.index(TRAINED.probabilities.tobytes())] ^= 1
    for damaged in (b"", whole[: len(whole) // 2], bytes(flipped), b"not a zip"):
        path.write_bytes(damaged)
        assert kept.load(key) is None
        assert not path.exists()
    kept.save("another", TRAINED)
    (tmp_path / "folds" / "another-0gpu.npz").rename(path)
    assert kept.load(key) is None


def test_a_network_that_diverges_is_a_sentence_and_never_kept(kept, cut, tmp_path):
    """The argmax of nan is 0: it would be reported as a network that says negative."""
    fold = cut(learning_rate=1e30)[1]
    message = r"smic, loso, seed 0, fold 0: .* the network diverged; .*1e\+30"
    with pytest.raises(UserError, match=message):
        kept.run(("key", fold))
    assert not list(tmp_path.glob("folds/*"))


@pytest.mark.parametrize(
    ("diverged", "problem"),
    [
        ({"history": TRAINED.history.assign(loss=[0.5, np.nan])}, "a loss of nan in epoch 2"),
        ({"history": TRAINED.history.assign(loss=[1e26, 0.5])}, r"a loss of 1e\+26 in epoch 1"),
        ({"probabilities": TRAINED.probabilities * np.nan}, "a probability that is no number"),
        ({"validation": TRAINED.validation * np.inf}, "a probability that is no number"),
        (
            {"checkpoints": {1: folds.Checkpoint(np.zeros((1, 3)), np.full((1, 3), np.nan))}},
            "a probability that is no number",
        ),
    ],
)
def test_whatever_shows_that_a_network_diverged_is_seen(kept, cut, monkeypatch, diverged, problem):
    monkeypatch.setattr(store, "train", lambda _: replace(TRAINED, **diverged))
    with pytest.raises(UserError, match=rf"received {problem}: the network diverged"):
        kept.run(("key", cut()[1]))
    kept.save("key", replace(TRAINED, **diverged))  # as an earlier version did
    assert kept.load("key") is None
    assert store.divergence(TRAINED) == ""
