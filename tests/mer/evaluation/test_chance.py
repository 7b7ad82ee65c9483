"""Without these a score could look like knowledge that guessing reaches as well."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score, f1_score, recall_score

from mer.core import paths
from mer.core.vocabulary import DATASETS
from mer.evaluation import chance, metrics, results
from mer.evaluation.protocols import evaluate
from tests.conftest import ROOT
from tests.predictions_fixture import predictions

DRAWS = 2000


def labels(dataset: str, variant: str, protocol: str) -> np.ndarray:
    """Take the test labels of a cell from its file in git."""
    path = ROOT / paths.Cell(dataset, variant).metrics.path
    confusion = results.read(path, results.CellResult, "").protocols[protocol].confusion
    return np.repeat(range(3), np.sum(confusion, axis=1))


REAL = {
    f"{dataset}, {variant}, {protocol}": labels(dataset, variant, protocol)
    for dataset in DATASETS
    for variant, protocol in (("DA", "leaky"), ("SCB", "leaky"), ("ST", "holdout"), ("ST", "loso"))
}
ODD = {"one class": np.array([2, 2, 2]), "a class is absent": np.array([0, 0, 0, 2])}


def guesses(strategy: str, truth: np.ndarray, times: int) -> np.ndarray:
    """Let scikit-learn guess every sample several times, shape (times, N)."""
    dummy = DummyClassifier(strategy=strategy, random_state=0)
    dummy.fit(np.zeros((len(truth), 1)), truth)
    return dummy.predict(np.zeros((times * len(truth), 1))).reshape(times, len(truth))


@pytest.mark.parametrize("truth", (REAL | ODD).values(), ids=(REAL | ODD).keys())
def test_majority_is_what_scikit_learn_reports(truth):
    (guess,) = guesses("most_frequent", truth, 1)
    found = chance.majority(truth)
    assert found.accuracy == pytest.approx(accuracy_score(truth, guess), abs=1e-6)
    for name, average in (("weighted_f1", "weighted"), ("macro_f1", "macro")):
        score = f1_score(truth, guess, average=average, labels=np.unique(truth), zero_division=0)
        assert getattr(found, name) == pytest.approx(score, abs=1e-6)
    recall = recall_score(truth, guess, average="macro", labels=np.unique(truth))
    assert found.uar == pytest.approx(recall, abs=1e-6)


@pytest.mark.parametrize("truth", (REAL | ODD).values(), ids=(REAL | ODD).keys())
def test_stratified_is_the_mean_of_many_draws(truth):
    drawn = guesses("stratified", truth, DRAWS)
    repeat = np.repeat(np.arange(DRAWS), len(truth))
    scores = metrics.score(metrics.count(np.tile(truth, DRAWS), drawn.ravel(), repeat))
    scores["macro_precision"] = metrics.mean_defined(scores["precision"], -1)
    for name, value in chance.stratified(truth).model_dump().items():
        error = scores[name].std() / np.sqrt(DRAWS)
        assert value == pytest.approx(scores[name].mean(), abs=4 * error + 1e-6), name


def test_a_cell_is_compared_with_guesses_on_its_own_samples_seed_after_seed():
    """Pooling seeds would guess the class that is most frequent in all of them together."""
    table = predictions(protocols=["holdout"], seeds=(0, 1))
    first = table["seed"] == 0
    table.loc[first, "label"] = np.where(np.arange(first.sum()) % 3, 0, 1)
    table.loc[~first, "label"] = np.where(np.arange((~first).sum()) % 5, 2, 1)
    result = evaluate(table, np.random.default_rng(0), 20)
    assert result.chance.majority.accuracy == pytest.approx((2 / 3 + 4 / 5) / 2, abs=1e-6)
    alone = [chance.stratified(table["label"][part]) for part in (first, ~first)]
    assert result.chance.stratified.macro_f1 == pytest.approx(
        np.mean([one.macro_f1 for one in alone]), abs=1e-6
    )


def test_a_cell_whose_seeds_each_predict_one_class_is_known_by_its_seeds():
    """Two seeds that collapse to two classes would look like a choice between them."""
    table = predictions(protocols=["loso"], seeds=(0, 1, 2))
    table["predicted"] = table["predicted"].where(table["seed"] == 2, table["seed"])
    result = evaluate(table, np.random.default_rng(0), 20)
    assert result.one_class is None
    assert [one.one_class for one in result.per_seed] == ["negative", "positive", None]
