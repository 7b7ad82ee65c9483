"""A verdict must follow from the numbers above it."""

import pytest

from mer.evaluation import published, statements
from mer.evaluation.contradictions import find
from mer.evaluation.results import Contradiction, Evidence
from mer.reporting.contradictions_page import NOTES, TITLES, render
from tests.predictions_fixture import ROOT


def one(agrees, key="best", unit="%", value=93.66):
    evidence = Evidence(what="DACWB", calculation="93.66", value=value, unit=unit, judged=True)
    return Contradiction(key=key, words="W.", place="text", evidence=[evidence], agrees=agrees)


def test_every_statement_has_its_section_and_its_numbers(monkeypatch):
    monkeypatch.chdir(ROOT)
    tables = {key: published.read(key) for key in ("casme_sq", "smic", "samm", "casme2")}
    stated = statements.read()
    text = "\n\n".join(render(find(tables, stated)))
    assert set(TITLES) == set(NOTES) == set(stated)
    assert all(f"### {title}" in text for title in TITLES.values())
    assert all(statement.words in text for statement in stated.values())
    for number in ("1.37 points", "1.55 points", "1.29 points", "93.66 %", "0 of 255"):
        assert number in text
    assert "no way of counting" in text.lower()


@pytest.mark.parametrize(
    ("agrees", "said"),
    [
        (False, "**A higher accuracy of the article's own is printed.**"),
        (True, "**At least one of these is what the text states.**"),
    ],
)
def test_the_verdict_follows_the_comparison(agrees, said):
    assert said in "\n".join(render([one(agrees)]))


def test_up_to_five_is_not_denied_to_what_is_below_and_not_granted_to_what_is_above(monkeypatch):
    """1.37 is "up to 5", read literally; the verdict must hold for each of the numbers above it."""
    monkeypatch.chdir(ROOT)
    stated = {"augmentation": statements.read()["augmentation"]}
    (found,) = find({"casme2": published.read("casme2")}, stated)
    *gains, f1 = found.evidence
    assert [one.value > stated["augmentation"].high for one in gains] == [False, False, True]
    assert gains[2].what.endswith("of the errors")
    assert f1.value < stated["augmentation"].low
    said = "\n".join(render([found]))
    assert "**No gain in accuracy or F1 reaches the one that the text names, and the" in said
    assert 'Read literally, a smaller gain is "up to" a greater one' in said


def test_without_a_comparison_there_is_no_verdict():
    assert "**" not in "\n".join(render([one(None)]))


def test_an_unknown_statement_is_shown_under_its_key():
    text = "\n".join(render([one(False, key="new", unit="clips", value=3.0)]))
    assert "### new" in text
    assert "3 clips" in text
    assert "**None of these is what the text states.**" in text


def test_without_statements_there_is_no_section():
    assert render([]) == []
