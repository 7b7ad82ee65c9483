"""A fold that keeps its weights must be the fold that does not, and never be taken for it."""

import numpy as np
import pytest

from mer.core import paths
from mer.learning import campaign, code, keeping, store, training, weights
from tests.mer.learning.test_folds import cut, plan
from tests.mer.learning.test_training import prepared

__all__ = ["cut", "plan", "prepared"]


@pytest.fixture
def kept(tmp_path):
    return weights.WeightStore(0, tmp_path / "folds")


def test_keeping_the_weights_changes_no_bit_of_a_fold(cut):
    for select in ("last", "best_val"):
        fold = cut(select=select, epochs=3)[1]
        plain, made = training.train(fold), keeping.train(fold)
        assert made.probabilities.tobytes() == plain.probabilities.tobytes()
        assert made.validation.tobytes() == plain.validation.tobytes()
        assert made.history.equals(plain.history)


def test_the_weights_are_those_that_the_test_part_was_predicted_with(cut, arrays):
    """Under `best_val` those of the best epoch, not the last."""
    fold = cut(select="best_val", epochs=4)[1]
    made = keeping.train(fold)
    network = keeping.network((4, 16, 16), fold.network, fold.train)
    network.weights = [np.zeros_like(one) for one in made.weights]
    network.weights = list(made.weights)
    pixels = training.Pixels(arrays["x"], arrays["x"][:0], fold.network.input)
    predicted = training.Trainer(network).predict(fold.parts["test"], pixels, fold.train.batch_size)
    assert predicted.tobytes() == made.probabilities.tobytes()


def test_a_kept_fold_comes_back_with_its_weights(kept, cut):
    fold = cut()[1]
    key = kept.key(fold)
    assert kept.load(key) is None
    made = kept.run((key, fold))
    found = kept.load(key)
    assert [one.tobytes() for one in found.weights] == [one.tobytes() for one in made.weights]
    assert found.probabilities.tobytes() == made.probabilities.tobytes()
    assert found.history.equals(made.history)
    assert all(one.dtype == np.float32 for one in found.weights)


def test_neither_store_takes_the_others_entries(kept, cut, tmp_path):
    """Not even where their keys were equal, nor where only a cluster knows the number of GPUs."""
    fold = cut()[1]
    plain = store.FoldStore(None, tmp_path / "folds")
    kept.run(("key", fold))
    assert plain.load("key") is None
    plain.run(("key", fold))
    assert len(list((tmp_path / "folds").iterdir())) == 2
    assert plain.load("key") is not None
    assert kept.load("key").weights


def test_a_damaged_entry_is_trained_again(kept, cut):
    made = kept.run(("key", cut()[1]))
    entry = kept._path("key", 0)
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-400])
    assert kept.load("key") is None
    broken = [made.weights[0] * np.float32("nan"), *made.weights[1:]]
    kept.save("key", keeping.KeptFold(**vars(made) | {"weights": tuple(broken)}))
    assert kept.load("key") is None


def test_the_key_holds_the_code_that_keeps(cut, kept):
    found = set(code.modules(entry=weights.WeightStore.entry))
    assert set(code.modules()) < found
    assert found - set(code.modules()) == {"mer.learning.keeping", "mer.learning.kept_fold"}


def test_a_campaign_keeps_weights_where_it_is_asked_to(cut, plan, checked):
    job = campaign.Job("smic-ST", paths.Cell("smic", "ST"), plan[plan["protocol"] == "holdout"])
    for keep in (False, True):
        work = campaign.Campaign([job], checked, keep_weights=keep)
        assert len(work.missing) == 1
        assert list(work.train()) == ["smic-ST"]
        if not keep:
            with pytest.raises(TypeError, match="expected weights of smic-ST"):
                work.kept("smic-ST")
            continue
        ((fold, trained),) = work.kept("smic-ST")
        assert fold.protocol == "holdout"
    again = campaign.Campaign([job], checked, keep_weights=True)
    assert again.missing == {}
    ((_, found),) = again.kept("smic-ST")
    assert [*map(np.ndarray.tobytes, found.weights)] == [*map(np.ndarray.tobytes, trained.weights)]
