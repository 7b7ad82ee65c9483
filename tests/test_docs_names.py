"""What the pages of docs/ name must exist, or a reader types it in vain."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from mer.core import vocabulary
from tests import commands_fixture as commands
from tests.conftest import ROOT

PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("benchmarks/README.md", "CONTRIBUTING.md", "data/README.md")),
]
"""README.md has tests of its own."""
KEY = re.compile(r"([a-z_]+(?:\.[A-Za-z_0-9]+)+)(?:: (.+))?")
ROOMS = ("benchmarks", "docs", "mer", "metrics", "published", "scripts", "stages", "tests")
PLACEHOLDER = re.compile(r"[*<…]|\.\.\.|(?<![a-z])(d|v|s|p|mmew|example)(?![a-z])")
"""Names of files with a place for a data set and the like; `mmew` and `example` are new ones."""

TO_COME = {"published/table2_smic.csv", "published/table3_samm.csv"}
"""What somebody who has the article is asked to write."""


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def page(request) -> Path:
    return request.param


def quoted(page: Path) -> Iterator[str]:
    """Yield what stands between backticks in the sentences and tables of a page."""
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        yield from (one.content for one in token.children or [] if one.type == "code_inline")


def test_every_command_is_one_that_there_is(page):
    for command in commands.fenced(page):
        commands.check(command)
    for command in commands.inline(page):
        commands.check_named(command)


def test_every_key_is_one_of_params_yaml(page, content):
    """A section of a profile may be named without the profile, as `network.input`."""
    profile = content["profiles"][content["profile"]]
    roots = dict.fromkeys(content, content) | {
        name: profile for name in profile if isinstance(profile[name], dict)
    }
    for code in quoted(page):
        found = KEY.fullmatch(code)
        if found and found[1].partition(".")[0] in roots:
            place = roots[found[1].partition(".")[0]]
            for name in found[1].split("."):
                assert name in place, f"{page.name}: {code}"
                place = place[name]


def test_every_file_of_the_repository_is_there(page):
    for code in quoted(page):
        path = code.removeprefix("../")
        ours = path.partition("/")[0] in ROOMS and "/" in path and " " not in path
        if ours and path not in TO_COME and not PLACEHOLDER.search(path):
            assert (ROOT / path).exists(), f"{page.name}: {code}"


def test_every_word_of_the_vocabulary_is_explained(content):
    """Those that tables, pages and files use without a remark."""
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    wanted = [
        *vocabulary.PROTOCOLS,
        *vocabulary.CLASSES,
        *content["variants"],
        *content["profiles"],
    ]
    wanted += ["standin", "licensed", "train", "val", "test", "gray", "difference", "centred"]
    assert [word for word in wanted if f"`{word}`" not in glossary] == []
    words = re.findall(r"^\| ([^|]+) \|", glossary, re.M)
    explained = {word.strip(" `") for entry in words for word in entry.split(",")} - {"word"}
    assert len(explained) == sum(len(entry.split(",")) for entry in words if entry != "word")
    for word in ("cell", "fold", "plan", "window", "copy", "sample", "leak", "UF1", "UAR", "LOSO"):
        assert word in explained


def test_every_benchmark_is_on_their_page():
    """With the question that it answers; one that nobody finds is not run again."""
    page = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    files = (ROOT / "benchmarks").glob("*.py")
    runs = {path.stem for path in files if '"__main__"' in path.read_text(encoding="utf-8")}
    runs.remove("plain_keras")  # the other way, which another one starts
    assert runs == {*re.findall(r"^\| `python -m benchmarks\.(\w+)` \|", page, re.M)}
