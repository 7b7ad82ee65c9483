"""The first paragraphs are what is quoted: they must say what follows and no more."""

from decimal import Decimal

import pytest

from mer.evaluation import published
from mer.evaluation.printed import examine_table
from mer.evaluation.published import Row
from mer.evaluation.results import Contradiction, PrintedAudit
from mer.reporting.printed_summary import in_tests, render
from tests.predictions_fixture import ROOT


def text(*tables, contradictions=()):
    audit = PrintedAudit(
        data="STAND-IN", tables=list(tables), contradictions=list(contradictions), ours=[]
    )
    return "\n".join(render(audit, {"casme2": "CASME II"}))


@pytest.fixture
def printed(monkeypatch):
    monkeypatch.chdir(ROOT)
    return [examine_table(key, published.read(key)) for key in ("casme_sq", "casme2")]


def test_the_conclusion_is_about_one_test_of_exactly_these_sizes(printed):
    said = text(*printed)
    assert "None of the article's own 8 accuracies at hand can come from one test of" in said
    for explanation in ("Another subset", "another test share", "misprint", "average", "frames"):
        assert explanation in said
    assert "23 of CASME II's 156 clips, 14.7 %, give 91.30 = 21/23" in said
    assert "give 92.75 = 64/69" in said
    assert "all 357 of casme_sq (all expressions) give 90.75, cut" in said
    assert "at least 6 where all are 10 % tests of one size" in said
    assert "a mean over ten folds of one of the counts can print 8 of the 8, taken one by" in said


def test_what_exceeds_every_count_is_named_with_both_readings(printed):
    said = text(*printed)
    assert "89.98 (ST, casme_sq): n ≥ 409 (n ≥ 153) against 357 clips" in said
    assert "Table 1, if all were tested on one number of samples: n ≥ 2345 (n ≥ 865)" in said
    assert "Table 4, if all were tested on one number of samples: n ≥ 2414 (n ≥ 1609)" in said
    assert said.count("\n- ") == 3


def test_an_accuracy_that_a_test_can_give_is_not_accused():
    rows = [
        Row(2024, "MER-3DCNNST", "", Decimal("50.00"), None),
        Row(2024, "MER-DA3DCNNST", "", Decimal("91.31"), None),
    ]
    table = examine_table("casme2", rows)
    said = text(table)
    assert "1 of the article's own 2 accuracies at hand cannot come from" in said
    assert 16 in in_tests(table.rows[0])


def test_equation_2_read_literally_clears_an_accuracy_too():
    """One error among 16 clips: 1 - 2 / 48."""
    table = examine_table("casme2", [Row(2024, "MER-3DCNNST", "", Decimal("95.83"), None)])
    (row,) = table.rows
    assert 16 in in_tests(row)
    assert 16 not in in_tests(row, literal=False)


def test_statements_are_counted_only_where_numbers_can_be_compared():
    made = [
        Contradiction(key=str(agrees), words="", place="", evidence=[], agrees=agrees)
        for agrees in (True, False, None)
    ]
    said = text(contradictions=made)
    assert "1 of the article's 2 statements that name a number are not borne out" in said
    assert "What follows" not in text(contradictions=made[2:])


def test_the_page_opens_with_three_sentences_of_conclusion(printed):
    made = Contradiction(key="one", words="", place="", evidence=[], agrees=False)
    opening, *_ = text(*printed, contradictions=[made]).splitlines()
    assert opening.startswith("**What follows.** None of")
    assert opening.count(". ") == 3, "after Eq, and between three sentences"
