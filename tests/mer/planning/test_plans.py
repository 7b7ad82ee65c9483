"""The leak tests, read from the plan file alone.

No tested clip was trained on, unless the protocol splits samples.
"""

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.class_weight import compute_class_weight

from mer.core import files, params, vocabulary
from mer.learning.folds import PLAN_TEXT
from mer.planning import plans, splits
from mer.planning.samples import table as list_samples
from mer.planning.smote import squared_distances
from tests.conftest import ROOT, make_arrays, table

SHARES = params.Split(test=0.2, validation=0.1)
KEYS = ["protocol", "seed", "fold"]
WINDOWS = 3
HONEST = ["holdout", "kfold", "loso"]


def profile(protocols: list[str]) -> params.Profile:
    demo = params.load(ROOT / "params.yaml").profiles["demo"]
    return demo.model_copy(update={"protocols": protocols, "seeds": [0, 1], "repeats": 2})


def balance(method: str, weight: str = "paper") -> params.Balance:
    return params.Balance(method=method, neighbours=3, weight=weight, seed=0)


def numbered(clips: np.ndarray, times: int) -> tuple[np.ndarray, np.ndarray]:
    """Name each clip several times, with the numbers 1, 2, ..."""
    return np.repeat(clips, times), np.tile(np.arange(1, times + 1), len(clips))


def make(method: str, copies: int, tmp_path, weight: str = "paper") -> pd.DataFrame:
    """Make a plan, write it, and read it as a reviewer would: from the file."""
    arrays = make_arrays(5)
    made = splits.split(
        table(arrays), "smic", profile(["leaky", "windows", "holdout", "kfold", "loso"]), SHARES
    )
    samples = list_samples(
        arrays["clip"], arrays["label"], *(numbered(arrays["clip"], n) for n in (copies, WINDOWS))
    )
    pixels = np.concatenate(
        [np.repeat(arrays["x"], times, axis=0) for times in (1, copies, WINDOWS)]
    )
    inputs = plans.PlanInputs(
        "smic", balance(method, weight), SHARES, lambda: squared_distances(pixels)
    )
    files.write_table(tmp_path / "plan.csv", plans.plan(samples, made, inputs))
    return files.read_table(tmp_path / "plan.csv", PLAN_TEXT)


