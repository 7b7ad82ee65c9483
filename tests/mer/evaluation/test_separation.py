"""Without these the sheet for reviewers could call a protocol clean that is not."""

import numpy as np
import pandas as pd
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.evaluation import separation
from stages import balance, split
from tests.conftest import make_arrays, run_stage, write_clips, write_copies, write_windows
from tests.stages.preprocessing_fixture import write_params

PROTOCOLS = ["leaky", "windows", "holdout", "kfold", "loso"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose clips were split and planned by the stages, under every protocol."""
    folder = tmp_path_factory.mktemp("planned")
    write_params(
        folder,
        datasets=["smic"],
        split__test=0.25,
        profiles__demo__protocols=PROTOCOLS,
        profiles__demo__repeats=3,
    )
    arrays = make_arrays(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_clips(arrays)
        write_windows(arrays)
        for variant, copies in (("ST", 0), ("DA", 3), ("SCB", 0), ("DACWB", 3)):
            write_copies(arrays, paths.Cell("smic", variant), copies)
        run_stage(split, patch, "smic")
        run_stage(balance, patch, "smic")
    return folder


@pytest.fixture
def planned(made, monkeypatch):
    monkeypatch.chdir(made)
    return made


def by_hand(cell: paths.Cell, protocol: str, subjects: dict[str, str]) -> dict[str, int]:
    """Count with loops over rows, as somebody would who reads the plan."""
    plan = files.read_table(cell.plan, ("clip", "neighbour", "sample"))
    counts = dict.fromkeys(("tested", "same", "clip", "mixed", "subject"), 0)
    for _, fold in plan[plan["protocol"] == protocol].groupby(["seed", "fold"]):
        train = fold[fold["role"] == "train"].to_dict("records")
        for test in fold[fold["role"] == "test"].to_dict("records"):
            own = [name for name in (test["clip"], test["neighbour"]) if name]
            counts["tested"] += 1
            known = [row for row in train if row["clip"] in own or row["neighbour"] in own]
            counts["same"] += any(
                (row["clip"], row["sample"]) == (test["clip"], test["sample"]) for row in train
            )
            counts["clip"] += bool(known)
            counts["mixed"] += any(row["kind"] == "smote" for row in known)
            trained = {
                subjects[row[name]] for row in train for name in ("clip", "neighbour") if row[name]
            }
            counts["subject"] += bool(trained & {subjects[name] for name in own})
    return counts


def test_the_counts_are_those_of_whoever_reads_the_plan(planned, arrays):
    subjects = dict(zip(arrays["clip"], arrays["subject"], strict=True))
    for variant in ("ST", "DA", "SCB"):
        cell = paths.Cell("smic", variant)
        for protocol, found in separation.read(cell).items():
            counted = {name: getattr(found, name) for name in by_hand(cell, protocol, subjects)}
            assert counted == by_hand(cell, protocol, subjects), (variant, protocol)


def test_each_protocol_leaks_what_it_is_known_to_leak(planned):
    found = {name: separation.read(paths.Cell("smic", name)) for name in ("ST", "DA", "SCB")}
    for variant, protocols in found.items():
        assert list(protocols) == PROTOCOLS
        assert all(one.same == one.without_test == 0 for one in protocols.values())
        assert protocols["loso"].subject == protocols["loso"].clip == 0
        for name in ("holdout", "kfold"):
            assert (protocols[name].clip, protocols[name].mixed) == (0, 0), variant
            assert protocols[name].subject == protocols[name].tested
    assert found["ST"]["leaky"].clip == 0
    assert found["DA"]["leaky"].clip > 0
    assert found["DA"]["leaky"].mixed == 0
    assert found["SCB"]["leaky"].mixed > 0
    assert found["ST"]["windows"].clip > 0


def test_a_plan_that_was_tampered_with_is_found(planned):
    """A protocol is judged by what is in its plan, not by its name."""
    cell = paths.Cell("smic", "ST")
    plan = files.read_table(cell.plan, ("clip", "neighbour", "sample"))
    clips = files.stack_rows(paths.clips("smic"), ("clip", "subject"))
    clips = clips.assign(pixels=[str(number) for number in range(len(clips))])
    loso = plan[plan["protocol"] == "loso"]
    tested = loso[(loso["fold"] == 0) & (loso["role"] == "test")].iloc[:1]
    found = separation.examine(pd.concat([loso, tested.assign(role="train")]), clips)["loso"]
    assert (found.same, found.clip) == (1, 1)
    assert found.subject == len(loso[(loso["fold"] == 0) & (loso["role"] == "test")])
    none = loso[(loso["fold"] != 0) | (loso["role"] != "test")]
    assert separation.examine(none, clips)["loso"].without_test == 1


def test_the_same_recording_under_two_names_is_found(planned, arrays):
    """A clip that was released twice trains for itself."""
    twin = arrays["x"].copy()
    first = np.flatnonzero(arrays["subject"] == "s00")[0]
    other = np.flatnonzero(arrays["subject"] == "s01")[0]
    twin[other] = twin[first]
    write_clips(arrays | {"x": twin})
    try:
        found = separation.read(paths.Cell("smic", "ST"))["loso"]
    finally:
        write_clips(arrays)
    assert (found.twin, found.clip, found.known) == (2, 0, 2)


def test_another_share_of_the_classes_is_told_in_points(planned):
    cell = paths.Cell("smic", "ST")
    plan = files.read_table(cell.plan, ("clip", "neighbour", "sample"))
    clips = files.stack_rows(paths.clips("smic"), ("clip", "subject")).assign(pixels="")
    loso = plan[plan["protocol"] == "loso"]
    assert separation.examine(loso, clips)["loso"].shift == 0
    alone = loso[(loso["role"] != "test") | (loso["label"] == 0)]
    assert separation.examine(alone, clips)["loso"].shift == 50


def test_a_plan_of_other_clips_names_one(planned):
    cell = paths.Cell("smic", "DACWB")
    before = cell.plan.path.read_bytes()
    plan = files.read_table(cell.plan, ("clip", "neighbour", "sample"))
    try:
        files.write_table(cell.plan, plan.replace({"clip": {"s00/c0": "s09/c9"}}))
        with pytest.raises(UserError, match=r"expected clips of .*, received s09/c9; run `dvc rep"):
            separation.read(cell)
    finally:
        cell.plan.path.write_bytes(before)
