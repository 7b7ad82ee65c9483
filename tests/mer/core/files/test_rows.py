"""Without these a user is left to search a spreadsheet for the row that is wrong."""

import pytest

from mer.core.errors import UserError
from mer.core.files import read_rows


def write(folder, content, encoding="utf-8"):
    path = folder / "rows.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_rows_carry_their_line_and_only_the_columns_asked_for(tmp_path):
    path = write(tmp_path, 'b,a,extra,c\n 1 ,2,x,"p, q"\n\n,,,\n3,4,y,5\n')
    assert read_rows(path, ("a", "b"), ("c", "d")) == [
        (2, {"a": "2", "b": "1", "c": "p, q"}),
        (5, {"a": "4", "b": "3", "c": "5"}),
    ]


def test_files_saved_by_excel_are_read(tmp_path):
    """Excel puts a mark in front and ends lines with two characters."""
    assert read_rows(write(tmp_path, "a,b\r\n1,2\r\n", "utf-8-sig"), ("a", "b")) == [
        (2, {"a": "1", "b": "2"})
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: expected the header a,b, received an empty file"),
        (
            "a;b\n1;2\n",
            "line 1: expected the columns a,b separated by commas, received 'a;b'; add 'a'",
        ),
        ("a\n1\n", "add 'b'"),
        ("a,b,a\n1,2,3\n", "expected each column once, received 'a' twice"),
        ("a,b\n1,2\n3,4,5\n", "line 3: expected 2 cells as in the header, received 3"),
        ('a,b\n1,"2\n', "expected CSV, received text that is not"),
    ],
)
def test_the_file_and_the_line_are_named(tmp_path, content, message):
    with pytest.raises(UserError, match=r"rows\.csv.*") as error:
        read_rows(write(tmp_path, content), ("a", "b"))
    assert message in str(error.value)


def test_what_is_no_text_file_is_named(tmp_path):
    with pytest.raises(UserError, match="expected UTF-8 text"):
        read_rows(write(tmp_path, "a,b\nä,1\n", "latin-1"), ("a", "b"))
    with pytest.raises(UserError, match="expected a file, found none"):
        read_rows(tmp_path / "absent.csv", ("a",))
    with pytest.raises(UserError, match="found a folder"):
        read_rows(tmp_path, ("a",))
