"""A statement that is misread would be held against numbers that it does not name."""

from decimal import Decimal

import pytest

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation import statements
from tests.predictions_fixture import project

HEADER = "key,place,words,low,high\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path))
    return tmp_path


def test_statements_keep_their_numbers_and_their_place(folder):
    found = statements.read()
    assert (found["state_of_the_art"].low, found["state_of_the_art"].high) == (3, 4)
    assert found["best"].low == Decimal("92.75")
    assert found["region"].low is None
    assert all(one.place and one.words for one in found.values())


def test_the_file_may_be_absent(folder):
    (folder / paths.STATEMENTS).unlink()
    assert statements.read() == {}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",text,A,,", "line 2: key: expected a name that no other line has, received ''"),
        ("a,text,A,,\na,text,B,,", "line 3: key: expected a name .* received 'a'"),
        ("a,text,A,5 %,5", "line 2: low: expected a number such as 92.75, .* received '5 %'"),
        ("a,text,A,5,", "line 2: low, high: expected two numbers in order, .* '5' and ''"),
        ("a,text,A,4,3", "line 2: low, high: expected two numbers in order, .* '4' and '3'"),
    ],
)
def test_a_typing_error_is_named_with_its_line(folder, row, message):
    (folder / paths.STATEMENTS).write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match=rf"statements\.csv: {message}"):
        statements.read()
