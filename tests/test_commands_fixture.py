"""A mistake that the collector misses stays in the pages: commands of a page, and wrong ones."""

import pytest

from tests import commands_fixture
from tests.commands_fixture import Command

PAGE = """# A page

```sh
make tables SOURCE=licensed   # a remark; with a semicolon
cd folder && MER_DATA=/big mer check --json | head
dvc exp run -S 'datasets=[smic,samm]' \\
  headline
```

```python
make = 1
```

Then `mer score mine.csv`, `metrics/leakage.md`, and `dvc` alone.
"""


def test_commands_are_found_where_a_reader_copies_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert commands_fixture.fenced(page) == [
        Command("page.md:4", ("make", "tables", "SOURCE=licensed")),
        Command("page.md:5", ("cd", "folder")),
        Command("page.md:5", ("mer", "check", "--json")),
        Command("page.md:5", ("head",)),
        Command("page.md:6", ("dvc", "exp", "run", "-S", "datasets=[smic,samm]", "headline")),
    ]
    named = commands_fixture.inline(page)
    assert [one.words for one in named] == [("mer", "score", "mine.csv")]


@pytest.mark.parametrize(
    "words",
    [
        "make table",
        "make tables SOURCES=licensed",
        "make tables PROFILE=papers",
        "mer scores mine.csv",
        "mer score",
        "mer score mine.csv --pools",
        "mer params mask.colour=red",
        "mer params profile=papers",
        "dvc exp runs",
        "dvc exp show --keeps acc",
        "dvc exp run -S variant=SBC",
        "dvc exp run -S profiles.demo.train.batch_size=16,none",
        "dvc exp run headlines",
        "dvc repro trains@ST",
        "python -m mer.score",
        "python -m benchmarks.nothing",
        "frobnicate",
    ],
)
def test_a_command_that_does_not_exist_is_refused(words):
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        commands_fixture.check(Command("page.md:1", tuple(words.split())))


@pytest.mark.parametrize("words", ["mer scores", "make table", "dvc exps", "mer score --pools"])
def test_a_command_that_a_sentence_names_exists(words):
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        commands_fixture.check_named(Command("page.md:1", tuple(words.split())))


@pytest.mark.parametrize(
    "words", ["mer score", "mer maps d-v", "python -m stages.X", "dvc plots", "make tables", "mer"]
)
def test_a_sentence_may_name_a_command_without_what_it_needs(words):
    commands_fixture.check_named(Command("page.md:1", tuple(words.split())))
