"""Without these the page could accuse a number that is possible, or clear one that is not."""

from decimal import Decimal

from mer.evaluation import published
from mer.evaluation.printed import examine_table
from mer.evaluation.published import Row
from mer.evaluation.results import PrintedAudit
from mer.reporting.printed_page import render
from tests.predictions_fixture import ROOT


def page(*tables, titles=()):
    audit = PrintedAudit(data="STAND-IN", tables=list(tables), contradictions=[], ours=[])
    return render(audit, dict(titles))


def test_the_page_says_what_a_reader_must_know(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = [examine_table(dataset, published.read(dataset)) for dataset in ("casme_sq", "casme2")]
    text = page(*found, titles={"casme2": "CASME II"})
    assert text.count("**0 of the article's own 4** accuracies are possible in a 10 % test") == 2
    assert "n ≥ **2345**" in text
    assert "n ≥ **2414**" in text
    assert "## Table 4. CASME II" in text
    assert "n ≥ 1564 or" in text
    assert "134 / 173 tests of 28 (rounded / cut)" in text
    assert " 6 of 25 |" in text
    assert " 7 of 34 |" in text
    assert " 203, 206, 275, 341, 357 |" in text
    assert "mean of ten folds gives all, printed in one way: 275, 341, 357." in text
    assert "mean of ten folds gives all, printed in one way: none." in text
    assert "| Verma et al. 2020 " in text
    assert "Our numbers" not in text


def test_a_table_without_accuracies_says_so():
    found = examine_table("smic", [Row(2020, "OTHER", "", None, Decimal("0.7"))])
    assert "No accuracy of this table is at hand" in page(found)


def test_the_accuracies_of_others_alone_need_no_common_size():
    found = examine_table("smic", [Row(2020, "OTHER", "", Decimal("50.00"), None)])
    assert found.rows[0].rounding.in_test_of_all == {"HS camera": 164, "all cameras": 306}
    assert found.variants.smallest_common is None
    text = page(found)
    assert "164, 306" in text
    assert "variants together" not in text
    assert "What follows" not in text


def test_a_possible_accuracy_is_cleared_by_name():
    found = examine_table("smic", [Row(2024, "MER-3DCNNST", "", Decimal("50.00"), None)])
    assert (
        "**1 of the article's own 1** accuracies are possible in a 10 % test of these clips: "
        "MER-3DCNNST." in page(found)
    )
