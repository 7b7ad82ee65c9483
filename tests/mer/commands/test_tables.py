"""The end of `make tables`: every number of the cells, within two screens of 100 columns."""

import json
import re
from pathlib import Path

import pytest

from mer.commands import tables
from mer.commands.short import WIDTH, cells
from mer.core.errors import UserError
from mer.evaluation import published
from mer.reporting import environment, table_data
from tests.conftest import ROOT
from tests.mer.commands.running import run
from tests.results_fixture import cell, of_confusion, result, settings, table


@pytest.fixture(autouse=True)
def clone(monkeypatch):
    """What a fresh clone has: results in git, no data."""
    monkeypatch.chdir(ROOT)


def printed(capsys, *arguments: str) -> str:
    run(tables, *arguments)
    return capsys.readouterr().out


def test_every_cell_is_there_with_the_numbers_of_its_file(capsys):
    text = printed(capsys)
    blocks = [block for block in text.split("\n\n") if block.startswith("Table ")]
    assert [block.splitlines()[0] for block in blocks] == [
        "Table 1. CAS(ME)²", "Table 2. SMIC", "Table 3. SAMM", "Table 4. CASME II",
    ]  # fmt: skip
    for block, dataset in zip(blocks, ("casme_sq", "smic", "samm", "casme2"), strict=True):
        lines = block.splitlines()
        protocols = lines[1].split()
        chances = {
            variant: known
            for label, *known in (re.split(r"  +", line) for line in lines if "chance" in line)
            for variant in label.removeprefix("chance ").split(", ")
        }
        for line in (line for line in lines[3:] if not line.startswith("chance")):
            variant, *shown = re.split(r"  +", line)
            path = Path(f"metrics/cells/{variant}/{dataset}.json")
            known = json.loads(path.read_text("utf-8"))["protocols"]
            for protocol, one in zip(protocols, shown, strict=True):
                accuracy, low, high, uf1 = map(float, re.findall(r"[\d.]+", one))
                assert accuracy == pytest.approx(100 * known[protocol]["accuracy"], abs=0.051)
                ends = [100 * end for end in known[protocol]["intervals"]["accuracy"]]
                assert [low, high] == pytest.approx(ends, abs=0.51)
                assert uf1 == pytest.approx(known[protocol]["macro_f1"], abs=0.0051)
            for protocol, shown in zip(protocols, chances[variant], strict=True):
                better = max(guess["accuracy"] for guess in known[protocol]["chance"].values())
                assert float(shown) == pytest.approx(100 * better, abs=0.051)


def test_it_says_what_chance_is_and_which_protocol_estimates_nothing(capsys):
    head = printed(capsys).split("\n\n")[0]
    assert max(map(len, head.splitlines())) <= 78
    assert "chance: the accuracy of always naming the most frequent class" in head
    assert "loso is the field's standard; leaky estimates nothing" in head


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([], ""),
        (["dvc.lock"], "(dvc.lock is of this machine now)"),
        (
            ["dvc.lock", "metrics/environment.json", "metrics/report.html"],
            "(dvc.lock and 2 files of metrics/ are of this machine now)",
        ),
    ],
)
def test_it_ends_with_what_is_next_where_results_are_not_those_of_the_commit(
    changed, said, monkeypatch, capsys
):
    monkeypatch.setattr(environment, "recomputed", lambda: changed)
    text = printed(capsys)
    assert ("next: git commit -a" in text) is bool(changed)
    assert said in text
    assert "next:" not in printed(capsys, "leakage")


@pytest.mark.parametrize("what", ["cells", "leakage", "tuning"])
def test_it_fits_says_once_that_it_is_the_stand_in_and_where_the_rest_is(what, capsys):
    text = printed(capsys, what)
    assert len(text.splitlines()) <= 80
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.count("STAND-IN") == 1
    places = re.findall(r"metrics/[\w/.]+\w", text)
    assert places
    assert all(Path(place).is_file() for place in places)


def test_the_short_leakage_has_the_verdicts_of_its_file(capsys):
    rows = [line.split() for line in printed(capsys, "leakage").split("\n\n")[1].splitlines()[2:]]
    known = json.loads(Path("metrics/leakage.json").read_text("utf-8"))["pooled"]
    expected = [
        [one["variants"][0], protocol, null["verdict"]]
        for one in known
        for protocol, null in one["null"].items()
    ]
    assert sorted([row[0], row[1], row[-1]] for row in rows) == sorted(expected)


def test_printed_accuracies_stand_beside_those_of_licensed_data(monkeypatch):
    monkeypatch.chdir(ROOT)
    made = table(
        source="licensed",
        printed=published.read("casme_sq"),
        ST=cell(loso=result(0.9), holdout=of_confusion([[9, 0, 0], [6, 0, 0], [5, 0, 0]])),
    )
    monkeypatch.setattr(table_data, "read", lambda _: [made, table(dataset="smic", chosen=False)])
    text = cells.render(settings(source="licensed"))
    assert "STAND-IN" not in text
    assert "SMIC" not in text
    (row,) = (line for line in text.splitlines() if line.startswith("ST "))
    assert row.split() == ["ST", "89.98", "45.0†", "0.45", "90.0", "0.90"]


def test_many_protocols_are_set_below_each_other(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = [
        f"{name}{arm}" for name in ("leaky", "windows", "holdout", "loso")
        for arm in ("", "+difference")
    ]  # fmt: skip
    found = {name: result(1.0, intervals=None) for name in names}
    monkeypatch.setattr(table_data, "read", lambda _: [table(source="licensed", ST=cell(**found))])
    text = cells.render(settings(source="licensed"))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.count("CAS(ME)²\n") == 3
    assert all(re.search(rf" {re.escape(name)}\b", text) for name in names)


def test_results_of_other_data_than_params_asks_for_are_refused():
    with pytest.raises(UserError, match=r"expected results of licensed data"):
        cells.render(settings(source="licensed"))
