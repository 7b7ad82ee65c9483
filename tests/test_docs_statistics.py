"""The worked example of docs/statistics.md: who follows it by hand must get what the code gets."""

import json

import numpy as np
import pytest

from mer.evaluation import comparison, intervals, metrics
from tests.conftest import ROOT


def read(path: str) -> dict:
    return json.loads((ROOT / "metrics" / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def example() -> str:
    page = (ROOT / "docs/statistics.md").read_text(encoding="utf-8")
    return " ".join(page.partition("## A worked example")[2].partition("\n## ")[0].split())


def test_counts_and_metrics_are_those_of_the_cell_and_follow_from_each_other(example):
    cell = read("cells/DA/casme2.json")["protocols"]["loso"]
    counts = np.array(cell["confusion"])
    score = metrics.score(counts)
    for number, name in enumerate(("negative", "positive", "surprise")):
        right, true, called = counts[number, number], counts[number].sum(), counts[:, number].sum()
        row = f"| {name} | {' | '.join(map(str, counts[number]))} | {right} / {true} = "
        row += f"{score['recall'][number]:.3f} | {2 * right} / {true + called} = "
        assert row + f"{score['f1'][number]:.3f} |" in example
    right, clips = np.trace(counts), counts.sum()
    assert f"Accuracy is {right} / {clips} = {score['accuracy']:.1%}".replace("%", " %") in example
    assert f"mean of the three recalls, {score['uar']:.3f}." in example
    assert f"UF1 is the mean of the three, {score['macro_f1']:.3f}," in example
    assert f"12 and 11 clips, {score['weighted_f1']:.3f}." in example
    assert counts.sum(axis=1).tolist() == [25, 12, 11]
    for name in ("accuracy", "uar", "macro_f1", "weighted_f1"):
        assert score[name] == pytest.approx(cell[name], abs=1e-6)
    guess = cell["chance"]["majority"]
    said = f"would score 25 / {clips} = {100 * guess['accuracy']:.1f} % in accuracy, but "
    assert said + f"{guess['uar']:.3f} in UAR and {guess['macro_f1']:.3f} in UF1" in example


def test_the_interval_is_that_of_the_table(example):
    cell = read("cells/DA/casme2.json")["protocols"]["loso"]
    low, high = (f"{100 * end:.1f}" for end in cell["intervals"]["accuracy"])
    shown = f"{100 * cell['accuracy']:.2f} [{low}, {high}]"
    assert f"with the accuracy `{shown}`" in example
    assert shown in (ROOT / "metrics/tables/table4.md").read_text(encoding="utf-8")
    reach = intervals._reaches(0.95, cell["subjects"])[0]
    assert f"There are {cell['subjects']} subjects, so the ends lie {reach:.2f} standard" in example


def test_the_comparison_is_that_of_the_variants(example):
    found = read("comparisons.json")["datasets"]["casme2"]["protocols"]["loso"]
    (pair,) = [one for one in found["pairs"] if (one["first"], one["second"]) == ("ST", "DA")]
    other = read("cells/ST/casme2.json")["protocols"]["loso"]
    right = int(np.trace(other["confusion"]))
    said = f"right on {right} of the same clips ({100 * other['accuracy']:.1f} %), "
    assert said + f"{-pair['difference_points']:g} points fewer" in example
    ours, theirs = pair["only_second_right"], pair["only_first_right"]
    assert f"Only `DA` is right on {ours} clips, only `ST` on {theirs};" in example
    p = comparison.mcnemar(np.repeat([1, -1], [ours, theirs]))
    assert p == pytest.approx(pair["mcnemar_p"], abs=1e-6)
    assert f"{p * 2 ** (ours + theirs):.0f} of {2 ** (ours + theirs)} times, p = {p:.3f}" in example
    assert f"gives p = {pair['permutation_p']:g}." in example
    smallest = 2 / 2 ** found["subjects"]
    assert f"2 / 2⁶ = {smallest:.3f}, and {found['smallest_p']:g} after Holm" in example
    assert found["smallest_p"] == pytest.approx(smallest * len(found["pairs"]))
    assert not any(one["permutation_larger_than_chance"] for one in found["pairs"])
