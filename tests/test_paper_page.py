"""docs/paper.md names code and keys; what it names must exist, or a reader looks in vain."""

import re
from typing import NamedTuple

import pytest
import yaml

from mer.core import params
from tests.conftest import ROOT

PAGE = (ROOT / "docs/paper.md").read_text(encoding="utf-8")
HEADER = "| statement | place in the article | reading here | place in the code | switch |"


class Line(NamedTuple):
    """A row of the table."""

    statement: str
    place: str
    reading: str
    code: str
    switch: str


def lines() -> list[Line]:
    """Read the table, below its header and the line of dashes."""
    _, rows, *_ = re.split(rf"{re.escape(HEADER)}\n\|[-|]+\n|\n\n", PAGE[PAGE.index(HEADER) :])
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
    assert all(len(row) == len(Line._fields) for row in cells)
    return [Line(*row) for row in cells]


def quoted(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


LINES = lines()


def test_no_cell_of_the_table_is_empty():
    assert len(LINES) > 35
    assert all(all(line) for line in LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.statement[:30])
def test_every_place_in_the_code_exists(line):
    assert quoted(line.code)
    for path in quoted(line.code):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.statement[:30])
def test_every_switch_is_a_key_of_params_yaml_and_takes_the_value(line, content):
    """The values of a line are set one after the other, as `dvc exp run -S` would."""
    assert quoted(line.switch) or line.switch.startswith("none")
    for switch in quoted(line.switch):
        key, _, value = switch.partition(": ")
        section, names = content, key.split(".")
        for name in names[:-1]:
            section = section[name]
        assert names[-1] in section, key
        if value:
            assert section[names[-1]] != yaml.safe_load(value), f"{switch} is what is set anyway"
            section[names[-1]] = yaml.safe_load(value)
    params.check(content)


def test_the_table_names_what_the_article_says_otherwise_than_it_is_read():
    """The words that a reader of the article compares first."""
    statements = " ".join(line.statement for line in LINES)
    for words in (
        "10% of the image area", "brightness", "initial sizes", "(TP + TN) / total", "3x3", "2x2",
        "line graphs", "50 epochs", "5 or 10", "better than SMOTE", "128x128", "gray",
        "Figure 1", "Figures 2, 3, 4", "Figures 6, 7",
    ):  # fmt: skip
        assert words in statements + " ".join(line.place for line in LINES), words


@pytest.mark.parametrize("name", params.load(ROOT / "params.yaml").variants)
def test_the_default_recipes_are_the_readings_of_the_page(name):
    recipe = params.load(ROOT / "params.yaml").recipe(name).augment
    assert (recipe.rotate, recipe.crop, recipe.crop_area) == (15.0, 0.0, 0.1)
    assert (recipe.contrast, recipe.brightness, recipe.per_frame) == (0.3, 0.3, False)
