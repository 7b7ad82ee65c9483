"""Without these a setting could be chosen by the clips that it is reported on."""

import numpy as np
import pytest

from mer.core import params, paths
from mer.evaluation import metrics, results, tuning
from tests.tuning_fixture import predictions, tuned

CELL = paths.Cell("smic", "ST")
SETTING = ["batch_size", "epochs"]


@pytest.fixture
def table():
    return predictions()


def rows(table, part):
    return table[table["part"] == part]


def sure(table, chosen, part, right=True):
    """Make a part's predictions sure, and right or wrong, where `chosen`."""
    mine = chosen & (table["part"] == part)
    truth = table.loc[mine, "label"] if right else (table.loc[mine, "label"] + 1) % 3
    for number, name in enumerate(("p_negative", "p_positive", "p_surprise")):
        table.loc[mine, name] = (truth == number).astype(float)
    table.loc[mine, "predicted"] = truth


def test_every_fold_chooses_the_lowest_cross_entropy_of_its_own_validation_clips(table):
    for fold, (size, epochs) in enumerate([(16, 10), (24, 5), (24, 10)]):
        mine = (table["fold"] == fold) & (table["batch_size"] == size)
        sure(table, mine & (table["epochs"] == epochs), "val")
    choices = tuning.choose(rows(table, "val"))
    assert choices[["seed", "fold", *SETTING]].to_numpy().tolist() == [
        [0, 0, 16, 10],
        [0, 1, 24, 5],
        [0, 2, 24, 10],
    ]
    assert choices["cross_entropy"].tolist() == [0, 0, 0]
    assert choices["clips"].tolist() == [6, 6, 6]


def test_of_equal_settings_the_first_of_the_grid_is_chosen(table):
    sure(table, table["batch_size"] > 0, "val")
    choices = tuning.choose(rows(table, "val"))
    assert choices[SETTING].to_numpy().tolist() == [[16, 5]] * 3


def test_nothing_about_the_test_clips_changes_a_choice(table, checked):
    """Not their labels, not their predictions: the leak that this project blames."""
    before = tuning.summarise(table, CELL, checked, "", "")
    test = table["part"] == "test"
    rng = np.random.default_rng(1)
    other = table.copy()
    other.loc[test, "label"] = rng.permutation(other.loc[test, "label"])
    other.loc[test, ["p_negative", "p_positive", "p_surprise"]] = rng.dirichlet([1, 1, 1], 72)
    other.loc[test, "predicted"] = rng.integers(3, size=72)
    after = tuning.summarise(other, CELL, checked, "", "")
    assert after.choices == before.choices
    assert [point.folds for point in after.grid] == [point.folds for point in before.grid]
    assert [point.validation for point in after.grid] == [p.validation for p in before.grid]
    assert after.tuned != before.tuned


def test_each_seed_chooses_for_itself():
    table = predictions(seeds=(0, 1))
    choices = tuning.choose(rows(table, "val"))
    assert choices[["seed", "fold"]].to_numpy().tolist() == [
        [seed, fold] for seed in (0, 1) for fold in range(3)
    ]


def test_the_tuned_numbers_are_of_the_chosen_settings(table, checked):
    """Fold 0 is right at its choice and wrong elsewhere, the other folds are always wrong."""
    best = (table["fold"] == 0) & (table["batch_size"] == 24) & (table["epochs"] == 10)
    sure(table, table["fold"] >= 0, "test", right=False)
    sure(table, best, "test")
    sure(table, best, "val")
    record = tuning.summarise(table, CELL, checked, "", "")
    assert record.tuned.accuracy == pytest.approx(1 / 3, abs=1e-6)
    assert record.tuned.clips == 18
    assert sum(point.folds for point in record.grid) == 3
    by_setting = {(point.batch_size, point.epochs): point for point in record.grid}
    assert by_setting[24, 10].test.accuracy == pytest.approx(1 / 3, abs=1e-6)
    assert by_setting[16, 5].test.accuracy == 0


