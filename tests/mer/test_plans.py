"""The leak tests: read from the plan file alone, no tested clip was trained on, unless the protocol is `leaky`."""

import numpy as np
import pandas as pd
import pytest

from mer import files, params, plans, splits
from mer.balancing import squared_distances
from mer.folds import PLAN_TEXT
from tests.conftest import ROOT, make_arrays, table

SHARES = params.Split(test=0.2, validation=0.1)
KEYS = ["protocol", "seed", "fold"]


def profile(protocols: list[str]) -> params.Profile:
    demo = params.load(ROOT / "params.yaml").profiles["demo"]
    return demo.model_copy(update={"protocols": protocols, "seeds": [0, 1], "repeats": 2})


def balance(method: str, weight: str = "paper") -> params.Balance:
    return params.Balance(method=method, neighbours=3, weight=weight, seed=0)


def make(method: str, copies: int, tmp_path, weight: str = "paper") -> pd.DataFrame:
    """Make a plan, write it, and read it as a reviewer would: from the file."""
    arrays = make_arrays(5)
    made = splits.split(table(arrays), "smic", profile(["leaky", "holdout", "loso"]), SHARES)
    copied = np.repeat(arrays["clip"], copies)
    numbers = np.tile(np.arange(1, copies + 1), len(arrays["clip"]))
    samples = plans.samples(arrays["clip"], arrays["label"], copied, numbers)
    pixels = np.concatenate([arrays["x"], np.repeat(arrays["x"], copies, axis=0)])
    recipe = plans.Recipe("smic", balance(method, weight), SHARES, lambda: squared_distances(pixels))
    files.write_table(tmp_path / "plan.csv", plans.plan(samples, made, recipe))
    return files.read_table(tmp_path / "plan.csv", PLAN_TEXT)


def leaks(plan: pd.DataFrame) -> dict[tuple, int]:
    """Count, for every fold, training or validation rows made from a clip that a test row is made from."""
    found = {}
    for key, fold in plan.groupby(KEYS):
        test = fold[fold["role"] == "test"]
        tested = set(test["clip"]) | set(test["neighbour"]) - {""}
        rest = fold[fold["role"] != "test"]
        found[key] = int((rest["clip"].isin(tested) | rest["neighbour"].isin(tested)).sum())
    return found


VARIANTS = {
    "ST": ("none", 0),
    "DA": ("none", 3),
    "SCB": ("smote", 0),
    "DACWB": ("class_weight", 3),
    "all": ("smote", 2),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_holdout_and_loso_train_on_no_relative_of_a_test_clip(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    clean = leaks(plan[plan["protocol"] != "leaky"])
    assert len(clean) == 2 * (2 + 5)
    assert set(clean.values()) == {0}


@pytest.mark.parametrize("variant", VARIANTS)
def test_loso_trains_on_no_clip_of_the_subject_it_tests(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    for _, fold in plan[plan["protocol"] == "loso"].groupby(KEYS):
        people = {
            role: {clip.split("/")[0] for clip in [*part["clip"], *part["neighbour"]] if clip}
            for role, part in fold.groupby("role")
        }
        assert len(people["test"]) == 1
        assert not people["test"] & (people["train"] | people["val"])


@pytest.mark.parametrize("variant", ["DA", "SCB", "DACWB", "all"])
def test_leaky_does_leak(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    assert all(count > 0 for count in leaks(plan[plan["protocol"] == "leaky"]).values())


@pytest.mark.parametrize("variant", VARIANTS)
def test_all_variants_share_their_folds(variant, tmp_path):
    one, other = make(*VARIANTS["ST"], tmp_path), make(*VARIANTS[variant], tmp_path)
    columns = [*KEYS, "role", "clip"]
    originals = other[other["kind"] == "original"]
    first = one[columns].sort_values(columns, ignore_index=True)
    second = originals[columns].sort_values(columns, ignore_index=True)
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("variant", VARIANTS)
def test_honest_protocols_test_originals_only_and_all_rows_are_named_once(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    honest = plan[(plan["protocol"] != "leaky") & (plan["role"] != "train")]
    assert set(honest["kind"]) == {"original"}
    assert not plan.duplicated([*KEYS, "clip", "sample"]).any()
    assert not plan[plan["role"] != "train"]["weight"].ne(1).any()


def test_leaky_deals_out_everything_in_the_shares_of_the_split(tmp_path):
    plan = make("smote", 3, tmp_path)
    for _, fold in plan[plan["protocol"] == "leaky"].groupby(KEYS):
        made = fold[fold["kind"] != "original"]
        assert set(made["kind"][made["role"] == "test"]) == {"copy", "smote"}
        assert made["role"].value_counts(normalize=True)["test"] == pytest.approx(0.2, abs=0.01)
        assert made["role"].value_counts(normalize=True)["val"] == pytest.approx(0.1, abs=0.01)


def test_smote_balances_the_training_part(tmp_path):
    plan = make("smote", 0, tmp_path)
    for _, fold in plan[plan["protocol"] != "leaky"].groupby(KEYS):
        counts = fold[fold["role"] == "train"]["label"].value_counts()
        assert counts.nunique() == 1


@pytest.mark.parametrize(("weight", "factor"), [("paper", 1), ("balanced", 3)])
def test_class_weights_are_taken_from_the_training_part_alone(weight, factor, tmp_path):
    plan = make("class_weight", 2, tmp_path, weight)
    for _, fold in plan.groupby(KEYS):
        train = fold[fold["role"] == "train"]
        share = train["label"].map(train["label"].value_counts())
        assert train["weight"].to_numpy() == pytest.approx((len(train) / share / factor).to_numpy())


def test_without_smote_no_distance_is_computed(tmp_path):
    arrays = make_arrays(5)
    made = splits.split(table(arrays), "smic", profile(["holdout"]), SHARES)
    samples = plans.samples(arrays["clip"], arrays["label"], np.array([], str), np.array([], int))

    def refuse():
        raise AssertionError("distances of all samples cost minutes where nobody asked for them")

    for method in ("none", "class_weight"):
        assert len(plans.plan(samples, made, plans.Recipe("smic", balance(method), SHARES, refuse))) == 4 * 30
