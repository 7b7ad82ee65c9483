"""Files with the same bytes for the same content, written whole or not at all.

Text and JSON (`whole`), CSV (`tables`, checked by `columns`, and `rows`
for what users write), archives (`arrays`),
arrays with a table of what they are (`stacks`).
"""

from mer.core.files.arrays import Archive, write_arrays, writing_archive
from mer.core.files.columns import check_columns
from mer.core.files.regular import problem
from mer.core.files.rows import read_rows
from mer.core.files.stacks import map_stack, stack_rows, write_stack, writing_stack
from mer.core.files.tables import read_table, write_table
from mer.core.files.whole import digest, replacing, require, write_json, write_text

__all__ = [
    "Archive",
    "check_columns",
    "digest",
    "map_stack",
    "problem",
    "read_rows",
    "read_table",
    "replacing",
    "require",
    "stack_rows",
    "write_arrays",
    "write_json",
    "write_stack",
    "write_table",
    "write_text",
    "writing_archive",
    "writing_stack",
]