def test_choosing_by_the_test_clips_reports_the_best_and_more_so_in_each_fold(table, checked):
    record = tuning.summarise(table, CELL, checked, "", "")
    cell = tuning.examine(record)
    accuracies = [100 * point.test.accuracy for point in record.grid]
    assert cell.best_accuracy_percent == pytest.approx(max(accuracies), abs=1e-3)
    assert cell.mean_accuracy_percent == pytest.approx(np.mean(accuracies), abs=1e-3)
    test = rows(table, "test")
    right = (test["label"] == test["predicted"]).groupby(
        [test["fold"], *(test[s] for s in SETTING)]
    )
    expected = right.mean().groupby("fold").max().mean()  # folds of equal size
    assert cell.best_per_fold_accuracy_percent == pytest.approx(100 * expected, abs=1e-3)
    assert cell.best_per_fold_accuracy_percent >= cell.best_accuracy_percent
    assert cell.best_per_fold_accuracy_percent >= cell.tuned_accuracy_percent
    assert cell.validation_clips == (6, 6)
    assert cell.folds == 3


def test_scores_are_pooled_over_folds_and_averaged_over_seeds():
    table = rows(predictions(sizes=(16,), epochs=(5,), seeds=(0, 1)), "test")
    found = tuning.score(table)
    pooled = [
        metrics.score(metrics.count(one["label"], one["predicted"]))
        for _, one in table.groupby("seed")
    ]
    for name in ("accuracy", "weighted_f1", "macro_f1"):
        expected = np.mean([one[name] for one in pooled])
        assert getattr(found, name) == pytest.approx(expected, abs=1e-6)


def test_an_impossible_probability_costs_much_but_not_everything():
    table = rows(predictions(sizes=(16,), epochs=(5,)), "val").copy()
    table[["p_negative", "p_positive", "p_surprise"]] = 0.0
    assert tuning.score(table).cross_entropy == pytest.approx(-np.log(1e-7), abs=1e-5)


def test_scores_say_where_nearly_all_clips_are_given_one_class():
    table = rows(predictions(sizes=(16,), epochs=(5,), subjects=4), "test").copy()
    assert tuning.score(table).one_class is None
    table["predicted"] = 1
    assert tuning.score(table).one_class == "positive"
    table.iloc[:1, table.columns.get_loc("predicted")] = 0
    assert tuning.score(table).one_class == "positive"  # 23 of 24
    table.iloc[:2, table.columns.get_loc("predicted")] = 0
    assert tuning.score(table).one_class is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tune", {"batch_size": [16], "epochs": [5]}),
        ("seeds", [1]),
        ("network", {"dense": 8}),
        ("train", {"learning_rate": 0.5}),
    ],
)
def test_a_record_belongs_to_its_parameters(content, key, value):
    before = tuning.settings(params.check(content), CELL)
    demo = content["profiles"]["demo"]
    demo[key] = value if isinstance(value, list) else demo[key] | value
    assert tuning.settings(params.check(content), CELL) != before


@pytest.mark.parametrize("change", [{"epochs": 99}, {"batch_size": 7}, {"select": "best_val"}])
def test_what_the_grid_replaces_does_not_matter(content, change):
    before = tuning.settings(params.check(content), CELL)
    content["profiles"]["demo"]["train"] |= change
    assert tuning.settings(params.check(content), CELL) == before


def test_a_record_is_read_where_it_is_of_these_parameters_and_clips(project, checked):
    (project / "tuning").mkdir()
    assert tuning.read(checked, CELL, "1" * 16) is None
    record = tuned(checked)
    results.write(CELL.tuned, record)
    assert tuning.read(checked, CELL, "1" * 16) == record
    assert tuning.read(checked, CELL, "3" * 16) is None
    assert tuning.read(checked, CELL, None) is None
    results.write(CELL.tuned, record.model_copy(update={"data": "licensed"}))
    assert tuning.read(checked, CELL, "1" * 16) is None