def leaks(plan: pd.DataFrame) -> dict[tuple, int]:
    """Count the training and validation rows of a fold that share a clip with a test row."""
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
def test_honest_protocols_train_on_no_relative_of_a_test_clip(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    clean = leaks(plan[plan["protocol"].isin(HONEST)])
    assert len(clean) == 2 * (2 + 5 + 5)
    assert set(clean.values()) == {0}


@pytest.mark.parametrize("variant", VARIANTS)
def test_loso_trains_on_no_clip_of_the_subject_it_tests(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    for _, fold in plan[plan["protocol"] == "loso"].groupby(KEYS):
        subjects = {
            role: {clip.split("/")[0] for clip in [*part["clip"], *part["neighbour"]] if clip}
            for role, part in fold.groupby("role")
        }
        assert len(subjects["test"]) == 1
        assert len(subjects["train"]) == 4
        assert not subjects["test"] & subjects["train"]


@pytest.mark.parametrize("variant", ["DA", "SCB", "DACWB", "all"])
def test_leaky_does_leak(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    assert all(count > 0 for count in leaks(plan[plan["protocol"] == "leaky"]).values())


@pytest.mark.parametrize("variant", VARIANTS)
def test_windows_do_leak_in_every_variant(variant, tmp_path):
    """Without copies and SMOTE samples too: nearly every test window has a sister in training."""
    plan = make(*VARIANTS[variant], tmp_path)
    for _, fold in plan[plan["protocol"] == "windows"].groupby(KEYS):
        tested = fold[(fold["role"] == "test") & (fold["kind"] == "window")]
        assert tested["clip"].isin(fold["clip"][fold["role"] == "train"]).mean() > 0.8


@pytest.mark.parametrize("variant", VARIANTS)
def test_windows_are_samples_under_their_own_protocol_alone(variant, tmp_path):
    """With a window in training, an honest protocol would no longer report on the clips."""
    plan = make(*VARIANTS[variant], tmp_path)
    mine = plan[plan["protocol"] == "windows"]
    others = plan[plan["protocol"] != "windows"]
    assert set(others["protocol"]) == {"leaky", "holdout", "kfold", "loso"}
    assert "window" not in set(others["kind"])
    assert not others[["window", "neighbour_window"]].to_numpy().any()
    assert "original" not in set(mine["kind"])
    assert (mine["window"][mine["kind"] == "window"] > 0).all()
    for _, fold in mine.groupby(KEYS):
        windows = fold[fold["kind"] == "window"]
        assert sorted(zip(windows["clip"], windows["window"], strict=True)) == sorted(
            zip(*numbered(make_arrays(5)["clip"], WINDOWS), strict=True)
        )
        assert windows["sample"].tolist() == [f"window{number}" for number in windows["window"]]


def test_smote_samples_of_windows_say_between_which_they_lie(tmp_path):
    plan = make("smote", 2, tmp_path)
    mixed = plan[(plan["protocol"] == "windows") & (plan["kind"] == "smote")]
    for window, copy in (("window", "copy"), ("neighbour_window", "neighbour_copy")):
        assert ((mixed[window] > 0) ^ (mixed[copy] > 0)).all()
    assert {"train", "test"} <= set(mixed["role"])


def test_windows_are_dealt_out_in_the_shares_of_the_split_the_same_for_all_variants(tmp_path):
    columns = [*KEYS, "clip", "window", "role"]
    parts = []
    for variant in ("ST", "DA", "SCB"):
        plan = make(*VARIANTS[variant], tmp_path)
        mine = plan[(plan["protocol"] == "windows") & (plan["kind"] == "window")]
        parts.append(mine[columns].sort_values(columns, ignore_index=True))
        shares = mine.groupby(KEYS)["role"].value_counts(normalize=True).unstack()
        assert shares["test"].to_numpy() == pytest.approx(0.2, abs=0.02)
        assert shares["val"].to_numpy() == pytest.approx(0.1, abs=0.02)
    for other in parts[1:]:
        pd.testing.assert_frame_equal(parts[0], other)


@pytest.mark.parametrize("variant", VARIANTS)
def test_all_variants_share_their_folds(variant, tmp_path):
    one, other = make(*VARIANTS["ST"], tmp_path), make(*VARIANTS[variant], tmp_path)
    one = one[one["kind"] == "original"]
    columns = [*KEYS, "role", "clip"]
    originals = other[other["kind"] == "original"]
    first = one[columns].sort_values(columns, ignore_index=True)
    second = originals[columns].sort_values(columns, ignore_index=True)
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("variant", VARIANTS)
def test_honest_protocols_test_originals_only_and_all_rows_are_named_once(variant, tmp_path):
    plan = make(*VARIANTS[variant], tmp_path)
    honest = plan[plan["protocol"].isin(HONEST) & (plan["role"] != "train")]
    assert set(honest["kind"]) == {"original"}
    assert not plan.duplicated([*KEYS, "clip", "sample"]).any()
    assert not plan[plan["role"] != "train"]["weight"].ne(1).any()


@pytest.mark.parametrize("protocol", vocabulary.DEALT)
def test_copies_and_smote_samples_are_dealt_out_in_the_shares_of_the_split(protocol, tmp_path):
    plan = make("smote", 3, tmp_path)
    for _, fold in plan[plan["protocol"] == protocol].groupby(KEYS):
        made = fold[~fold["kind"].isin(["original", "window"])]
        assert set(made["kind"][made["role"] == "test"]) == {"copy", "smote"}
        assert made["role"].value_counts(normalize=True)["test"] == pytest.approx(0.2, abs=0.01)
        assert made["role"].value_counts(normalize=True)["val"] == pytest.approx(0.1, abs=0.01)


def test_smote_balances_the_training_part(tmp_path):
    plan = make("smote", 0, tmp_path)
    for _, fold in plan[plan["protocol"].isin(HONEST)].groupby(KEYS):
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
    samples = list_samples(arrays["clip"], arrays["label"], numbered(arrays["clip"], 0))

    def refuse():
        raise AssertionError("distances of all samples cost minutes where nobody asked for them")

    for method in ("none", "class_weight"):
        assert (
            len(
                plans.plan(samples, made, plans.PlanInputs("smic", balance(method), SHARES, refuse))
            )
            == 4 * 30
        )


def test_class_weights_are_eq_1():
    labels = np.array([0] * 6 + [1] * 3 + [2])
    assert plans.class_weights(labels, "paper").tolist() == pytest.approx([10 / 6, 10 / 3, 10])
    theirs = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert plans.class_weights(labels, "balanced") == pytest.approx(theirs)
    assert plans.class_weights(np.array([0, 1]), "paper").tolist() == [2, 2, 0]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_training_on_all_clips_leaves_none_out_and_tests_none(variant, tmp_path):
    """Augmented, balanced and weighted as the training part of a fold is."""
    method, copies = VARIANTS[variant]
    arrays = make_arrays(5)
    samples = list_samples(
        arrays["clip"], arrays["label"], *(numbered(arrays["clip"], n) for n in (copies, WINDOWS))
    )
    pixels = np.concatenate([np.repeat(arrays["x"], n, axis=0) for n in (1, copies)])
    inputs = plans.PlanInputs("smic", balance(method), SHARES, lambda: squared_distances(pixels))
    made = plans.whole(samples, 3, inputs)
    assert list(made.columns) == plans.COLUMNS
    assert made[KEYS].drop_duplicates().values.tolist() == [["final", 3, 0]]
    assert set(made["role"]) == {"train"}
    originals = made[made["kind"] == "original"]
    assert originals["clip"].tolist() == arrays["clip"].tolist()
    assert (made["kind"] == "copy").sum() == copies * len(originals)
    assert not (made["kind"] == "window").any()
    counts = made["label"].value_counts()
    if method == "smote":
        assert counts.nunique() == 1
    weighed = made.groupby("label")["weight"].sum()
    assert weighed.nunique() == 1 if method == "class_weight" else (made["weight"] == 1).all()
