"""The page as one HTML file that loads nothing."""

from collections.abc import Mapping

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from mer.reporting.report import (
    audit,
    balance,
    clips,
    confusion,
    headline,
    leakage,
    learning,
    scores,
    settings,
    tables,
)
from mer.reporting.report.content import Content

_SECTIONS = (
    headline.what,
    headline.headline,
    tables.section,
    scores.section,
    leakage.section,
    confusion.section,
    learning.section,
    balance.section,
    clips.section,
    audit.section,
    settings.section,
)


def render(content: Content, environment: Mapping[str, str]) -> str:
    """Write the page: the same bytes for the same content.

    Args:
        content: as `mer.reporting.report.read` returns it.
        environment: what → its text, as `mer.reporting.environment.describe` returns it, for the
            foot.
    """
    engine = jinja2.Environment(
        loader=jinja2.PackageLoader("mer.reporting.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    engine.filters |= {"markdown": _markdown, "inline": _inline}
    sections = [section(content) for section in _SECTIONS]
    page = engine.get_template("page.html")
    return page.render(content=content, sections=sections, environment=environment)


def _markdown(text: str) -> Markup:
    """Turn Markdown into HTML; HTML in it stays text."""
    return Markup(_PARSER.render(text))


def _inline(text: str) -> Markup:
    """Turn a sentence of Markdown into HTML, without a paragraph around it."""
    return Markup(_PARSER.renderInline(text))


_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_PARSER.renderer.rules |= {  # type: ignore[attr-defined]
    "table_open": lambda *_: '<div class="scroll" tabindex="0"><table>\n',
    "table_close": lambda *_: "</table></div>\n",
}
