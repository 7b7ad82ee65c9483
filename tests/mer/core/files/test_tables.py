"""A table must read back as it was written: subject 006 is not subject 6."""

import pandas as pd
import pytest

from mer.core import files
from mer.core.errors import UserError


def test_a_table_reads_back_as_it_was(tmp_path):
    table = pd.DataFrame({"subject": ["006", "", "NA"], "gap": [0.1, 1 / 3, 1e-17]})
    files.write_table(tmp_path / "t.csv", table)
    pd.testing.assert_frame_equal(
        files.read_table(tmp_path / "t.csv", ("subject", "absent")), table
    )
    assert b"\r" not in (tmp_path / "t.csv").read_bytes()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfa", b'a,b\n"1,2\n'])
def test_a_broken_table_is_a_sentence(content, tmp_path):
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(UserError, match="expected a CSV file"):
        files.read_table(tmp_path / "t")
