"""The site of docs/ is how most readers meet the project: no page of it may lead nowhere."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tests.browser_fixture import browser, marks
from tests.conftest import ROOT

__all__ = ["browser"]

in_browser = marks("the site")
SEEN = ("docs/index.html", "docs/api/models.html", "metrics/tables/table1.html")
SIZES = (390, 1024, 1920)


def build(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", ROOT / "docs"]
    return subprocess.run(
        [*command, *options, source, out], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = build(ROOT, out, "-d", out.parent / "site-cache")
    assert (done.returncode, done.stderr) == (0, "")
    return out


class Page(HTMLParser):
    """What a page says and links to, what it loads, and where a link into it can end."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.names: set[str] = set()
        self.said = ""
        self._inside = self._mark = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = {name: value or "" for name, value in attrs}
        self.names |= {known[name] for name in ("id", "name") if name in known}
        address = known.get("src", known.get("href", ""))
        self._inside |= tag == "article"
        self._mark = known.get("class") == "headerlink"
        if tag == "a":
            self.links.append(address)
        elif address:
            self.loaded.append(address)

    def handle_endtag(self, tag):
        self._inside &= tag != "article"
        self._mark &= tag != "a"

    def handle_data(self, data):
        if self._inside and not self._mark:
            self.said += re.sub(r"\s", "", data)


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_every_page_says_on_the_site_what_it_says_on_github(site, pages):
    """MyST adds to Markdown: a line that began with % was a comment, and half a sentence gone."""
    github = MarkdownIt("gfm-like", {"linkify": False})
    for path in (ROOT / "README.md", *markdown(), *(ROOT / "metrics").rglob("*.md")):
        page = pages[site / path.relative_to(ROOT).with_suffix(".html")]
        text = github.render(path.read_text(encoding="utf-8"))
        assert page.said == Page(f"<article>{text}</article>").said, path


def test_every_link_between_pages_leads_to_a_page_and_a_place_in_it(pages):
    lost = []
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme or not link:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = target in pages or target.is_file()
            if not there or (parts.fragment and unquote(parts.fragment) not in pages[target].names):
                lost.append(f"{path.name}: {link}")
    assert lost == []
    assert sum(len(page.links) for page in pages.values()) > 1000


def test_nothing_is_loaded_from_the_net(site, pages):
    loaded = {link for page in pages.values() for link in page.loaded}
    assert {link for link in loaded if urlsplit(link).scheme not in ("", "data")} == set()
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert re.findall(r"url\(['\"]?(?:https?:)?//", text) == [], sheet
        assert "@import" not in text, sheet


def test_the_first_page_leads_to_the_report_and_to_every_page_of_docs(site, pages):
    start = site / "index.html"
    assert "url=docs/index.html" in start.read_text(encoding="utf-8")
    first = site / "docs/index.html"
    reached = {(first.parent / urlsplit(link).path).resolve() for link in pages[first].links}
    assert site / "metrics/report.html" in reached
    expected = {site / path.relative_to(ROOT).with_suffix(".html") for path in markdown()}
    assert expected - {first} <= reached


def markdown() -> list[Path]:
    return sorted((ROOT / "docs").glob("*.md"))


def test_links_of_the_report_open_pages_of_the_site(site, pages):
    links = pages[site / "metrics/report.html"].links
    assert "leakage.html" in links
    assert [link for link in links if urlsplit(link).path.endswith(".md")] == []


def test_what_the_pages_promise_of_the_code_is_on_the_pages_of_the_api(site, pages):
    """A name such as `mer.learning.kept.read`, in any page."""
    names = set().union(
        *(page.names for path, page in pages.items() if path.parent == site / "docs/api")
    )
    known = names | {name.removeprefix("module-") for name in names}
    assert {"mer.evaluation.metrics.score", "mer.planning.splitters.KFold"} <= names
    said = {
        name
        for path in markdown()
        for name in re.findall(r"`(mer(?:\.\w+){2,})", path.read_text(encoding="utf-8"))
    }
    assert said
    assert said <= known


def test_imports_in_the_pages_are_on_the_pages_of_the_api(site, pages):
    names = set().union(
        *(page.names for path, page in pages.items() if path.parent == site / "docs/api")
    )
    ends = {name.rsplit(".", 1)[-1] for name in names}
    text = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
    imports = re.findall(r"^ *from mer\S* import (.+)$", text, re.M)
    found = {name.strip() for one in imports for name in one.split(",")}
    assert "DataSet" in found
    assert found <= ends | {"sheets"}


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path):
    """Or the tests above would pass because nothing is ever complained of."""
    source = tmp_path / "source"
    (source / "docs").mkdir(parents=True)
    (source / "metrics").mkdir()
    shutil.copy(ROOT / "metrics/report.html", source / "metrics")
    (source / "docs/index.md").write_text(
        "# First\n\n## Start\n\n[there](there.md) [gone](gone.md) [place](there.md#nowhere)\n",
        encoding="utf-8",
    )
    (source / "docs/there.md").write_text("# There\n", encoding="utf-8")
    (source / "docs/forgotten.md").write_text("# Forgotten\n", encoding="utf-8")
    done = build(source, tmp_path / "out")
    assert done.returncode
    for complaint in ("'gone.md'", "'nowhere'", "docs/forgotten.md"):
        assert complaint in done.stderr
    assert "there.md:" not in done.stderr


@pytest.fixture
def show(browser, site):
    """Open a page; at the end nothing may have been complained of, and nothing come from a net."""
    opened = []

    def show(name, width=1024, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        opened.append((context, [], []))
        page.on("console", lambda message: opened[-1][1].append(message.text))
        page.on("pageerror", lambda error: opened[-1][1].append(str(error)))
        page.on("request", lambda request: opened[-1][2].append(request.url))
        page.goto((site / name).as_uri())
        return page

    yield show
    for context, complaints, requests in opened:
        context.close()
        assert complaints == []
        assert [one for one in requests if not one.startswith(("file:", "data:"))] == []


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(show, scheme):
    """Contrast, names, structure: by the rules of axe-core."""
    from axe_playwright_python.sync_playwright import Axe

    for name in SEEN:
        page = show(name, scheme=scheme)
        alike = "tbody tr:nth-child(n+4)"
        page.evaluate(f"document.querySelectorAll('{alike}').forEach((one) => one.remove())")
        found = Axe().run(page, options={"preload": False})  # of a file it may not read sheets
        assert found.violations_count == 0, f"{name}: {found.generate_report()[:3000]}"


@in_browser
@pytest.mark.parametrize("width", SIZES)
def test_a_wide_table_scrolls_in_itself_and_the_page_does_not(show, site, width):
    wide = 0
    page = show("README.html", width)
    for name in (*SEEN, "docs/paper.html", "docs/formats.html"):
        page.goto((site / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        wide += page.evaluate(
            "[...document.querySelectorAll('.table-wrapper, pre')].filter("
            "(one) => one.scrollWidth > one.clientWidth"
            " && getComputedStyle(one).overflowX === 'auto').length"
        )
    assert wide


@in_browser
def test_a_word_is_found_without_a_server(show):
    page = show("docs/index.html")
    page.get_by_role("textbox", name="Search").fill("surplus")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Data sets").first.wait_for(timeout=5000)
