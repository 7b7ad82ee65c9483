"""Without these the page could hold against the article what its tables do not show."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mer.datasets import dataset
from mer.evaluation import published, statements
from mer.evaluation.contradictions import EMOTIONS, find
from mer.evaluation.published import Row
from tests.mer.datasets.params import labels
from tests.predictions_fixture import ROOT

STATED = ("augmentation", "state_of_the_art", "best")


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.chdir(ROOT)
    return {name: published.read(name) for name in ("casme_sq", "smic", "samm", "casme2")}


def found(tables):
    return {one.key: one for one in find(tables, statements.read())}


def values(contradiction, judged=True, unit="points"):
    return [
        one.value
        for one in contradiction.evidence
        if one.judged is judged and one.unit == unit and not one.what.endswith("F1")
    ]


def changed(tables, name, method, **numbers):
    """Change what is printed in one row."""
    rows = [
        replace(row, **{key: Decimal(text) for key, text in numbers.items()})
        if row.method == method
        else row
        for row in tables[name]
    ]
    return {**tables, name: rows}


def test_the_gains_are_those_of_the_printed_tables(tables):
    of = found(tables)
    assert values(of["augmentation"]) == [1.37]
    assert values(of["augmentation"], unit="%") == [1.5, 15.75]
    assert values(of["state_of_the_art"]) == [1.55, 1.29]
    assert [one.agrees for one in of.values() if one.key in STATED] == [False] * 3


def test_rows_that_are_as_far_away_as_stated_are_shown_beside(tables):
    one = found(tables)["state_of_the_art"]
    beside = [row for row in one.evidence if not row.judged]
    assert [row.value for row in beside] == [2.84, 3.42, 3.77]
    assert all("not the best row" in row.what for row in beside)


def test_f1_is_compared_with_the_best_f1_whoever_has_it(tables):
    evidence = found(tables)["state_of_the_art"].evidence
    f1 = {row.what: row.value for row in evidence if row.what.endswith("F1")}
    assert f1 == {
        "DACWB over MERASTC, CAS(ME)²: F1": 2.01,
        "DACWB over AGAN-TFMER, CASME II: F1": 1.4,
    }


@pytest.mark.parametrize(
    ("key", "method", "accuracy"),
    [
        ("augmentation", "MER-DA3DCNNST", "96.30"),
        ("state_of_the_art", "ADMT-MER", "90.00"),
        ("best", "MER-DACWB3DCNNST", "92.75"),
    ],
)
def test_a_statement_that_its_table_bears_out_is_cleared(tables, key, method, accuracy):
    other = changed(tables, "casme2", method, accuracy_percent=accuracy)
    if key == "state_of_the_art":  # the others that are nearer than stated
        other = {"casme2": [row for row in other["casme2"] if row.variant or row.method == method]}
    if key == "best":
        other = changed(other, "casme2", "MER-SCB3DCNNST", accuracy_percent="92.00")
    assert found(other)[key].agrees is True


def test_the_one_pair_of_equal_cells_is_found(tables):
    pairs = found(tables)["same_numbers"].evidence
    assert [one.what for one in pairs] == ["SCB on CAS(ME)² and DA on CASME II"]
    assert pairs[0].calculation == "92.67 %, F1 0.9263"
    other = changed(tables, "casme2", "MER-DA3DCNNST", f1="0.9264")
    assert found(other)["same_numbers"].evidence == []


def test_the_arms_of_balancing_are_taken_apart(tables):
    one = found(tables)["smote"]
    assert values(one) == [0.08, 0.41]
    assert values(one, judged=False) == [2.69, 2.0, 1.95, 0.99]
    assert one.agrees is None


def test_the_emotions_are_those_of_the_label_sheets():
    """No anger in either edition of CASME II's, no repression in SAMM's."""
    for key, title in (("casme2", "CASME II"), ("samm", "SAMM")):
        editions = [edition.emotions for edition in dataset(key).editions(labels(key))]
        assert EMOTIONS[title] in editions
        missing = "anger" if key == "casme2" else "repression"
        assert not any(missing in emotions for emotions in editions)


def test_nothing_is_held_against_tables_that_are_not_at_hand(monkeypatch):
    monkeypatch.chdir(ROOT)
    bare = {"casme2": [Row(2024, "MER-3DCNNST", "", None, None)], "smic": []}
    of = found(bare)
    assert all(of[key].evidence == [] and of[key].agrees is None for key in STATED)


def test_a_statement_without_a_rule_is_shown_alone(tables):
    stated = {"new": statements.Statement("new", "text", "Something.", Decimal(1), Decimal(1))}
    (one,) = find(tables, stated)
    assert (one.words, one.evidence, one.agrees) == ("Something.", [], None)
