"""Without these an error could be shown as another's, or the hardest clips be buried."""

import pandas as pd
import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation import misses
from tests.predictions_fixture import VARIANTS, project, write_predictions

CELL = paths.Cell("smic", "DA")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path))
    write_predictions(tmp_path, ["smic"], VARIANTS, seeds=(0, 1))
    # the variants differ, and no answer is certain
    for place, variant in enumerate(VARIANTS):
        path = paths.Cell("smic", variant).predictions.path
        table = pd.read_csv(path, dtype={"subject": str})
        table["predicted"] = (table["label"] + (table.index % (place + 2) == 0)) % 3
        for number, name in enumerate(("p_negative", "p_positive", "p_surprise")):
            table[name] = 0.1 + (table["predicted"] == number) * (0.5 + 0.004 * (table.index % 50))
        table.to_csv(path, index=False)
    return tmp_path


def of(variant: str, protocol: str = "loso") -> pd.DataFrame:
    table = pd.read_csv(paths.Cell("smic", variant).predictions.path, dtype={"subject": str})
    return table[table["protocol"] == protocol]


def test_every_wrong_sample_is_there_and_no_right_one(folder):
    found = misses.read(CELL, VARIANTS, "loso")
    table = of("DA")
    wrong = table[table["label"] != table["predicted"]]
    assert found.tested == len(table)
    assert {(one.seed, one.clip) for one in found.found} == set(
        zip(wrong["seed"], wrong["clip"], strict=True)
    )
    assert len(found.found) == len(wrong) > 10


def test_what_the_others_say_is_of_the_same_sample(folder):
    found = misses.read(CELL, VARIANTS, "loso")
    known = {name: of(name).set_index(["seed", "clip"]) for name in VARIANTS}
    for one in found.found:
        row = known["DA"].loc[(one.seed, one.clip)]
        assert (one.subject, one.label) == (row["subject"], row["label"])
        assert one.said.predicted == row["predicted"]
        assert list(one.others) == ["ST", "SCB", "DACWB"]
        for name, said in one.others.items():
            other = known[name].loc[(one.seed, one.clip)]
            assert said.predicted == other["predicted"]
            assert said.chances == tuple(other[["p_negative", "p_positive", "p_surprise"]])


def test_what_all_miss_comes_first_and_then_what_was_most_certain(folder):
    found = misses.read(CELL, VARIANTS, "loso").found
    assert {one.by_all for one in found} == {True, False}
    order = [(one.by_all, one.said.confidence) for one in found]
    assert order == sorted(order, reverse=True)
    for one in found:
        assert one.by_all == all(said.predicted != one.label for said in one.others.values())


def test_without_other_variants_nothing_is_missed_by_all(folder):
    """One variant alone says nothing about how hard a clip is."""
    found = misses.read(CELL, ["DA"], "loso").found
    assert found
    assert not any(one.by_all or one.others for one in found)


def test_copies_are_samples_of_their_own(folder):
    found = misses.read(CELL, VARIANTS, "leaky")
    assert {one.sample for one in found.found} == {"original", "copy1"}


def test_what_is_missing_is_said_with_what_to_do(folder):
    with pytest.raises(UserError, match="expected predictions under windows, found those under "):
        misses.read(CELL, VARIANTS, "windows")
    path = CELL.predictions.path
    table = pd.read_csv(path, dtype={"subject": str})
    table.drop(columns=["p_negative", "p_positive", "p_surprise"]).to_csv(path, index=False)
    with pytest.raises(UserError, match="expected the columns p_negative"):
        misses.read(CELL, VARIANTS, "loso")
    path.unlink()
    with pytest.raises(UserError, match="run `dvc repro train@DA`"):
        misses.read(CELL, VARIANTS, "loso")
