"""Without these a protocol that makes numbers up could pass for an honest one."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mer.evaluation.leakage import chance, chance_interval, examine, examine_null, pool, render
from mer.evaluation.published import TABLES
from tests.conftest import ROOT


def result(confusion, clips=None):
    counts = np.array(confusion)
    return {
        "accuracy": np.trace(counts) / counts.sum(), "confusion": confusion, "clips": clips or int(counts.sum()),
    }  # fmt: skip


def holder(**protocols):
    return {"protocols": protocols, "confidence": 0.95}


BLIND = [[16, 4, 4], [11, 3, 2], [6, 1, 1]]
SEEING = [[22, 1, 1], [1, 14, 1], [0, 0, 8]]


def test_chance_by_hand():
    assert (
        chance([[5, 0], [5, 0]]) == 0.5
    )  # always the same answer: right as often as that class occurs
    assert chance([[2, 2], [2, 2]]) == 0.5
    assert chance([[9, 0], [0, 1]]) == pytest.approx(0.82)


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9).filter(any))
def test_chance_is_what_shuffling_the_answers_gives_on_average(counts):
    confusion = np.reshape(counts, (3, 3))
    label, predicted = (
        np.repeat(np.arange(3), confusion.sum(1)),
        np.repeat(np.arange(3), confusion.sum(0)),
    )
    agreement = [(label == np.roll(predicted, turn)).mean() for turn in range(len(predicted))]
    assert chance(confusion.tolist()) == pytest.approx(np.mean(agreement))


def test_fewer_clips_leave_more_to_chance():
    few, many = chance_interval(0.4, 5, 0.95), chance_interval(0.4, 200, 0.95)
    assert few == (0.0, 0.8)
    assert 0.3 < many[0] < 0.4 < many[1] < 0.5


def test_blind_guesses_are_within_chance_and_a_control_that_knows_the_labels_is_above():
    assert examine_null([result(BLIND)], 0.95)["verdict"] == "within"
    assert examine_null([result(SEEING)], 0.95)["verdict"] == "above"
    assert examine_null([result([[0, 12, 12], [8, 0, 8], [4, 4, 0]])], 0.95)["verdict"] == "below"


def test_one_answer_for_everything_is_chance_itself():
    null = examine_null([result([[24, 0, 0], [16, 0, 0], [8, 0, 0]])], 0.95)
    assert null["accuracy_percent"] == null["chance_percent"] == 50
    assert null["verdict"] == "within"


def test_copies_of_a_clip_are_no_further_evidence():
    """Three clips, each tested eight times, must not look like twenty-four."""
    confusion = [[8, 0, 0], [0, 8, 0], [0, 0, 8]]
    assert examine_null([result(confusion)], 0.95)["verdict"] == "above"
    assert examine_null([result(confusion, clips=3)], 0.95)["verdict"] == "within"


def test_several_shuffles_are_averaged():
    null = examine_null([result(BLIND), result(SEEING)], 0.95)
    assert null["shuffles"] == 2
    assert null["accuracy_percent"] == pytest.approx(50 * (20 + 44) / 48, abs=1e-3)


def test_gaps_are_taken_between_the_protocols_that_were_run():
    cell = holder(leaky={"accuracy": 0.9}, loso={"accuracy": 0.4})
    record = examine(TABLES[0], "DA", 92.5, [cell, None], [])
    assert record["leaky_minus_loso_points"] == pytest.approx(50)
    assert record["holdout_minus_loso_points"] is None
    assert record["windows_minus_loso_points"] is None
    assert (record["printed_accuracy_percent"], record["null"]) == (92.5, {})


def records(*nulls):
    cell = holder(leaky={"accuracy": 0.9}, holdout={"accuracy": 0.5}, loso={"accuracy": 0.4})
    extra = holder(windows={"accuracy": 0.95}, leaky={"accuracy": 0.1})
    return [
        examine(TABLES[0], "DA", 92.5, [cell, extra], list(nulls)),
        examine(TABLES[1], "ST", None, [None, None], []),
    ]


def row(text, variant):
    lines = [
        [part.strip() for part in line.strip("|").split("|")]
        for line in text.splitlines()
        if line[:1] == "|"
    ]
    return dict(zip(lines[0], next(line for line in lines if line[1] == variant), strict=True))


def test_the_page_names_the_stand_in_and_keeps_the_printed_numbers_apart():
    null = holder(leaky=result(SEEING), windows=result(SEEING), loso=result(BLIND))
    text = render({"data": "STAND-IN", "cells": records(null), "pooled": {"DA": pool([null])}})
    shown = row(text, "DA")
    assert "> **STAND-IN.**" in text
    assert list(shown)[-1] == "printed %: NOT COMPARABLE"
    assert shown["STAND-IN leaky %"] == "90.00"
    assert shown["STAND-IN windows %"] == "95.00"
    assert (shown["leaky - loso"], shown["holdout - loso"]) == ("+50.00", "+10.00")
    assert shown["windows - loso"] == "+55.00"
    assert shown["STAND-IN null-windows %"].endswith("above**")
    assert shown["STAND-IN null-leaky %"].startswith("**91.67 (chance")
    assert shown["STAND-IN null-leaky %"].endswith("above**")
    assert shown["STAND-IN null-loso %"].startswith("41.67 (chance")
    assert shown["STAND-IN null-holdout %"] == ""
    assert "null-leaky: of 1 cells 1 above chance, 0 within, 0 below." in text
    assert "null-loso: of 1 cells 0 above chance, 1 within, 0 below." in text


def test_cells_that_were_not_run_are_empty_and_the_page_says_how_to_run_them():
    text = render({"data": "licensed", "cells": records(), "pooled": {}})
    assert "STAND-IN" not in text
    assert list(row(text, "DA"))[2] == "printed %"
    assert set(list(row(text, "ST").values())[2:]) == {""}
    assert "`make audit` runs them" in text
    assert "the profile's `protocols`" in text


def test_a_table_without_windows_says_who_runs_them():
    cell = holder(leaky={"accuracy": 0.9}, holdout={"accuracy": 0.5}, loso={"accuracy": 0.4})
    lacking = render(
        {
            "data": "licensed",
            "cells": [examine(TABLES[0], "DA", None, [cell, None], [])],
            "pooled": {},
        }
    )
    assert "Empty cells of windows were not run" in lacking
    assert row(lacking, "DA")["windows %"] == ""
    assert "Empty cells of windows" not in render(
        {"data": "licensed", "cells": records()[:1], "pooled": {}}
    )


def test_what_few_clips_cannot_show_all_data_sets_together_can():
    weak = result([[4, 1, 1], [1, 2, 1], [0, 1, 2]])
    assert examine_null([weak], 0.95)["verdict"] == "within"
    together = pool([holder(leaky=weak) for _ in range(4)])
    assert together["leaky"]["verdict"] == "above"
    content = {"data": "STAND-IN", "cells": records(), "pooled": {"SCB": together}}
    shown = row(render(content), "SCB")
    assert shown["Data set"] == "all"
    assert shown["STAND-IN null-leaky %"].endswith("above**")
    assert shown["STAND-IN leaky %"] == ""


def test_on_the_stand_in_honest_protocols_report_chance_and_those_that_leak_report_far_more():
    """What the whole table is for, on the numbers in git; one cell alone can be outside of chance by luck."""
    content = json.loads((ROOT / "metrics/leakage.json").read_text(encoding="utf-8"))
    if content["data"] != "STAND-IN":
        pytest.skip("the results in this folder are not the stand-in's")
    assert len(content["pooled"]) == 4
    for pooled in content["pooled"].values():
        assert [pooled[name]["verdict"] for name in ("holdout", "loso")] == ["within", "within"]
    copied = {variant: content["pooled"][variant] for variant in ("DA", "DACWB")}
    for pooled in copied.values():
        for name in ("leaky", "windows"):
            assert pooled[name]["verdict"] == "above"
            assert (
                pooled[name]["accuracy_percent"]
                > sum(pooled[name]["chance_percent_interval"]) / 2 + 10
            )
    single = [
        cell["null"]["windows"]["verdict"] for cell in content["cells"] if cell["variant"] in copied
    ]
    assert single.count("above") > len(single) / 2
    assert all("windows" in cell["accuracy_percent"] for cell in content["cells"])
