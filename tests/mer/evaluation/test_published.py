"""Without these a printed number could be misread, or a typing error could pass for one."""

from decimal import Decimal

import pytest

from mer.core.errors import UserError
from mer.evaluation import published
from tests.predictions_fixture import project

HEADER = "year,method,reference,accuracy_percent,f1\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path))
    return tmp_path


def test_tables_1_and_4_are_there_and_hold_the_four_variants(folder):
    for dataset, rows in (("casme_sq", 7), ("casme2", 16)):
        found = published.read(dataset)
        assert len(found) == rows
        assert [row.variant for row in found if row.variant] == ["ST", "DA", "SCB", "DACWB"]


def test_printed_digits_survive(folder):
    row = published.read("casme_sq")[1]
    assert str(row.accuracy_percent) == "91.20"
    assert row.numbers == {"accuracy_percent": 91.2, "f1": 0.907}


def test_tables_2_and_3_may_be_absent_empty_or_filled(folder):
    path = folder / "published/table2_smic.csv"
    path.unlink(missing_ok=True)
    assert published.read("smic") == []
    path.write_text(HEADER, encoding="utf-8")
    assert published.read("smic") == []
    path.write_text(
        HEADER + '2024,MER-3DCNNST,"Irawan, et al.",71.5,\n2020,OTHER,,,0.7\n', encoding="utf-8"
    )
    rows = published.read("smic")
    assert (rows[0].variant, rows[0].accuracy_percent, rows[0].f1) == ("ST", Decimal("71.5"), None)
    assert (rows[1].variant, rows[1].accuracy_percent, rows[1].f1) == (None, None, Decimal("0.7"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("24,A,,50.00,", "line 2: year: expected a year such as 2024, received '24'"),
        ("2024,,,50.00,", "line 2: method: expected a name"),
        ("2024,A,,92.67%,", "line 2: accuracy_percent: expected a percentage such as 92.67"),
        ("2024,A,,nan,", "line 2: accuracy_percent: expected a percentage"),
        ("2024,A,,101,", "received '101'"),
        ("2024,A,,0.9267,", "received the fraction 0.9267"),
        ("2024,A,,50.00,92.63", "line 2: f1: expected a fraction such as 0.9263"),
        ("2024,MER-3DCNNST,,50.00,\n2024,MER-3DCNNST,,51.00,", "line 3: expected MER-3DCNNST once"),
    ],
)
def test_a_typing_error_is_named_with_its_line(folder, row, message):
    (folder / "published/table2_smic.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(UserError) as error:
        published.read("smic")
    assert "table2_smic.csv" in str(error.value)
    assert message in str(error.value)


def test_a_data_set_that_the_article_lacks_has_no_printed_rows(folder):
    assert published.read("mmew") == []


def test_the_printed_accuracies_are_those_of_our_variants(folder):
    found = published.accuracies(published.read("casme_sq"))
    assert found == {"ST": 89.98, "DA": 90.75, "SCB": 92.67, "DACWB": 92.75}
