"""metrics/report.html as a test reads it: its tables, and what it would load."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from mer.core import params
from mer.reporting import report
from tests.conftest import ROOT

VOID = {"meta", "link", "br", "img", "rect", "line", "circle", "path", "polyline"}


@dataclass
class Drawing:
    """A chart: its text alternative, and what a reader who points at its values is told."""

    label: str
    says: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The tables by their captions, and every address in attributes that load something."""

    def __init__(self, text: str):
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.drawings: list[Drawing] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._open: list[str] = []
        self._caption = ""
        self.feed(text)
        self.close()
        assert not self._open, "an element is not closed"

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.loads += [found[name] for name in ("src", "srcset", "data", "action") if name in found]
        if "href" in found:
            (self.links if tag == "a" else self.loads).append(found["href"])
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "svg" and found.get("role") == "img":
            self.drawings.append(Drawing(found.get("aria-label", "")))
        if "data-says" in found:
            self.drawings[-1].says.append(found["data-says"])
        if tag == "caption":
            self._caption = ""
        if tag == "tr" and self._caption:
            self.tables[self._caption].append([])
        if tag in ("th", "td") and self._caption:
            self.tables[self._caption][-1].append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self._open.pop() == tag
        if tag == "caption":
            assert self._caption not in self.tables, f"two tables are called {self._caption}"
            self.tables[self._caption] = []
        if tag == "table":
            self._caption = ""

    def handle_data(self, data):
        if self._open and self._open[-1] == "caption":
            self._caption += data
        elif self._caption and self._open[-1] in ("th", "td"):
            self.tables[self._caption][-1][-1] += data

    def rows(self, caption: str) -> list[dict[str, str]]:
        """Return the rows of a table by the titles of their columns."""
        header, *rows = self.tables[caption]
        return [dict(zip(header, row, strict=True)) for row in rows]


def committed() -> str:
    """Make the page from the results in git; the current folder must be the project's."""
    return report.render(report.read(params.load(ROOT / "params.yaml")), {"commit": "0123456789"})
